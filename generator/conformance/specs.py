"""Specification documents of services that flowmart did not generate: what each says it sends, receives, over what, with which payload.

Reads AsyncAPI 2 and 3 and OpenAPI 3 through source/specifications.py; adds protocols, parameters and replies, which only conformance needs.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from ..diagnostics import FlowmartError, Location
from ..model.json import Json, JsonObject
from ..model.specifications import Direction
from ..source.files import Folder
from ..source.spec_document import Document, Library, Spot, json_schema
from ..source.specifications import Specified, understand
from .record import Record

_ALIASES = {
    "kafka-secure": "kafka",
    "amqps": "amqp",
    "rabbitmq": "amqp",
    "amqp1": "amqp",
    "rediss": "redis",
    "wss": "ws",
    "mqtts": "mqtt",
    "secure-mqtt": "mqtt",
    "https": "http",
    "jetstream": "nats",
    "tls": "nats",
}


class SpecOperation(Record):
    """`names` are those under which the document knows the message, most telling first; `schema` is its payload, `reply` the answer's."""

    names: tuple[str, ...]
    direction: Direction
    place: Location
    channel: str = ""
    method: str = ""
    path: str = ""
    statuses: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    schema: Json = None
    schema_place: Location | None = None
    reply: Json = None
    format: str = ""


class SpecifiedService(Record):
    """`kind` is `asyncapi` or `openapi`; `place` the document's first line. `fault` says why it could not be understood."""

    service: str
    kind: str
    place: Location
    operations: tuple[SpecOperation, ...] = ()
    fault: str = ""


def read_spec(service: str, kind: str, path: Path, shown: str) -> SpecifiedService:
    """The document at `path`. Raises FlowmartError when there is none."""
    if not path.is_file():
        raise FlowmartError(f"there is no file {shown}: name the document that {service} prints")
    library = Library(Folder(path.parent))
    document = library.document(path.name)
    place = Location(shown, 1, 1)
    if document is None:
        problem = library.problems.get(path.name)
        where = place if problem is None else Location(shown, problem.location.line, problem.location.column)
        return SpecifiedService(service, kind, where, fault="the document is empty" if problem is None else problem.message)
    understood = understand(kind, document)
    if understood.fault:
        return SpecifiedService(service, kind, place, fault=understood.fault)
    folder = shown.rpartition("/")[0]
    reader = _Reader(document, f"{folder}/" if folder else "", kind)
    return SpecifiedService(service, kind, place, tuple(each for found in understood.operations for each in reader.operations(found)))


class _Reader:
    def __init__(self, document: Document, folder: str, kind: str) -> None:
        self._root, self._folder, self._kind = document.root, folder, kind
        self._servers = self._protocols_of(document.root.child("servers")) if kind == "asyncapi" else ()
        self._channels = dict(self._channel_protocols()) if kind == "asyncapi" else {}

    def operations(self, found: Specified) -> Iterator[SpecOperation]:
        """One per message. Code-first tools describe an address that several messages come to as one message with a choice of payloads."""
        payload = found.payload
        choice = payload.followed().child("oneOf") if payload is not None and self._kind == "asyncapi" else None
        branches = list(choice.items()) if choice is not None else []
        if len(branches) > 1 and all(branch.value("title") for branch in branches):
            yield from (self._operation(replace(found, payload=branch, names=())) for branch in branches)
        else:
            yield self._operation(found)

    def _operation(self, found: Specified) -> SpecOperation:
        value = found.operation
        payload = found.payload
        schema = None if payload is None else json_schema(payload)
        names = tuple(dict.fromkeys((*found.names, *self._payload_names(payload))))
        statuses: tuple[str, ...] = ()
        reply: Json = None
        if value.method:
            spot = self._root.child("paths", value.path, value.method.lower())
            item = self._root.child("paths", value.path)
            if spot is not None:
                responses = spot.child("responses")
                statuses = tuple(code for code, _ in responses.entries()) if responses is not None else ()
                reply = _reply(spot)
                schema = _request(schema, [*_parameters(item), *_parameters(spot)])
        return SpecOperation(
            names,
            value.direction,
            self._shown(value.location),
            value.channel,
            value.method,
            value.path,
            statuses,
            self._channels.get(value.channel, self._servers),
            schema,
            self._shown(payload.followed().location) if payload is not None else None,
            reply,
            found.format,
        )

    def _shown(self, place: Location) -> Location:
        return Location(f"{self._folder}{place.path}", place.line, place.column)

    def _payload_names(self, payload: Spot | None) -> Iterator[str]:
        """Code-first tools call a message after its handler, and only its schema after the message."""
        if payload is None:
            return
        reference = payload.raw("$ref")
        if reference is not None:
            yield unquote(reference.text).rpartition("/")[2]
        title = payload.value("title")
        if title:
            yield title

    def _channel_protocols(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        channels = self._root.child("channels")
        for name, channel in channels.entries() if channels is not None else ():
            servers = channel.child("servers")
            protocols = self._protocols_of(servers) if servers is not None else self._servers
            bindings = channel.child("bindings")
            if not protocols and bindings is not None:
                protocols = tuple(protocol(key) for key, _ in bindings.entries())
            yield channel.value("address") or name, protocols

    def _protocols_of(self, servers: Spot | None) -> tuple[str, ...]:
        if servers is None:
            return ()
        spots = [spot for _, spot in servers.entries()] or list(servers.items())
        every = {spot.text: self._root.child("servers", spot.text) for spot in spots if spot.text}  # AsyncAPI 2 lists names
        found = [spot if not spot.text else every.get(spot.text) for spot in spots]
        return tuple(dict.fromkeys(protocol(spot.value("protocol")) for spot in found if spot is not None and spot.value("protocol")))


def protocol(name: str) -> str:
    """One word for what is the same protocol, secured or not."""
    plain = name.lower()
    return _ALIASES.get(plain, plain)


def _parameters(spot: Spot | None) -> list[tuple[str, bool, Json]]:
    found: list[tuple[str, bool, Json]] = []
    listed = None if spot is None else spot.child("parameters")
    for parameter in listed.items() if listed is not None else ():
        if parameter.value("in") in ("path", "query"):
            schema = parameter.child("schema")
            required = parameter.value("in") == "path" or parameter.value("required") == "true"
            found.append((parameter.value("name"), required, True if schema is None else json_schema(schema)))
    return found


def _request(body: Json, parameters: list[tuple[str, bool, Json]]) -> Json:
    """Path and query parameters are properties of the message, beside those of the body."""
    if not parameters:
        return body
    root: JsonObject = dict(body) if isinstance(body, dict) else {"type": "object"}
    root = _inlined(root)
    properties = root.get("properties")
    required = root.get("required")
    merged: JsonObject = dict(properties) if isinstance(properties, dict) else {}
    needed: list[Json] = list(required) if isinstance(required, list) else []
    for name, is_required, schema in parameters:
        merged.setdefault(name, schema)
        if is_required and name not in needed:
            needed.append(name)
    return {**root, "properties": merged, **({"required": needed} if needed else {})}


def _inlined(root: JsonObject) -> JsonObject:
    reference, definitions = root.get("$ref"), root.get("$defs")
    match = re.fullmatch(r"#/\$defs/(.+)", reference) if isinstance(reference, str) else None
    inner = definitions.get(match[1]) if match and isinstance(definitions, dict) else None
    return {**inner, "$defs": definitions} if isinstance(inner, dict) else root


def _reply(operation: Spot) -> Json:
    responses = operation.child("responses")
    for code, response in responses.entries() if responses is not None else ():
        content = response.child("content")
        if code.startswith("2") and content is not None:
            for name, media in content.entries():
                schema = media.child("schema")
                if "json" in name and schema is not None:
                    return json_schema(schema)
    return None
