"""The resolved catalog: who sends and receives what, over which channel, owned by whom. Every look-up is by index.

Does not report findings (see resolve.py), and knows nothing of Python output.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from ..model.catalog import Catalog
from ..model.ids import MESSAGE_TYPES, ResourceKey, ResourceType
from ..model.resources import (
    Channel,
    Container,
    Domain,
    Flow,
    Message,
    MessageReference,
    Participant,
    Person,
    Reference,
    Resource,
    Service,
    System,
)
from .index import Index
from .pointers import Referrer, pointers

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A resolved channel with the parameters that the pointer binds."""

    channel: Channel
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A participant sends or receives a message; `pointer` is the entry in the participant's file."""

    participant: Participant
    message: Message
    pointer: MessageReference
    channels: tuple[ChannelLink, ...]


class Graph:
    """Built once by `resolve`; immutable afterwards."""

    def __init__(
        self,
        catalog: Catalog,
        index: Index,
        *,
        sends: Mapping[ResourceKey, tuple[Link, ...]],
        receives: Mapping[ResourceKey, tuple[Link, ...]],
        parents: Mapping[ResourceKey, Resource],
    ) -> None:
        self.catalog = catalog
        self.index = index
        self._sends, self._receives, self._parents = sends, receives, parents
        self._producers = _by_message(sends)
        self._consumers = _by_message(receives)
        self._sorted: dict[ResourceType, tuple[Resource, ...]] = {}
        self._current: dict[ResourceType, tuple[Resource, ...]] = {}

    @cached_property
    def _on_channel(self) -> Mapping[ResourceKey, tuple[Message, ...]]:
        found: dict[ResourceKey, dict[ResourceKey, Message]] = {}
        for links in (*self._sends.values(), *self._receives.values()):
            for link in links:
                for channel in link.channels:
                    found.setdefault(channel.channel.key, {})[link.message.key] = link.message
        return {key: tuple(sorted(messages.values(), key=lambda message: message.id)) for key, messages in found.items()}

    @cached_property
    def _in_flows(self) -> Mapping[ResourceKey, tuple[str, ...]]:
        found: dict[ResourceKey, dict[str, None]] = {}
        for flow in self.flows:
            for step in flow.steps:
                target = self.message(step.target.id, step.target.version) if step.kind == "message" and step.target else None
                if target is not None:
                    found.setdefault(target.key, {})[flow.id] = None
        return {key: tuple(ids) for key, ids in found.items()}

    @cached_property
    def _users(self) -> Mapping[ResourceKey, tuple[list[Service], list[Service]]]:
        found: dict[ResourceKey, tuple[list[Service], list[Service]]] = {}
        for service in (*self.services, *self.current(ResourceType.AGENT, Service)):
            for side, references in enumerate((service.writes_to, service.reads_from)):
                for store in self.follow(references, ResourceType.CONTAINER):
                    found.setdefault(store.key, ([], []))[side].append(service)
        return found

    @cached_property
    def _owned(self) -> Mapping[ResourceKey, tuple[str, ...]]:
        found: dict[ResourceKey, list[str]] = {}
        for resource in self.catalog.resources:
            if self.is_current(resource):
                for owner in self.owners(resource):
                    found.setdefault(owner.key, []).append(f"{resource.type} {resource.id}")
        return {key: tuple(sorted(names)) for key, names in found.items()}

    # --- resources

    def every(self, resource_type: ResourceType, kind: type[R]) -> tuple[R, ...]:
        """All versions of all resources of a type, sorted by id, newest version first."""
        found = self._sorted.get(resource_type)
        if found is None:
            found = self._sorted[resource_type] = tuple(sorted(self.index.every(resource_type), key=lambda resource: resource.id))
        return cast("tuple[R, ...]", found)

    def current(self, resource_type: ResourceType, kind: type[R]) -> tuple[R, ...]:
        """The newest version of each resource of a type, sorted by id."""
        found = self._current.get(resource_type)
        if found is None:
            every = self.every(resource_type, Resource)
            found = self._current[resource_type] = tuple(resource for resource in every if self.is_current(resource))
        return cast("tuple[R, ...]", found)

    def is_current(self, resource: Resource) -> bool:
        return self.index.newest(resource.type, resource.id) is resource

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """All versions of all events, commands and queries, by id, then newest first."""
        found = [message for type in MESSAGE_TYPES for message in self.every(type, Message)]
        found.sort(key=lambda message: message.id)  # stable: newest first within an id
        return tuple(found)

    @property
    def services(self) -> tuple[Service, ...]:
        return self.current(ResourceType.SERVICE, Service)

    @property
    def domains(self) -> tuple[Domain, ...]:
        return self.current(ResourceType.DOMAIN, Domain)

    @property
    def systems(self) -> tuple[System, ...]:
        return self.current(ResourceType.SYSTEM, System)

    @property
    def channels(self) -> tuple[Channel, ...]:
        return self.current(ResourceType.CHANNEL, Channel)

    @property
    def flows(self) -> tuple[Flow, ...]:
        return self.current(ResourceType.FLOW, Flow)

    @property
    def containers(self) -> tuple[Container, ...]:
        return self.current(ResourceType.CONTAINER, Container)

    def message(self, id: str, version: str | None = None) -> Message | None:
        return cast("Message | None", self.index.find(MESSAGE_TYPES, id, version))

    def follow(self, references: Iterable[Reference], *types: ResourceType) -> tuple[Resource, ...]:
        """The resources that the pointers reach; those that lead nowhere are left out (resolve has reported them)."""
        found = (self.index.find(types, reference.id, reference.version) for reference in references)
        return tuple(resource for resource in found if resource is not None)

    # --- who does what

    def sends(self, participant: Participant) -> tuple[Link, ...]:
        return self._sends.get(participant.key, ())

    def receives(self, participant: Participant) -> tuple[Link, ...]:
        return self._receives.get(participant.key, ())

    def producers(self, message: Message) -> tuple[Link, ...]:
        return self._producers.get(message.key, ())

    def consumers(self, message: Message) -> tuple[Link, ...]:
        return self._consumers.get(message.key, ())

    def channels_of(self, message: Message) -> tuple[ChannelLink, ...]:
        """The channels that any producer or consumer names for the message, each once, producers' first."""
        links = (*self.producers(message), *self.consumers(message))
        return tuple({channel.channel.key: channel for link in links for channel in link.channels}.values())

    def messages_on(self, channel: Channel) -> tuple[Message, ...]:
        """The messages that anybody sends to or receives from a channel, by id."""
        return self._on_channel.get(channel.key, ())

    def flows_with(self, message: Message) -> tuple[str, ...]:
        """The ids of the flows that have a step with this message."""
        return self._in_flows.get(message.key, ())

    def users_of(self, container: Container) -> tuple[Sequence[Service], Sequence[Service]]:
        """The services that write a data store, and those that read it."""
        return self._users.get(container.key, ((), ()))

    def owned(self, person: Person) -> tuple[str, ...]:
        """`type id` of each current resource that a team or user owns, sorted."""
        return self._owned.get(person.key, ())

    def parent(self, resource: Resource) -> Resource | None:
        """The domain or system that lists the resource (the innermost), None for one that nobody lists."""
        return self._parents.get(resource.key)

    @cached_property
    def _referrers(self) -> Mapping[ResourceKey, tuple[Referrer, ...]]:
        found: dict[ResourceKey, dict[tuple[ResourceKey, str], Referrer]] = {}
        for resource in self.catalog.resources:
            if not self.is_current(resource):
                continue
            for pointer in pointers(resource):
                target = self.index.find(pointer.types, pointer.reference.id, pointer.reference.version)
                if target is not None and target is not resource:
                    found.setdefault(target.key, {}).setdefault((resource.key, pointer.key), Referrer(resource, pointer.key))
        return {key: tuple(each.values()) for key, each in found.items()}

    def referrers(self, resource: Resource) -> tuple[Referrer, ...]:
        """Which of today's resources point at the resource, each once per key, in the order of their paths; not who sends or receives it."""
        return self._referrers.get(resource.key, ())

    @cached_property
    def _members(self) -> Mapping[ResourceKey, tuple[Resource, ...]]:
        found: dict[ResourceKey, list[Resource]] = {}
        for resource in self.catalog.resources:
            parent = self._parents.get(resource.key)
            if parent is not None and self.index.find((resource.type,), resource.id, resource.version or None) is resource:
                found.setdefault(parent.key, []).append(resource)
        return {key: tuple(resources) for key, resources in found.items()}

    def members(self, parent: Resource) -> tuple[Resource, ...]:
        """What a domain, system or service lists, unless something further inside lists it too."""
        return self._members.get(parent.key, ())

    def enclosing(self, resource: Resource) -> tuple[Resource, ...]:
        """The systems and domains around a resource, innermost first. A message is where its domain is."""
        found: dict[ResourceKey, Resource] = {}
        current = self.parent(resource) or (self.domain(resource) if isinstance(resource, Message) else None)
        while current is not None and current.key not in found:
            found[current.key] = current
            current = self.parent(current)
        return tuple(found.values())

    @cached_property
    def _inside(self) -> Mapping[ResourceKey, tuple[Participant, ...]]:
        found: dict[ResourceKey, list[Participant]] = {}
        for participant in (*self.domains, *self.services, *self.current(ResourceType.AGENT, Service)):
            for place in (participant, *self.enclosing(participant)):
                found.setdefault(place.key, []).append(participant)
        return {key: tuple(participants) for key, participants in found.items()}

    def participants_in(self, domain: Domain) -> tuple[Participant, ...]:
        """The domain, its subdomains, and the services and agents of all of them, through systems too."""
        return self._inside.get(domain.key, ())

    def domain(self, resource: Resource) -> Domain | None:
        """The domain that a resource belongs to, through systems; of nested domains the innermost. Messages belong to their producers' domain, commands and queries to their consumers', in v1 to the one whose folder they are in."""
        if isinstance(resource, Message) and resource.key not in self._parents:
            links = self.producers(resource) if resource.type is ResourceType.EVENT else self.consumers(resource)
            domains = (self.domain(link.participant) for link in links)
            return next((domain for domain in domains if domain is not None), None)
        seen: set[ResourceKey] = set()
        current: Resource | None = resource
        while current is not None and current.key not in seen:
            if isinstance(current, Domain):
                return current
            seen.add(current.key)
            current = self.parent(current)
        return None

    def owners(self, resource: Resource) -> tuple[Person, ...]:
        """Teams and users; an id that is both is the team."""
        return cast("tuple[Person, ...]", self.follow(resource.owners, ResourceType.TEAM, ResourceType.USER))

    def stores(self, service: Service) -> tuple[Container, ...]:
        """The data stores that a service writes or reads, each once, written ones first."""
        found = self.follow((*service.writes_to, *service.reads_from), ResourceType.CONTAINER)
        return cast("tuple[Container, ...]", tuple({store.key: store for store in found}.values()))


def _by_message(links: Mapping[ResourceKey, tuple[Link, ...]]) -> dict[ResourceKey, tuple[Link, ...]]:
    found: dict[ResourceKey, list[Link]] = {}
    for every in links.values():
        for link in every:
            found.setdefault(link.message.key, []).append(link)
    return {key: tuple(sorted(values, key=lambda link: link.participant.id)) for key, values in found.items()}
