"""An event, a command or a query has the id of a message of another type.

Why: Pointers in `sends` and `receives` name no type. The id is looked up among events, then commands, then queries, so the second
message can't be pointed at by its id alone.

Bad:

    events/Shipment/index.mdx      id: Shipment
    commands/Shipment/index.mdx    id: Shipment

Good:

    events/ShipmentCreated/index.mdx     id: ShipmentCreated
    commands/CreateShipment/index.mdx    id: CreateShipment
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Message
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    reached: dict[str, Message] = {}
    for message in graph.messages:  # of one id the events come first
        if not graph.is_current(message):
            continue
        first = reached.setdefault(message.id, message)
        if first.type is not message.type:
            text = f"the {message.type} {message.id} has the id of the {first.type} in {first.location.path}, which pointers reach instead"
            yield RULE.finding(message.at("id"), text, subject=message, hint="give one of them another id")


RULE: Rule[Graph] = Rule("structure/ambiguous-id", Severity.WARNING, __doc__, check)
