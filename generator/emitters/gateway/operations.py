"""Which commands and queries are HTTP operations, and of which service; what is wrong with the others.

Only the version counts that the receiving service points to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import MESSAGE_TYPES, ResourceType
from ...model.resources import Message
from ..service_code import Received, ServiceCode, service_codes

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class HttpOperation:
    """`parameters` are the names in the path's braces, `status` what success answers."""

    method: str
    path: str
    parameters: tuple[str, ...]
    status: int
    received: Received
    service: ServiceCode

    @property
    def message(self) -> Message:
        return self.received.message


def operations(graph: Graph) -> tuple[tuple[HttpOperation, ...], tuple[Diagnostic, ...]]:
    """Sorted by path, then method."""
    found: dict[tuple[str, str], HttpOperation] = {}
    diagnostics: list[Diagnostic] = []
    for message in _candidates(graph):
        fault = _fault(message)
        receivers = list(_receivers(graph, message))
        if not receivers and not graph.is_current(message):
            continue  # an older version that nobody serves any more
        if fault or not receivers:
            message_text = fault or f"{message} has an operation, and no service of this catalog receives it"
            hint = "correct the operation" if fault else "add it to a service's 'receives'"
            diagnostics.append(_finding(message, "gateway/operation", message_text, hint))
            continue
        operation = _operation(message, *receivers[0])
        if len(receivers) > 1:
            others = ", ".join(service.service.id for service, _ in receivers[1:])
            text = f"{message} is received by {receivers[0][0].service.id}, which gets its requests, and by {others}"
            diagnostics.append(_finding(message, "gateway/several-receivers", text, "let one service own the operation"))
        first = found.setdefault((operation.method, _PARAMETER.sub("{}", operation.path)), operation)
        if first is not operation:
            text = f"{operation.method} {operation.path} is the operation of {first.message} too"
            diagnostics.append(_finding(message, "gateway/same-route", text, "give it a path of its own"))
    ordered = sorted(found.values(), key=lambda operation: (operation.path, METHODS.index(operation.method)))
    return tuple(ordered), tuple(diagnostics)


def _candidates(graph: Graph) -> Iterator[Message]:
    """Commands and queries with an operation, by id, newest first. An unknown method has been reported by the reader."""
    for message in graph.messages:
        operation = message.operation
        if operation is not None and message.type in MESSAGE_TYPES[1:] and operation.method.upper() in (*METHODS, ""):
            yield message


def _receivers(graph: Graph, message: Message) -> Iterator[tuple[ServiceCode, Received]]:
    codes = service_codes(graph).by_key
    seen: set[str] = set()
    for link in graph.consumers(message):
        code = codes.get(link.participant.key)
        if code is None or code.module in seen:
            continue
        seen.add(code.module)
        yield from ((code, received) for received in code.received if received.message is message)


def _fault(message: Message) -> str:
    """What keeps the operation from being a route, in words; empty when nothing does."""
    operation = message.operation
    if operation is None or not operation.path.startswith("/"):
        return f"the operation of {message} needs a path that begins with a slash"
    if operation.method.upper() not in METHODS:
        return f"the operation of {message} needs a method: {', '.join(METHODS)}"
    names = _PARAMETER.findall(operation.path)
    if "{" in _PARAMETER.sub("", operation.path) or "}" in _PARAMETER.sub("", operation.path):
        return f"the path of {message} has a brace without its partner: {operation.path}"
    wrong = next((name for name in names if not _NAME.fullmatch(name) or names.count(name) > 1), None)
    if wrong is not None:
        return f"'{{{wrong}}}' in the path of {message} must be one name, and used once"
    return "" if operation.path.isprintable() and " " not in operation.path else f"the path of {message} has a character that no path has"


def _operation(message: Message, service: ServiceCode, received: Received) -> HttpOperation:
    operation = message.operation
    assert operation is not None
    names = tuple(_PARAMETER.findall(operation.path))
    return HttpOperation(operation.method.upper(), operation.path, names, _status(message), received, service)


def _status(message: Message) -> int:
    """The first success among the operation's status codes; else 202 for a command without a reply, 200 for what is answered."""
    codes = message.operation.status_codes if message.operation else ()
    success = next((int(code) for code in codes if re.fullmatch("2[0-9][0-9]", code)), None)
    if success is not None:
        return success
    return 202 if message.type is ResourceType.COMMAND and message.reply is None else 200


def _finding(message: Message, rule: str, text: str, hint: str) -> Diagnostic:
    return Diagnostic(message.at("operation"), rule, Severity.WARNING, text, str(message.key), hint)
