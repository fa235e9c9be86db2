"""Two properties of an object in a schema (or two fields of an Avro record or a Protobuf message) become the same field name in code.

Why: One of the two fields gets another name than its property, which surprises whoever writes the code by the schema.

Bad:

    {"properties": {"orderId": {}, "order_id": {}}}

Good:

    {"properties": {"orderId": {}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..names import collisions
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    return (found for found in collisions(graph) if found.rule == RULE.id)


RULE: Rule[Graph] = Rule("names/field-collision", Severity.WARNING, __doc__, check)
