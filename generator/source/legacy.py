"""EventCatalog v1 in terms of today's format: relations move from events to services, membership from folders to domains.

The rules (docs/catalog-format.md): a service whose file has `sends` or `receives` speaks for itself, and what an event says of
it is compared; of any other service the events speak. A domain without `id` and without `services` has what lies in its folder.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..diagnostics import Diagnostic, Location, Severity
from ..model.ids import ResourceType
from ..model.resources import Domain, Message, MessageReference, Reference, Resource, Service


def modernised(resources: Sequence[Resource], dependencies: frozenset[str]) -> tuple[list[Resource], list[Diagnostic]]:
    """The resources as if their files were of today's format, and what is odd in them."""
    diagnostics = list(_mixed(resources))
    found: list[Resource] = list(resources)
    if any(isinstance(resource, Message) and (resource.producers or resource.consumers) for resource in resources):
        inversion = _Inversion(resources, dependencies)
        found = inversion.resources()
        diagnostics += inversion.diagnostics
    if any(isinstance(resource, Domain) and resource.legacy for resource in resources):
        found = list(_with_members(found))
    return found, diagnostics


def _mixed(resources: Sequence[Resource]) -> Iterator[Diagnostic]:
    """A file without `id` in a catalog whose other files have one is a mistake rather than v1."""
    files = [resource for resource in resources if not resource.location.path.startswith("eventcatalog.config")]
    if all(resource.legacy for resource in files):
        return
    for resource in files:
        if resource.legacy:
            message = f"'id' is missing; '{resource.name}' is taken, as in EventCatalog v1"
            yield _warning(resource.at("name"), "structure/v1-file", message, f"add 'id: {resource.name}'", resource)


class _Inversion:
    """`producers` and `consumers` of messages as `sends` and `receives` of services."""

    def __init__(self, resources: Sequence[Resource], dependencies: frozenset[str]) -> None:
        self._all = resources
        self._dependencies = dependencies
        services = [resource for resource in resources if isinstance(resource, Service)]
        services.sort(key=lambda service: service.versioned)
        self._by_id: dict[str, Service] = {}
        for service in services:
            self._by_id.setdefault(service.id, service)
        self._by_name: dict[str, Service | None] = {}
        for service in self._by_id.values():
            self._by_name[service.name] = None if service.name in self._by_name else service
        self._stubs: dict[str, Service] = {}
        self._added: dict[str, tuple[dict[str, MessageReference], dict[str, MessageReference]]] = {}
        self.diagnostics: list[Diagnostic] = []

    def resources(self) -> list[Resource]:
        for message in self._all:
            if isinstance(message, Message) and not message.versioned:
                for side, references in enumerate((message.producers, message.consumers)):
                    for reference in references:
                        self._take(message, reference, side)
        found = [self._with_added(resource) if isinstance(resource, Service) else resource for resource in self._all]
        return found + [self._with_added(stub) for stub in self._stubs.values()]

    def _take(self, message: Message, reference: Reference, side: int) -> None:
        service = self._by_id.get(reference.id) or self._by_name.get(reference.id) or self._stub(message, reference)
        if service is None:
            return
        if service.id != reference.id:
            hint = f"write '{service.id}'"
            text = f"'{reference.id}' is the name of a service, and its id is {service.id}"
            self.diagnostics.append(_warning(reference.location, "refs/display-name", text, hint, message))
        if "sends" in service.marks or "receives" in service.marks:
            self._compare(message, reference, service, side)
            return
        added = self._added.setdefault(service.id, ({}, {}))[side]
        added.setdefault(message.id, MessageReference(message.id, None, reference.location))

    def _compare(self, message: Message, reference: Reference, service: Service, side: int) -> None:
        key, word = ("sends", "producer") if side == 0 else ("receives", "consumer")
        if all(pointer.id not in (message.id, message.name) for pointer in (service.sends, service.receives)[side]):
            text = f"{service.id} is called a {word}, but its own file does not list {message.id} under '{key}'"
            hint = f"add it to '{key}' in {service.location.path}, or remove it here"
            self.diagnostics.append(_warning(reference.location, "refs/stale-producer", text, hint, message))

    def _stub(self, message: Message, reference: Reference) -> Service | None:
        """A service that is only known by its name: v1 catalogs have no file for what lies outside of them."""
        if reference.id in self._dependencies:
            return None
        if reference.id not in self._stubs:
            self._stubs[reference.id] = Service(
                type=ResourceType.SERVICE, id=reference.id, name=reference.id, location=reference.location, stub=True, legacy=True
            )
            if not message.legacy:
                hint = "add the service, or correct the name"
                text = f"there is no service '{reference.id}'; it is taken as one that is known by name only"
                self.diagnostics.append(_warning(reference.location, "refs/unknown-service", text, hint, message))
        return self._stubs[reference.id]

    def _with_added(self, service: Service) -> Service:
        if service.id not in self._added or self._by_id.get(service.id, service) is not service:
            return service
        sends, receives = self._added[service.id]
        return replace(service, sends=tuple(sends.values()), receives=tuple(receives.values()))


def _with_members(resources: Iterable[Resource]) -> Iterator[Resource]:
    """v1 domains with the services and messages in their folders, and the messages that name them."""
    resources = list(resources)
    homes = {
        resource.folder: resource for resource in resources if isinstance(resource, Domain) and resource.legacy and not resource.versioned
    }
    homes = {folder: domain for folder, domain in homes.items() if "services" not in domain.marks}
    ids = {domain.id: folder for folder, domain in homes.items()}
    members: dict[str, tuple[dict[str, Reference], dict[str, Reference]]] = {folder: ({}, {}) for folder in homes}
    for resource in resources:
        if isinstance(resource, Service | Message) and not resource.versioned and not resource.stub:
            folder = ids.get(resource.domain) if isinstance(resource, Message) else None
            folder = folder or _home(resource.folder, homes)
            if folder is not None:
                members[folder][isinstance(resource, Message)].setdefault(resource.id, Reference(resource.id, None, resource.location))
    for resource in resources:
        if isinstance(resource, Domain) and homes.get(resource.folder) is resource:
            services, messages = members[resource.folder]
            yield replace(resource, services=tuple(services.values()), messages=tuple(messages.values()))
        else:
            yield resource


def _home(folder: str, homes: dict[str, Domain]) -> str | None:
    """The nearest folder above that is a v1 domain's."""
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in homes:
            return folder
    return None


def _warning(place: Location, rule: str, message: str, hint: str, subject: Resource) -> Diagnostic:
    return Diagnostic(place, rule, Severity.WARNING, message, str(subject.key), hint)
