"""The front matter of a file is not valid YAML, so nothing in the file can be read.

Why: EventCatalog stops its build at such a file; flowmart goes on without it, and everything that points to it dangles.

Bad:

    summary: Total: the sum of all lines

Good:

    summary: "Total: the sum of all lines"
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/invalid-yaml", Severity.ERROR, __doc__, essential=True)
