"""Two values of an enum in a schema become the same member name in code.

Why: One of the two members gets an underscore, and nobody can tell by the names which value is which.

Bad:

    {"enum": ["in-stock", "IN_STOCK"]}

Good:

    {"enum": ["in-stock", "sold-out"]}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..names import collisions
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    return (found for found in collisions(graph) if found.rule == RULE.id)


RULE: Rule[Graph] = Rule("names/member-collision", Severity.WARNING, __doc__, check)
