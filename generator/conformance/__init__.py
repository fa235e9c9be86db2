"""What hand-written code, foreign specifications and recorded traffic do, as facts with places, to be held against the graph.

Code is read with `ast` and followed by name; it is never imported or run. Judges nothing: the rules in rules/check do.
"""
