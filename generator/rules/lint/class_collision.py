"""Two types of a schema become the same class name in code.

Why: The second is called after its place as well (`OrderPaidAddressDefinition`), and moves to the plain name when the first goes.

Bad:

    {"properties": {"address": {"properties": {"city": {}}}, "from": {"$ref": "#/$defs/address"}},
     "$defs": {"address": {"properties": {"zip": {}}}}}

Good:

    {"properties": {"address": {"properties": {"city": {}}}, "from": {"$ref": "#/$defs/origin"}},
     "$defs": {"origin": {"properties": {"zip": {}}}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..names import collisions
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    return (found for found in collisions(graph) if found.rule == RULE.id)


RULE: Rule[Graph] = Rule("names/class-collision", Severity.NOTE, __doc__, check)
