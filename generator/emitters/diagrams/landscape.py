"""The catalog as components: which system or domain a service belongs to, and who uses which data store. Built once per graph."""

from collections.abc import Iterable
from functools import cached_property
from typing import cast

from ...graph.graph import Graph
from ...model.ids import ResourceKey, ResourceType
from ...model.resources import Container, Domain, Message, Participant, Resource, Service, System
from .mermaid import Chart, Shape

SERVICES = (ResourceType.SERVICE, ResourceType.AGENT)
MESSAGE_SHAPES = {ResourceType.EVENT: Shape.EVENT, ResourceType.COMMAND: Shape.COMMAND, ResourceType.QUERY: Shape.QUERY}


class Landscape:
    """Answers of indexes; every list is sorted by id."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Current services and agents."""
        found = (*self.graph.services, *self.graph.current(ResourceType.AGENT, Service))
        return tuple(sorted(found, key=lambda service: service.id))

    @cached_property
    def system_of(self) -> dict[ResourceKey, System]:
        """The system of each service and data store that a system lists; the first by id when there are several."""
        found: dict[ResourceKey, System] = {}
        for system in self.graph.systems:
            for service in self.services_of(system):
                found.setdefault(service.key, system)
            for store in self.graph.follow(system.containers, ResourceType.CONTAINER):
                found.setdefault(store.key, system)
        return found

    @cached_property
    def services_in(self) -> dict[ResourceKey, list[Service]]:
        """The services of each domain, directly or through its systems."""
        found: dict[ResourceKey, list[Service]] = {}
        for service in self.services:
            domain = self.graph.domain(self.system_of.get(service.key, service)) or self.graph.domain(service)
            if domain is not None:
                found.setdefault(domain.key, []).append(service)
        return found

    @cached_property
    def systems_in(self) -> dict[ResourceKey, list[System]]:
        """The systems of each domain."""
        found: dict[ResourceKey, list[System]] = {}
        for system in self.graph.systems:
            domain = self.graph.domain(system)
            if domain is not None:
                found.setdefault(domain.key, []).append(system)
        return found

    def services_of(self, system: System) -> tuple[Service, ...]:
        return cast("tuple[Service, ...]", self.graph.follow(system.services, *SERVICES))

    def component(self, participant: Participant) -> Resource:
        """What stands for a participant in the overview: its system, else its domain, else itself."""
        return self.system_of.get(participant.key) or self.graph.domain(participant) or participant

    def partners(self, service: Participant) -> Iterable[tuple[Participant, Message, Participant]]:
        """Sender, message, receiver for everything that the service sends or receives."""
        for link in self.graph.sends(service):
            for consumer in self.graph.consumers(link.message):
                yield service, link.message, consumer.participant
        for link in self.graph.receives(service):
            for producer in self.graph.producers(link.message):
                if producer.participant.key != service.key:  # seen as a sender already
                    yield producer.participant, link.message, service


def draw_participant(chart: Chart, participant: Participant, *, group: ResourceKey | None = None) -> None:
    shape = Shape.DOMAIN if isinstance(participant, Domain) else Shape.SERVICE
    if isinstance(participant, Service) and participant.external:
        shape = Shape.EXTERNAL
    chart.node(participant.key, participant.id, participant.name, shape, group=group)


def draw_stores(chart: Chart, graph: Graph, service: Service, source: Resource, *, group: ResourceKey | str | None = None) -> None:
    """The data stores of a service, with edges from `source`, which stands for the service."""
    written = {store.key for store in graph.follow(service.writes_to, ResourceType.CONTAINER)}
    read = {store.key for store in graph.follow(service.reads_from, ResourceType.CONTAINER)}
    for store in graph.stores(service):
        draw_store(chart, store, group=group)
        chart.edge(source.key, store.key, access(writes=store.key in written, reads=store.key in read))


def draw_store(chart: Chart, store: Container, *, group: ResourceKey | str | None = None) -> None:
    chart.node(store.key, store.id, store.name, Shape.STORE, group=group)


def access(*, writes: bool, reads: bool) -> str:
    return "reads and writes" if writes and reads else "writes" if writes else "reads"


def message_label(graph: Graph, message: Message) -> str:
    """The name, and the version of one that is not current."""
    return message.name if graph.is_current(message) else f"{message.name} {message.version}"
