"""Per service, as readable declarations: what it receives and sends, over which address, in which group, under which key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..config import Config
from ..diagnostics import Diagnostic, Severity
from ..graph.graph import Graph
from ..model.resources import Container, Message, Service
from .channels import Address, Addresses
from .emitter import Emission, Emitter, Page
from .headers import python_header
from .literals import docstring, python_literal
from .packages import package_page
from .page_keys import page_key
from .row_names import row_names
from .service_code import Received, Sent, ServiceCode, group_of, service_codes


@dataclass(frozen=True, slots=True)
class Line:
    """A keyword argument: the name and the literal."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class BindingView:
    """`head` has the arguments of the service itself; a subscription or publication is its own arguments."""

    header: str
    docstring: str
    imports: str
    head: tuple[Line, ...]
    subscriptions: tuple[tuple[Line, ...], ...]
    publications: tuple[tuple[Line, ...], ...]


def emit(graph: Graph, config: Config) -> Emission:
    codes = service_codes(graph)
    addresses = Addresses(graph, config)
    pages = [package_page("bindings", "How every service is connected: a module per service, each with one BINDING.")]
    for code in codes.services:
        view = binding_view(graph, addresses, code)
        source = code.service.location.path
        pages.append(Page(f"bindings/{code.module}.py", "bindings/binding.py.jinja", view, source=source, key=page_key(view)))
    return Emission(pages, (*codes.diagnostics, *addresses.diagnostics, *_unwritable(codes.services), *row_names(graph, config)))


def binding_view(graph: Graph, addresses: Addresses, code: ServiceCode) -> BindingView:
    service = code.service
    head: dict[str, str | tuple[str, ...]] = {
        "service": service.id,
        "version": service.version,
        "module": code.module,
        "group": code.group,
        "database": database(graph, service, code.group),
    }
    if service.effects and (called := called_by(service)) is not None:
        head["external"] = called
    subscriptions = tuple(
        _subscription(service, received, at) for received in code.received for at in addresses.of(received.message, received.links)
    )
    publications = tuple(_publication(sent, at) for sent in code.sent for at in addresses.of(sent.message, sent.links))
    needed = ["Publication"] * bool(publications) + ["ServiceBinding"] + ["Subscription"] * bool(subscriptions)
    return BindingView(
        python_header(service.location.path),
        docstring(f"How {service.name} is connected.", indent=0),
        ", ".join(needed),
        tuple(Line(name, _tuple(value) if isinstance(value, tuple) else python_literal(value)) for name, value in head.items()),
        subscriptions,
        publications,
    )


def database(graph: Graph, service: Service, group: str) -> str:
    """The id of the data store that holds the service's rows: one that it writes to before one that it reads, a database
    before anything else. A service without a store has one named after its group."""
    for references in (service.writes_to, service.reads_from):
        written = {reference.id for reference in references}
        stores = [store for store in graph.stores(service) if store.id in written]
        if stores:
            return next((store for store in stores if _is_database(store)), stores[0]).id
    return group


def called_by(service: Service) -> tuple[str, ...] | None:
    """The external systems that its handlers call, as rows of `external` name them; None where the catalog does not say it.

    Only the handlers of effects call anybody: without them nobody is called."""
    if service.calls is None:
        return None if service.effects else ()
    return tuple(sorted({group_of(reference.id) for reference in service.calls}))


def _is_database(store: Container) -> bool:
    return store.container_type == "database"


def _subscription(service: Service, received: Received, at: Address) -> tuple[Line, ...]:
    policy = dict(pair for handling in service.handling if handling.message in ("", received.message.id) for pair in handling.values)
    entries = ", ".join(f"{python_literal(name)}: {value!r}" for name, value in sorted(policy.items()))
    more = [Line("policy", f"{{{entries}}}")] if policy else []
    return (*_lines(received, at, handler=received.handler, mode=received.mode), *more)


def _publication(sent: Sent, at: Address) -> tuple[Line, ...]:
    message = sent.message
    encoding = encoding_of(message, at)
    more = [Line("encoding", python_literal(encoding))] if encoding != "json" else []
    if more and message.schema_id:
        more.append(Line("schema_id", message.schema_id))
    return (*_lines(sent, at), *more)


def encoding_of(message: Message, at: Address) -> str:
    """How the message is written: as it says itself, else as the channel says if the message has such a schema, else as JSON."""
    wanted = message.encoding or at.encoding
    language = message.schema.format if message.schema else ""
    return wanted if wanted and wanted == language else "json"


def _unwritable(codes: Iterable[ServiceCode]) -> Iterator[Diagnostic]:
    """Messages that ask for an encoding that their schema does not give."""
    for message in {sent.message.key: sent.message for code in codes for sent in code.sent}.values():
        language = message.schema.format if message.schema else "none"
        if message.encoding in ("avro", "protobuf") and message.encoding != language:
            said = f"{message.id} can't be written as {message.encoding}: its default schema is {language}; it is written as JSON"
            hint = f"put the {message.encoding} schema first in 'schemas', or correct x-flowmart-encoding"
            yield Diagnostic(message.at("x-flowmart-encoding"), "messages/encoding", Severity.ERROR, said, str(message.key), hint)


def _lines(party: Received | Sent, at: Address, *, handler: str = "", mode: str = "") -> Iterator[Line]:
    message = party.message
    yield Line("message", python_literal(message.id))
    yield Line("version", python_literal(message.version))
    yield Line("message_class", python_literal(party.name.class_name))
    yield Line("kind", python_literal(message.type.value))
    if handler:
        yield Line("handler", python_literal(handler))
        yield Line("mode", python_literal(mode))
    yield Line("channel", python_literal(at.template))
    if at.id:
        yield Line("channel_id", python_literal(at.id))
    yield Line("addresses", at.literal)
    yield Line("key", python_literal(message.partition_key or None))
    yield Line("delivery", python_literal(at.delivery))
    yield Line("protocols", _tuple(at.protocols))


def _tuple(texts: tuple[str, ...]) -> str:
    return f"({', '.join(map(python_literal, texts))}{',' if len(texts) == 1 else ''})"


EMITTER = Emitter("bindings", emit)
