"""What crosses the boundary of a domain, and what hangs in the air: messages, services, channels, data stores that nobody uses."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.ids import ResourceType
from ..model.resources import Channel, Container, Domain, Entity, Message, Participant, Resource, Service
from .graph import Graph
from .parties import current_participants


@dataclass(frozen=True, slots=True)
class Crossing:
    """A message that leaves (`out`) or enters (`in`) a domain; `inside` and `outside` are who sends and receives it, as ids."""

    message: Message
    direction: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        message = self.message
        return {
            "direction": self.direction,
            "type": message.type.value,
            "id": message.id,
            "version": message.version,
            "inside": list(self.inside),
            "outside": list(self.outside),
        }


def boundary(graph: Graph, domain: Domain) -> tuple[Crossing, ...]:
    """Every message that somebody in the domain exchanges with somebody outside, `in` before `out`, by id."""
    own = graph.participants_in(domain)
    inside = {member.key for member in own}
    incoming = {link.message.key: link.message for member in own for link in graph.receives(member)}
    outgoing = {link.message.key: link.message for member in own for link in graph.sends(member)}
    found: list[Crossing] = []
    for direction, messages in (("in", incoming), ("out", outgoing)):
        for message in messages.values():
            producers = current_participants(graph, graph.producers(message))
            consumers = current_participants(graph, graph.consumers(message))
            here, there = (consumers, producers) if direction == "in" else (producers, consumers)
            outside = _ids(party for party in there if party.key not in inside)
            if outside:
                found.append(Crossing(message, direction, _ids(party for party in here if party.key in inside), outside))
    return tuple(sorted(found, key=lambda crossing: (crossing.direction, crossing.message.id, crossing.message.version)))


@dataclass(frozen=True, slots=True)
class Orphan:
    """A resource that hangs in the air, and in what way."""

    resource: Resource
    reason: str

    def to_json(self) -> dict[str, str]:
        resource = self.resource
        place = str(resource.location)
        return {"type": resource.type.value, "id": resource.id, "version": resource.version, "reason": self.reason, "file": place}


def orphans(graph: Graph) -> tuple[Orphan, ...]:
    """The resources of today that nothing leads to or from, by type, then id. Stubs are not counted: another catalog has them."""
    found: list[Orphan] = []
    for type in ResourceType:
        for resource in graph.current(type, Resource):
            reason = "" if resource.stub else _alone(graph, resource)
            if reason:
                found.append(Orphan(resource, reason))
    return tuple(found)


def _alone(graph: Graph, resource: Resource) -> str:
    match resource:
        case Message():
            return _alone_message(graph, resource)
        case Service() if not resource.external:
            quiet = not graph.sends(resource) and not graph.receives(resource) and not graph.stores(resource)
            return "sends and receives nothing" if quiet else ""
        case Channel():
            used = bool(graph.messages_on(resource) or resource.routes or graph.referrers(resource))
            return "" if used else "carries nothing"
        case Container():
            used = any((*graph.users_of(resource), graph.referrers(resource)))
            return "" if used else "is neither written nor read"
        case Entity():
            return "" if graph.referrers(resource) else "is named by nobody"
        case _:
            return ""


def _alone_message(graph: Graph, message: Message) -> str:
    """An operation is called from outside, a data product takes messages in: both count as a party. A flow only tells a story."""
    named = {referrer.key for referrer in graph.referrers(message)}
    sent = bool(graph.producers(message)) or (message.operation is not None and bool(message.operation.path))
    received = bool(graph.consumers(message)) or not named.isdisjoint({"inputs", "outputs"})
    if sent and received:
        return ""
    if not sent and not received:
        return "only flows name it" if "steps" in named else "nobody sends or receives it"
    return "nobody receives it" if sent else "nobody sends it"


def _ids(parties: Iterator[Participant]) -> tuple[str, ...]:
    return tuple(sorted({party.id for party in parties}))
