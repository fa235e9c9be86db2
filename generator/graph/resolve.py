"""A catalog into its graph: every pointer followed by the documented rule, and a finding for each that leads nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ..diagnostics import Diagnostic, Location, Severity
from ..model.catalog import Catalog
from ..model.ids import MESSAGE_TYPES, ResourceKey, ResourceType
from ..model.resources import (
    Adr,
    Channel,
    ChannelReference,
    DataProduct,
    Domain,
    Entity,
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
from .graph import ChannelLink, Graph, Link
from .index import Index
from .order import cycles
from .pointers import ANYTHING, PEOPLE, STEP_TARGETS

SERVICES = (ResourceType.SERVICE, ResourceType.AGENT)


@dataclass(frozen=True, slots=True)
class Resolution:
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]


def resolve(catalog: Catalog) -> Resolution:
    """The graph of a catalog. Pointers that lead nowhere are left out of it and are findings."""
    return _Resolver(catalog).resolution()


class _Resolver:
    """Follows every pointer once. Holds the findings while it does."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._index = Index(catalog.resources)
        self._found: list[Diagnostic] = []
        self._parents: dict[ResourceKey, Resource] = {}
        self._ids: dict[ResourceType, list[str]] = {}

    def resolution(self) -> Resolution:
        for first, second in self._index.duplicates:
            message = f"{second.type} {second.key} is defined twice"
            hint = f"the first is {first.location.path}, and it is the one that counts"
            self._report(second.at("name" if second.legacy else "id"), "structure/duplicate-resource-ids", message, hint, second)
        sends: dict[ResourceKey, tuple[Link, ...]] = {}
        receives: dict[ResourceKey, tuple[Link, ...]] = {}
        shadowed = {id(second) for _, second in self._index.duplicates}
        for resource in self._catalog.resources:
            if id(resource) in shadowed:
                continue
            self._check(resource)
            if isinstance(resource, Participant):
                sends[resource.key] = self._links(resource, resource.sends, "sends")
                receives[resource.key] = self._links(resource, resource.receives, "receives")
        self._check_cycles()
        graph = Graph(self._catalog, self._index, sends=sends, receives=receives, parents=self._parents)
        return Resolution(graph, tuple(self._found))

    # --- following

    def _links(self, participant: Participant, pointers: Sequence[MessageReference], key: str) -> tuple[Link, ...]:
        found: list[Link] = []
        for pointer in pointers:
            message = self._follow(pointer, MESSAGE_TYPES, "message", participant)
            channels = tuple(self._channels(pointer.channels, participant))
            if not pointer.channels and isinstance(message, Message) and message.channels:
                channels = tuple(self._message_channels(message))
            for trigger in pointer.triggers:
                self._follow(trigger, MESSAGE_TYPES, "message", participant)
            if isinstance(message, Message):
                found.append(Link(participant, message, pointer, channels))
        return tuple(found)

    def _channels(self, references: Iterable[ChannelReference], owner: Resource) -> Iterable[ChannelLink]:
        for reference in references:
            channel = self._follow(reference, (ResourceType.CHANNEL,), "channel", owner, rule="refs/channel-exists")
            if isinstance(channel, Channel):
                yield ChannelLink(channel, reference.parameters)

    def _message_channels(self, message: Message) -> Iterable[ChannelLink]:
        """The channels of a message that names them itself, as v2 did: they hold for whoever names none. `_check` reports the dangling ones."""
        for reference in message.channels:
            channel = self._index.find((ResourceType.CHANNEL,), reference.id, reference.version)
            if isinstance(channel, Channel):
                yield ChannelLink(channel, reference.parameters)

    def _follow(
        self, reference: Reference, types: Sequence[ResourceType], what: str, owner: Resource, *, rule: str = "refs/resource-exists"
    ) -> Resource | None:
        target = self._index.find(types, reference.id, reference.version)
        if target is not None and target.id != reference.id:
            message = f"'{reference.id}' is the name of the {target.type} whose id is {target.id}"
            self._report(reference.location, "refs/display-name", message, f"write '{target.id}'", owner, Severity.WARNING)
        if target is not None or reference.id in self._catalog.dependencies or reference.id in self._catalog.unread:
            return target
        if self._index.knows(types, reference.id):
            versions = ", ".join(found.version for type in types for found in self._index.versions(type, reference.id))
            message = f"no version of {reference.id} matches '{reference.version}'"
            self._report(reference.location, "refs/valid-version-range", message, f"there is {versions}", owner)
            return None
        close = get_close_matches(reference.id, self._known(types), n=1, cutoff=0.8)
        hint = f"did you mean '{close[0]}'?" if close else f"add the {what}, or correct the id"
        self._report(reference.location, rule, f"there is no {what} '{reference.id}'", hint, owner)
        return None

    def _known(self, types: Sequence[ResourceType]) -> list[str]:
        """All ids of the types, for suggestions; listed once per type."""
        for type in types:
            if type not in self._ids:
                self._ids[type] = sorted({resource.id for resource in self._index.every(type)})
        return [id for type in types for id in self._ids[type]]

    def _follow_all(
        self,
        references: Iterable[Reference],
        types: Sequence[ResourceType],
        what: str,
        owner: Resource,
        *,
        rule: str = "refs/resource-exists",
    ) -> list[Resource]:
        found = [self._follow(reference, types, what, owner, rule=rule) for reference in references]
        return [target for target in found if target is not None]

    def _adopt(self, parent: Resource, children: Iterable[Resource]) -> None:
        """The innermost parent counts: a system over a domain, a subdomain over its domain; the first by path of equals."""
        for child in children:
            known = self._parents.get(child.key)
            if known is None or (isinstance(known, Domain) and isinstance(parent, System)):
                self._parents[child.key] = parent

    # --- what each type points at

    def _check(self, resource: Resource) -> None:
        if resource.owners:
            self._follow_all(resource.owners, PEOPLE, "team or user", resource, rule="refs/owner-exists")
        if resource.diagrams:
            self._follow_all(resource.diagrams, (ResourceType.DIAGRAM,), "diagram", resource)
        match resource:
            case Service():
                self._check_service(resource)
            case Domain():
                self._check_domain(resource)
            case System():
                self._check_system(resource)
            case Channel():
                self._follow_all(resource.routes, (ResourceType.CHANNEL,), "channel", resource, rule="refs/channel-exists")
            case Message():
                self._follow_all(resource.channels, (ResourceType.CHANNEL,), "channel", resource, rule="refs/channel-exists")
            case Flow():
                self._check_flow(resource)
            case DataProduct():
                self._follow_all((*resource.inputs, *resource.outputs), ANYTHING, "resource", resource)
            case Adr():
                self._check_adr(resource)
            case Person():
                self._follow_all(resource.members, (ResourceType.USER,), "user", resource, rule="refs/owner-exists")
            case Entity():
                self._check_entity(resource)
            case _:
                pass

    def _check_service(self, service: Service) -> None:
        self._adopt(service, self._follow_all(service.entities, (ResourceType.ENTITY,), "entity", service))
        self._follow_all(service.flows, (ResourceType.FLOW,), "flow", service)
        stores = (*service.writes_to, *service.reads_from)
        self._follow_all(stores, (ResourceType.CONTAINER,), "container", service, rule="refs/container-exists")
        self._follow_all(service.calls or (), (ResourceType.SERVICE,), "service", service)
        received = {pointer.id for pointer in service.receives} if service.effects else ()
        for effect in service.effects:
            if effect.id not in received:
                message = f"'{effect.id}' is an effect of {service.id}, but not among the messages that it receives"
                self._report(effect.location, "refs/effect-received", message, "add it to 'receives', or correct the id", service)

    def _check_domain(self, domain: Domain) -> None:
        for references, types, what in (
            (domain.services, (ResourceType.SERVICE,), "service"),
            (domain.agents, (ResourceType.AGENT,), "agent"),
            (domain.domains, (ResourceType.DOMAIN,), "domain"),
            (domain.systems, (ResourceType.SYSTEM,), "system"),
            (domain.entities, (ResourceType.ENTITY,), "entity"),
            (domain.flows, (ResourceType.FLOW,), "flow"),
            (domain.data_products, (ResourceType.DATA_PRODUCT,), "data product"),
        ):
            self._adopt(domain, self._follow_all(references, types, what, domain))
        if domain.messages:
            self._adopt(domain, self._follow_all(domain.messages, MESSAGE_TYPES, "message", domain))

    def _check_system(self, system: System) -> None:
        for references, types, what in (
            (system.services, (ResourceType.SERVICE,), "service"),
            (system.flows, (ResourceType.FLOW,), "flow"),
            (system.entities, (ResourceType.ENTITY,), "entity"),
            (system.containers, (ResourceType.CONTAINER,), "container"),
        ):
            self._adopt(system, self._follow_all(references, types, what, system))
        self._follow_all(system.relationships, (ResourceType.SYSTEM,), "system", system)

    def _check_flow(self, flow: Flow) -> None:
        ids = {step.id for step in flow.steps}
        for step in flow.steps:
            types = STEP_TARGETS.get(step.kind)
            if step.target is not None and types is not None:
                self._follow(step.target, types, step.kind, flow)
            for following in step.next:
                if following.id not in ids:
                    close = get_close_matches(following.id, ids, n=1, cutoff=0.6)
                    hint = f"did you mean '{close[0]}'?" if close else "add the step, or correct the id"
                    self._report(following.location, "refs/flow-step-exists", f"there is no step '{following.id}'", hint, flow)

    def _check_adr(self, adr: Adr) -> None:
        self._follow_all(adr.decision_makers, PEOPLE, "team or user", adr, rule="refs/owner-exists")
        others = (*adr.supersedes, *adr.superseded_by, *adr.amends, *adr.amended_by, *adr.related)
        self._follow_all(others, (ResourceType.ADR,), "ADR", adr)
        for reference in adr.applies_to:
            types = tuple(type for type in ResourceType if type == reference.type) or ANYTHING
            self._follow(reference, types, reference.type or "resource", adr)

    def _check_entity(self, entity: Entity) -> None:
        for property in entity.properties:
            if property.references:
                self._follow(Reference(property.references, None, property.location), (ResourceType.ENTITY,), "entity", entity)

    def _check_cycles(self) -> None:
        domains = [domain for domain in self._index.every(ResourceType.DOMAIN) if isinstance(domain, Domain)]
        edges = {domain.id: [child.id for child in domain.domains] for domain in domains}
        self._report_cycles(
            edges, {domain.id: domain.at("domains") for domain in domains}, "structure/domain-cycle", "domains contain each other"
        )
        channels = [channel for channel in self._index.every(ResourceType.CHANNEL) if isinstance(channel, Channel)]
        edges = {channel.id: [route.id for route in channel.routes] for channel in channels}
        self._report_cycles(
            edges, {channel.id: channel.at("routes") for channel in channels}, "structure/route-cycle", "channels route to each other"
        )

    def _report_cycles(self, edges: dict[str, list[str]], places: dict[str, Location], rule: str, message: str) -> None:
        for cycle in cycles(edges):
            text = " -> ".join((*cycle, cycle[0]))
            self._report(places[cycle[0]], rule, f"{message}: {text}", "remove one of the references", None)

    def _report(
        self, place: Location, rule: str, message: str, hint: str, subject: Resource | None, severity: Severity = Severity.ERROR
    ) -> None:
        name = "" if subject is None else str(subject.key)
        self._found.append(Diagnostic(place, rule, severity, message, name, hint))
