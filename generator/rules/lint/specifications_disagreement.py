"""A specification of a service and the catalog disagree about what the service sends and receives.

Why: Both are read as the truth: developers by the specification, architects by the catalog. A message that the specification has
the service send, and that the catalog knows but lets it only receive (or not touch), is a finding; so is the other way round.
Messages that the catalog does not know at all are left alone. A domain sends and receives what its services do.

Bad:

    OrdersService     receives: [{id: OrderPlaced}]
    asyncapi.yaml     operations: {publishOrder: {action: send, messages: [OrderPlaced]}}

Good:

    OrdersService     sends: [{id: OrderPlaced}]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.resources import Domain, Participant
from ...model.specifications import Direction, Specification
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for participant in graph.catalog.resources:
        if isinstance(participant, Participant):
            for specification in participant.specifications:
                yield from _disagreements(graph, participant, specification)


def _disagreements(graph: Graph, participant: Participant, specification: Specification) -> Iterator[Diagnostic]:
    parties = _parties(graph, participant)
    sends = {pointer.id for party in parties for pointer in party.sends}
    receives = {pointer.id for party in parties for pointer in party.receives}
    seen: set[tuple[str, Direction]] = set()
    for operation in specification.operations:
        if not operation.id or operation.direction is Direction.UNKNOWN or (operation.id, operation.direction) in seen:
            continue
        seen.add((operation.id, operation.direction))
        declared, verb, key = (sends, "sends", "sends") if operation.direction is Direction.SEND else (receives, "receives", "receives")
        if operation.id not in declared:
            message = f"by {specification.path} {participant.id} {verb} {operation.id}, by the catalog it does not"
            yield RULE.finding(
                operation.location, message, subject=participant, hint=f"add '- id: {operation.id}' to '{key}', or correct the document"
            )


def _parties(graph: Graph, participant: Participant) -> list[Participant]:
    """The participant, and all that are in it when it is a domain."""
    if not isinstance(participant, Domain):
        return [participant]
    members = [service for service in graph.services if graph.domain(service) is participant]
    listed = graph.follow((*participant.services, *participant.agents), ResourceType.SERVICE, ResourceType.AGENT)
    return [participant, *members, *(member for member in listed if isinstance(member, Participant))]


RULE: Rule[Graph] = Rule("specifications/disagreement", Severity.WARNING, __doc__, check)
