"""What can be said of one resource: the answers of `flowmart show`, as labelled lines that every output format shares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..diagnostics import FlowmartError
from ..model.ids import MESSAGE_TYPES, ResourceType
from ..model.resources import Channel, Container, Domain, Entity, Flow, Message, Participant, Person, Resource, Service, System
from .graph import Graph, Link


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values, one per line."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A resource in a list."""

    type: ResourceType
    id: str
    version: str
    name: str
    domain: str
    file: str

    def to_json(self) -> dict[str, str]:
        return {"type": self.type, "id": self.id, "version": self.version, "name": self.name, "domain": self.domain, "file": self.file}


def resource_types(name: str) -> tuple[ResourceType, ...]:
    """The types that a user means by `events`, `event`, `messages` or nothing. Raises FlowmartError for another word."""
    if not name:
        return tuple(ResourceType)
    if name in ("message", "messages"):
        return MESSAGE_TYPES
    for type in ResourceType:
        if name in (type.value, f"{type.value}s", f"{type.value[:-1]}ies"):
            return (type,)
    raise FlowmartError(f"'{name}' is no resource type: choose among {', '.join(ResourceType)}")


def rows(graph: Graph, types: Iterable[ResourceType]) -> tuple[Row, ...]:
    """The newest version of each resource of the types, in the order of the types, then by id."""
    return tuple(
        Row(resource.type, resource.id, resource.version, resource.name, _domain_id(graph, resource), resource.location.path)
        for type in types
        for resource in graph.current(type, Resource)
    )


def named(graph: Graph, id: str, version: str | None) -> tuple[Resource, ...]:
    """The resources of any type with this id, at the version that the reference `version` reaches."""
    found = (graph.index.find((type,), id, version) for type in ResourceType)
    return tuple(resource for resource in found if resource is not None)


def _domain_id(graph: Graph, resource: Resource) -> str:
    domain = graph.domain(resource)
    return "" if domain is None or domain is resource else domain.id


def facts(graph: Graph, resource: Resource) -> tuple[Fact, ...]:
    """Everything the catalog says of a resource, facts without a value left out."""
    return tuple(Fact(label, values) for label, values in _facts(graph, resource) if values)


def _facts(graph: Graph, resource: Resource) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "type", (resource.type.value,)
    yield "version", (resource.version,) if resource.version else ()
    yield "other versions", tuple(other.version for other in graph.index.versions(resource.type, resource.id) if other is not resource)
    yield "name", (resource.name,)
    yield "summary", tuple(line.strip() for line in resource.summary.splitlines() if line.strip())
    yield "file", (str(resource.location),)
    domain = graph.domain(resource)
    yield "domain", (domain.id,) if domain is not None and domain is not resource else ()
    parent = graph.parent(resource)
    yield "part of", (f"{parent.type} {parent.id}",) if parent is not None and parent is not domain else ()
    yield "owners", tuple(f"{owner.id} ({owner.name})" for owner in graph.owners(resource))
    yield "deprecated", (resource.deprecated.message or "yes",) if resource.deprecated else ()
    match resource:
        case Message():
            yield from _message(graph, resource)
        case Domain():
            yield from _domain(graph, resource)
            yield from _participant(graph, resource)
        case Participant():
            yield from _participant(graph, resource)
        case System():
            yield from _system(graph, resource)
        case Channel():
            yield from _channel(graph, resource)
        case Flow():
            yield "steps", tuple(f"{step.id}: {step.title}" for step in resource.steps)
        case Entity():
            yield "properties", tuple(f"{found.name}: {found.type}" for found in resource.properties)
        case Container():
            yield from _container(graph, resource)
        case Person():
            yield "members", tuple(reference.id for reference in resource.members)
            yield "owns", tuple(graph.owned(resource))
        case _:
            pass


def _message(graph: Graph, message: Message) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "schema", tuple(f"{schema.path} ({schema.format})" for schema in message.schemas)
    operation = message.operation
    yield "operation", (f"{operation.method} {operation.path}",) if operation else ()
    yield "sent by", tuple(_party(link) for link in graph.producers(message))
    yield "received by", tuple(_party(link) for link in graph.consumers(message))
    yield "channels", tuple(_channel_line(link.channel) for link in graph.channels_of(message))
    yield "flows", tuple(graph.flows_with(message))


def _participant(graph: Graph, participant: Participant) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "sends", tuple(_carried(link, "to") for link in graph.sends(participant))
    yield "receives", tuple(_carried(link, "from") for link in graph.receives(participant))
    if isinstance(participant, Service):
        yield "writes to", tuple(reference.id for reference in participant.writes_to)
        yield "reads from", tuple(reference.id for reference in participant.reads_from)
        yield "external", ("yes",) if participant.external else ()


def _domain(graph: Graph, domain: Domain) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "services", _ids(graph.follow(domain.services, ResourceType.SERVICE))
    yield "domains", _ids(graph.follow(domain.domains, ResourceType.DOMAIN))
    yield "systems", _ids(graph.follow(domain.systems, ResourceType.SYSTEM))
    yield "entities", _ids(graph.follow(domain.entities, ResourceType.ENTITY))
    yield "terms", tuple(term.name for term in domain.terms)


def _system(graph: Graph, system: System) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "scope", (system.scope,)
    yield "services", _ids(graph.follow(system.services, ResourceType.SERVICE))
    yield "containers", _ids(graph.follow(system.containers, ResourceType.CONTAINER))
    yield "relationships", tuple(f"{to.id}: {to.label}" if to.label else to.id for to in system.relationships)


def _channel(graph: Graph, channel: Channel) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "address", (channel.address,) if channel.address else ()
    yield "protocols", channel.protocols
    yield "delivery guarantee", (channel.delivery_guarantee,) if channel.delivery_guarantee else ()
    yield (
        "parameters",
        tuple(f"{parameter.name}: {' | '.join(parameter.enum)}" if parameter.enum else parameter.name for parameter in channel.parameters),
    )
    yield "carries", _ids(graph.messages_on(channel))


def _container(graph: Graph, container: Container) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "kind", (container.container_type,) if container.container_type else ()
    yield "technology", (container.technology,) if container.technology else ()
    writers, readers = graph.users_of(container)
    yield "written by", _ids(writers)
    yield "read by", _ids(readers)


def _ids(resources: Iterable[Resource]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(resource.id for resource in resources))


def _party(link: Link) -> str:
    return f"{link.participant.key}{_over(link)}"


def _carried(link: Link, word: str) -> str:
    channels = ", ".join(found.channel.id for found in link.channels)
    return f"{link.message.type} {link.message.key}" + (f" {word} {channels}" if channels else "")


def _over(link: Link) -> str:
    channels = ", ".join(found.channel.id for found in link.channels)
    return f" over {channels}" if channels else ""


def _channel_line(channel: Channel) -> str:
    protocols = f" ({', '.join(channel.protocols)})" if channel.protocols else ""
    return f"{channel.id}{protocols}"
