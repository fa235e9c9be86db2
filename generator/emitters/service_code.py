"""Which services get code, and the names in it: module, base class, handler class, one handler per received message.

The same for all emitters. A service gets code when it is current, is not somebody else's, and sends or receives something.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from ..diagnostics import Diagnostic, Severity
from ..graph.graph import Graph, Link
from ..model.ids import ResourceKey, ResourceType
from ..model.resources import Message, MessageReference, Reference, Resource, Service
from ..naming import ClassName, ModuleName, class_name, module_name, words
from .message_names import MessageName, message_names

Mode: TypeAlias = Literal["state", "effect", "query"]

# Attributes of flowmart.runtime.Service, which a handler method must not hide.
_TAKEN = frozenset(("binding", "connect", "external", "started", "stopped", "tables"))
_ORDER = (ResourceType.COMMAND, ResourceType.EVENT, ResourceType.QUERY)


@dataclass(frozen=True, slots=True)
class Received:
    """A message that a service receives. `links` has one entry per pointer to this version."""

    message: Message
    name: MessageName
    handler: str
    mode: Mode
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that a service may send."""

    message: Message
    name: MessageName
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ServiceCode:
    """`base` is the generated class, `handlers` the developer's; both live in a module `module`, in different packages."""

    service: Service
    module: ModuleName
    base: ClassName
    handlers: ClassName
    received: tuple[Received, ...]
    sent: tuple[Sent, ...]

    @property
    def group(self) -> str:
        """The consumer group: `OrdersService` -> `orders-service`."""
        return group_name(self.service)


@dataclass(frozen=True, slots=True)
class ServiceCodes:
    """Sorted by id. `by_key` has the same services by their keys."""

    services: tuple[ServiceCode, ...]
    by_key: Mapping[ResourceKey, ServiceCode]
    diagnostics: tuple[Diagnostic, ...]


@lru_cache(maxsize=1)  # three emitters ask for the same graph, one after the other
def service_codes(graph: Graph) -> ServiceCodes:
    names = message_names(graph).by_key
    found: list[ServiceCode] = []
    diagnostics: list[Diagnostic] = []
    owners: dict[str, Resource] = {}
    candidates = [*graph.services, *graph.current(ResourceType.AGENT, Service)]
    for service in sorted(candidates, key=lambda service: service.id):
        if service.external or service.stub or not (graph.sends(service) or graph.receives(service)):
            continue
        module, base = module_name(service.id), class_name(service.id)
        if module is None or base is None:
            diagnostics.append(_nameless(service))
            continue
        first = owners.setdefault(module, service)
        if first is not service or (first := owners.setdefault(base, service)) is not service:
            diagnostics.append(_collision(service, first, module))
            continue
        received = _received(graph, service, names, diagnostics)
        found.append(ServiceCode(service, module, base, _handlers(base), received, _sent(graph, service, names)))
    return ServiceCodes(tuple(found), {code.service.key: code for code in found}, tuple(diagnostics))


def group_name(service: Service) -> str:
    return group_of(service.id)


def group_of(id: str) -> str:
    """`CardGateway` is `card-gateway`: a consumer group, and how rows of `external` name a system."""
    return "-".join(words(id)).lower()


def _handlers(base: ClassName) -> ClassName:
    short = base.removesuffix("Service")
    return ClassName(short if short and short != base else f"{base}Handlers")


def _received(
    graph: Graph, service: Service, names: Mapping[ResourceKey, MessageName], diagnostics: list[Diagnostic]
) -> tuple[Received, ...]:
    found: dict[str, Received] = {}
    effects = _effects(graph, service.effects)
    for message, links in _by_message(graph.receives(service)):
        name = names.get(message.key)
        if name is None:
            continue
        handler = f"on_{name.module}" if message.type is ResourceType.EVENT else str(name.module)
        if handler in _TAKEN:
            handler += "_"
        first = found.get(handler)
        if first is not None:
            diagnostics.append(_same_handler(service, links[0].pointer, message, first))
            continue
        found[handler] = Received(message, name, handler, _mode(message, effects), links)
    return tuple(sorted(found.values(), key=lambda received: (_ORDER.index(received.message.type), received.message.id, received.handler)))


def _sent(graph: Graph, service: Service, names: Mapping[ResourceKey, MessageName]) -> tuple[Sent, ...]:
    found = [Sent(message, names[message.key], links) for message, links in _by_message(graph.sends(service)) if message.key in names]
    return tuple(sorted(found, key=lambda sent: (sent.message.id, sent.name.module)))


def _by_message(links: Iterable[Link]) -> list[tuple[Message, tuple[Link, ...]]]:
    found: dict[ResourceKey, list[Link]] = {}
    for link in links:
        found.setdefault(link.message.key, []).append(link)
    return [(group[0].message, tuple(group)) for group in found.values()]


def _effects(graph: Graph, references: Iterable[Reference]) -> frozenset[object]:
    """Ids where the pointer has no version, keys where it has one."""
    found: set[object] = set()
    for reference in references:
        message = graph.message(reference.id, reference.version) if reference.version is not None else None
        found.add(reference.id if message is None else message.key)
    return frozenset(found)


def _mode(message: Message, effects: frozenset[object]) -> Mode:
    if message.id in effects or message.key in effects:
        return "effect"
    return "query" if message.type is ResourceType.QUERY else "state"


def _nameless(service: Service) -> Diagnostic:
    return Diagnostic(
        service.at("id"),
        "names/empty",
        Severity.ERROR,
        f"the id {service.id!r} has no letter or digit to make a class name of",
        str(service.key),
        "give the service an id with letters",
    )


def _collision(service: Service, first: Resource, module: str) -> Diagnostic:
    return Diagnostic(
        service.at("id"),
        "names/collision",
        Severity.ERROR,
        f"{service} and {first} ({first.at('id')}) both become the module {module}",
        str(service.key),
        "rename one of them; no code is generated for this one",
    )


def _same_handler(service: Service, pointer: MessageReference, message: Message, first: Received) -> Diagnostic:
    return Diagnostic(
        pointer.location,
        "names/collision",
        Severity.ERROR,
        f"{message} and {first.message} both need the handler {first.handler} in {service.id}",
        str(service.key),
        "rename one of the messages; this one gets no handler",
    )
