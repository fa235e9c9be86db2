"""A file or a folder of the catalog can't be opened.

Why: What can't be read can't be checked, so a clean result would be a guess.

Bad:

    -rw------- root events/OrderPlaced/index.mdx

Good:

    -rw-r--r-- root events/OrderPlaced/index.mdx
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/unreadable-file", Severity.ERROR, __doc__, essential=True)
