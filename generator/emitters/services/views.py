"""What the templates of services show: names and signatures, already spelled."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...model.ids import ResourceType
from ...naming import ClassName, ModuleName
from ..headers import python_header
from ..imports import Import, import_lines
from ..literals import docstring, python_literal
from ..service_code import Received, ServiceCode

_LINE = 120
# What the files import or define beside messages; a message of such a name is imported under another.
_RESERVED = frozenset(
    ["ABC", "BINDING", "Call", "ClassVar", "Effect", "Never", "NotImplementedError", "Read", "Service", "ServiceBinding", "Tx", "TypeAlias"]
)


@dataclass(frozen=True, slots=True)
class Method:
    """A handler. `signature` is everything between `def ` and the colon; `unwritten` the literal of the scaffold's complaint."""

    name: str
    is_async: bool
    signature: str
    docstring: str
    unwritten: str

    @property
    def definition(self) -> str:
        return f"{'async ' if self.is_async else ''}def {self.signature}:"


@dataclass(frozen=True, slots=True)
class ServiceView:
    """`tx_lines` is the argument list of the Tx alias, one line when it fits."""

    header: str
    docstring: str
    imports: tuple[str, ...]
    base: str
    module: str
    tx_lines: tuple[str, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class HandlersView:
    docstring: str
    imports: tuple[str, ...]
    base: str
    handlers: str
    methods: tuple[Method, ...]


def service_view(code: ServiceCode) -> ServiceView:
    service = code.service
    events = [_spelled(code, sent.name.class_name) for sent in code.sent if sent.message.type is ResourceType.EVENT]
    commands = [_spelled(code, sent.name.class_name) for sent in code.sent if sent.message.type is ResourceType.COMMAND]
    methods = tuple(_method(code, received) for received in code.received)
    typing = ("ClassVar", *(() if events and commands else ("Never",)), "TypeAlias")
    imports = import_lines(
        (Import("abc", ("ABC", "abstractmethod") if methods else ("ABC",)), Import("typing", typing)),
        (Import("flowmart.runtime", tuple(sorted(("Service", "ServiceBinding", "Tx", *_runtime_names(code))))),),
        (
            Import(f"..bindings.{code.module}", ("BINDING",)),
            *(Import(f"..messages.{module}", (_imported(code, name),)) for module, name in sorted(_message_classes(code).items())),
        ),
    )
    text = docstring(service.summary.strip() or service.name)
    return ServiceView(python_header(service.location.path), text, imports, code.base, code.module, _tx_lines(events, commands), methods)


def handlers_view(code: ServiceCode, package: str) -> HandlersView:
    """`package` is the import path of the output folder."""
    names = {received.name.class_name for received in code.received}
    names |= {received.name.reply_class for received in code.received if received.name.reply_class}
    imports = import_lines(
        (Import("typing", ("final",)),),
        (Import("flowmart.runtime", tuple(_runtime_names(code))), Import("typing_extensions", ("override",))),
        (
            Import(f"{package}.messages", tuple(_imported(code, name) for name in sorted(names))),
            Import(f"{package}.services.{code.module}", (code.base, f"{code.base}Tx") if _uses_tx(code) else (code.base,)),
        ),
    )
    title = f"Handlers of {code.service.name}. This file is yours: flowmart wrote it once and never changes it."
    methods = tuple(_method(code, received) for received in code.received)
    return HandlersView(docstring(title, indent=0), imports, code.base, code.handlers, methods)


def _message_classes(code: ServiceCode) -> dict[ModuleName, ClassName]:
    """Modules and classes that the base class and its Tx mention. A query that the service may ask is no part of either."""
    found: dict[ModuleName, ClassName] = {}
    for received in code.received:
        name = received.name
        found[name.module] = name.class_name
        if name.reply_module and name.reply_class:
            found[name.reply_module] = name.reply_class
    found.update((sent.name.module, sent.name.class_name) for sent in code.sent if sent.message.type is not ResourceType.QUERY)
    return found


def _spelled(code: ServiceCode, name: ClassName) -> str:
    """The name of a message class in this service's files. No class name ends in an underscore otherwise."""
    return f"{name}_" if name in _RESERVED or name in (code.base, f"{code.base}Tx", code.handlers) else name


def _imported(code: ServiceCode, name: ClassName) -> str:
    spelled = _spelled(code, name)
    return name if spelled == name else f"{name} as {spelled}"


def _method(code: ServiceCode, received: Received) -> Method:
    message = received.message
    kind = message.type.value  # event, command or query: the parameter is named after it
    reply = _spelled(code, received.name.reply_class) if received.name.reply_class else "None"
    tx = f"{code.base}Tx"
    match received.mode:
        case "query":
            context, returns = "read: Read", reply
        case "state":
            context, returns = f"tx: {tx}", reply
        case "effect":
            context, returns = "call: Call", reply if message.type is ResourceType.QUERY else f"Effect[{tx}, {reply}]"
    complaint = f"{code.handlers}.{received.handler} does nothing with {message.id} yet"
    return Method(
        received.handler,
        received.mode == "effect",
        f"{received.handler}(self, {kind}: {_spelled(code, received.name.class_name)}, {context}) -> {returns}",
        docstring(message.summary.strip() or message.name, indent=8),
        python_literal(complaint),
    )


def _uses_tx(code: ServiceCode) -> bool:
    return any(received.message.type is not ResourceType.QUERY for received in code.received)


def _runtime_names(code: ServiceCode) -> list[str]:
    """What the signatures need."""
    needed = {
        "Call": any(received.mode == "effect" for received in code.received),
        "Effect": any(received.mode == "effect" and received.message.type is not ResourceType.QUERY for received in code.received),
        "Read": any(received.mode == "query" for received in code.received),
    }
    return [name for name, is_needed in needed.items() if is_needed]


def _tx_lines(events: Iterable[str], commands: Iterable[str]) -> tuple[str, ...]:
    unions = [list(events) or ["Never"], list(commands) or ["Never"]]
    line = ", ".join(" | ".join(union) for union in unions)
    if len(line) <= _LINE - 40:
        return (line,)
    lines: list[str] = []
    for union in unions:
        text = " | ".join(union)
        parts = [text] if len(text) <= _LINE - 5 else [union[0], *(f"| {name}" for name in union[1:])]
        lines += parts[:-1]
        lines.append(f"{parts[-1]},")
    return tuple(lines)
