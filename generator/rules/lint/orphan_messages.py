"""A message is neither sent nor received, in no flow, and in no data product.

Why: Either the relation was forgotten, and every picture of it is wrong; or the message is dead and can go.

Bad:

    events/OrderArchived/index.mdx     id: OrderArchived      # no service names it

Good:

    services/OrdersService/index.mdx   sends: [{id: OrderArchived}]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import DataProduct, Flow, Participant
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    named = _named(graph)
    for message in graph.messages:
        if graph.is_current(message) and message.id not in named and not message.producers and not message.consumers:
            text = f"nobody sends or receives the {message.type} {message.id}"
            hint = "name it in 'sends' or 'receives' of a service, or remove it"
            yield RULE.finding(message.at("id"), text, subject=message, hint=hint)


def _named(graph: Graph) -> set[str]:
    """The ids that any participant, flow or data product names."""
    found: set[str] = set()
    for resource in graph.catalog.resources:
        if isinstance(resource, Participant):
            found.update(pointer.id for pointer in resource.sends)
            for pointer in resource.receives:
                found.add(pointer.id)
                found.update(trigger.id for trigger in pointer.triggers)
        elif isinstance(resource, Flow):
            found.update(step.target.id for step in resource.steps if step.target is not None)
        elif isinstance(resource, DataProduct):
            found.update(reference.id for reference in (*resource.inputs, *resource.outputs))
    return found


RULE: Rule[Graph] = Rule("refs/orphan-messages", Severity.WARNING, __doc__, check)
