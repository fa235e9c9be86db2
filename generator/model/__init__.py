"""The catalog as immutable values. Knows nothing of files, of rules, or of any output language."""
