"""What AsyncAPI 2 and 3, OpenAPI 3 and GraphQL documents say: which messages go in and out, and with which payloads.

Reads tolerantly and says nothing about validity beyond a `fault` when a document is not what it is called. Does not compare
with `sends` and `receives`: a lint rule does.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..diagnostics import Location
from ..model.specifications import Direction, SpecifiedOperation
from .spec_document import Document, Spot

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_GRAPHQL_NOISE = re.compile(r'"""(?:.*?"""|.*)|"(?:[^"\\\n]|\\.)*"|#[^\n]*', re.DOTALL)
_GRAPHQL_SCHEMA = re.compile(r"^[ \t]*(?:extend[ \t]+)?schema\b[^{]{0,200}\{([^}]{0,500})\}", re.MULTILINE)
_GRAPHQL_KIND = re.compile(r"(query|mutation|subscription)[ \t]*:[ \t]*(\w+)")
_GRAPHQL_TYPE = re.compile(r"^[ \t]*(?:extend[ \t]+)?type[ \t]+(\w+)[^{]{0,200}\{", re.MULTILINE)
_GRAPHQL_FIELD = re.compile(r"[{},()]|([A-Za-z_]\w*)\s*(?=[(:])")


@dataclass(frozen=True, slots=True)
class Specified:
    """An operation, the other names that its message goes by, and the node of its payload with the `schemaFormat` that the document states."""

    operation: SpecifiedOperation
    names: tuple[str, ...]
    payload: Spot | None = None
    avro: bool = False
    format: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    dialect: str = ""
    operations: tuple[Specified, ...] = ()
    fault: str = ""


def understand(type: str, document: Document) -> Understood:
    """What a document that the catalog calls an `asyncapi` or `openapi` specification says."""
    root = document.root
    for name in ("asyncapi", "openapi", "swagger"):
        version = root.value(name)
        if version:
            break
    else:
        return Understood(fault="the document has no 'asyncapi' or 'openapi' key")
    dialect = f"{name} {version}"
    if type and name not in (type, "swagger" if type == "openapi" else type):
        return Understood(dialect, fault=f"the document is {dialect}, not {type}")
    if name == "asyncapi":
        found = _async3(root) if version.startswith("3") else _async2(root)
        return Understood(dialect, tuple(found))
    return Understood(dialect, tuple(_openapi(root)))


def components(document: Document) -> Iterator[Specified]:
    """The schemas that a document defines, each as if it were a message: for documents that stand where a message's schema belongs."""
    for holder in (document.root.child("components", "schemas"), document.root.child("definitions")):
        for name, schema in () if holder is None else holder.entries():
            yield Specified(SpecifiedOperation(name, Direction.UNKNOWN, schema.location), (name,), schema)


# --- AsyncAPI


def _async3(root: Spot) -> Iterator[Specified]:
    seen: set[int] = set()
    components = _components(root)
    for _, operation in _below(root, "operations"):
        channel = operation.child("channel")
        direction = {"send": Direction.SEND, "receive": Direction.RECEIVE}.get(operation.value("action"), Direction.UNKNOWN)
        listed = operation.child("messages")
        messages = list(listed.items()) if listed is not None else [message for _, message in _below(channel, "messages")]
        keys = {id(message.node): name for name, message in _below(channel, "messages")}
        for message in messages:
            seen.add(id(message.node))
            yield _message(message, (keys.get(id(message.node), ""), components.get(id(message.node), "")), direction, _address(channel))
    for name, channel in _below(root, "channels"):
        for key, message in _below(channel, "messages"):
            if id(message.node) not in seen:
                yield _message(message, (key, components.get(id(message.node), "")), Direction.UNKNOWN, channel.value("address") or name)


def _address(channel: Spot | None) -> str:
    return "" if channel is None else channel.value("address")


def _async2(root: Spot) -> Iterator[Specified]:
    """In AsyncAPI 2, `publish` is what others may publish to the application: it receives; `subscribe` is what it sends."""
    components = _components(root)
    for address, channel in _below(root, "channels"):
        for key, direction in (("publish", Direction.RECEIVE), ("subscribe", Direction.SEND)):
            message = channel.child(key, "message")
            if message is None:
                continue
            one_of = message.child("oneOf")
            for each in [message] if one_of is None else one_of.items():
                yield _message(each, (components.get(id(each.node), ""),), direction, address)


def _message(message: Spot, keys: tuple[str, ...], direction: Direction, channel: str) -> Specified:
    """`keys` are those under which the document has the message."""
    names = (message.value("x-eventcatalog-id"), message.value("name"), *keys, message.value("messageId"), message.value("title"))
    payload = message.child("payload")
    format = message.value("schemaFormat")
    if payload is not None and payload.raw("schemaFormat") is not None:
        format, payload = payload.value("schemaFormat"), payload.child("schema")
    known = tuple(dict.fromkeys(name for name in names if name))
    operation = SpecifiedOperation(known[0] if known else "", direction, message.location, channel=channel)
    return Specified(operation, known, payload, "avro" in format, format)


def _components(root: Spot) -> dict[int, str]:
    """The keys of the messages that the document defines for reuse, by the identity of their nodes."""
    return {id(message.node): name for name, message in _below(root.child("components"), "messages")}


# --- OpenAPI


def _openapi(root: Spot) -> Iterator[Specified]:
    for holder, direction in (("paths", Direction.RECEIVE), ("webhooks", Direction.SEND)):
        for path, item in _below(root, holder):
            for method, operation in item.entries():
                if method.lower() in _METHODS:
                    yield _operation(path, method.upper(), operation, direction)


def _operation(path: str, method: str, operation: Spot, direction: Direction) -> Specified:
    id = operation.value("operationId")
    names = tuple(name for name in (operation.value("x-eventcatalog-id"), operation.value("x-eventcatalog-message-id"), id) if name)
    value = SpecifiedOperation(names[0] if names else f"{method} {path}", direction, operation.location, method=method, path=path)
    body = operation.child("requestBody", "content")
    contents = {} if body is None else dict(body.entries())
    content = next((media for name, media in contents.items() if "json" in name), None)
    return Specified(value, names, None if content is None else content.child("schema"))


# --- GraphQL


def graphql(text: str, path: str) -> Iterator[Specified]:
    """The fields of the root types: a query and a mutation are received, a subscription is sent."""
    text = _GRAPHQL_NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    kinds = _kinds(text)
    for root in _GRAPHQL_TYPE.finditer(text):
        kind = kinds.get(root.group(1))
        if kind is None:
            continue
        direction = Direction.SEND if kind == "subscription" else Direction.RECEIVE
        for start, name in _fields(text, root.end()):
            line = bisect_right(lines, start)
            place = Location(path, line, start - lines[line - 1] + 1)
            yield Specified(SpecifiedOperation(name, direction, place, kind=kind), (name,))


def _kinds(text: str) -> dict[str, str]:
    """The root types: those that a `schema` definition names, else those of the usual names that no field has for its type."""
    defined = {name: kind for schema in _GRAPHQL_SCHEMA.findall(text) for kind, name in _GRAPHQL_KIND.findall(schema)}
    usual = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}
    return defined or {name: kind for name, kind in usual.items() if not re.search(rf":\s*\[*\s*{name}\b", text)}


def _fields(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The fields of the type whose braces open before `start`, with their offsets."""
    depth = 0
    for match in _GRAPHQL_FIELD.finditer(text, start):
        mark = match.group()
        if mark in "{(":
            depth += 1
        elif mark in "})":
            depth -= 1
            if depth < 0:
                return
        elif depth == 0 and match.group(1):
            yield match.start(), match.group(1)


def _below(spot: Spot | None, key: str) -> Iterable[tuple[str, Spot]]:
    found = None if spot is None else spot.child(key)
    return () if found is None else found.entries()
