"""Two files define the same type, id and version, with different schemas.

Why: One payload is checked by the one schema here and by the other there. Which of the two counts depends on the tool.

Bad:

    events/OrderPlaced/index.mdx       id: OrderPlaced  version: 1.0.0   schemaPath: schema.json    (orderId)
    events/OrderPlacedOld/index.mdx    id: OrderPlaced  version: 1.0.0   schemaPath: schema.json    (order_id)

Good:

    events/OrderPlaced/versioned/0.9.0/index.mdx    id: OrderPlaced  version: 0.9.0
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Message
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for first, second in graph.index.duplicates:
        if not isinstance(first, Message) or not isinstance(second, Message):
            continue
        one, other = first.schema, second.schema
        if one is not None and other is not None and one.digest and other.digest and one.digest != other.digest:
            message = f"{second.type} {second.key} has another schema here than in {first.location.path}"
            yield RULE.finding(other.location, message, subject=second, hint=f"keep one of {one.path} and {other.path}")


RULE: Rule[Graph] = Rule("structure/conflicting-schemas", Severity.ERROR, __doc__, check)
