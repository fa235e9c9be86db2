"""From an HTTP request to a typed message: path, query and body merged and validated as one JSON object."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from starlette.requests import Request

from ..bindings import Route
from ..messages import Message
from .problems import Problem, invalid

BODY_LIMIT = 1 << 20

_INTEGER = re.compile(r"-?[0-9]{1,40}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")
_PARAMETER = re.compile(r"\{([^}:]+)(?::[^}]*)?\}")


class MessageReader:
    """Reads the requests of one route."""

    def __init__(self, route: Route, message_class: type[Message]) -> None:
        self.message_class = message_class
        self._path_names = {_identifier(name): name for name in _PARAMETER.findall(route.path)}
        self._types = _property_types(message_class)
        self._takes_body = route.method in ("POST", "PUT", "PATCH", "DELETE")

    async def read(self, request: Request) -> "Asked":
        """Raises Problem."""
        content: dict[str, Any] = {}
        places: dict[str, str] = {}
        for name in request.query_params:
            values = request.query_params.getlist(name)
            types, item_types = self._types.get(name, _UNKNOWN)
            content[name] = [_value(each, item_types) for each in values] if "array" in types else _value(values[-1], types)
            places[name] = "query"
        if self._takes_body:
            for name, value in _object(await _body(request)).items():
                content[name] = value
                places[name] = "body"
        for identifier, value in request.path_params.items():
            name = self._path_names[identifier]
            types, _ = self._types.get(name, _UNKNOWN)
            if places.get(name) == "body" and content[name] != _value(value, types):
                field = {"field": name, "in": "body", "detail": "differs from the path", "code": "conflict"}
                raise Problem(400, "invalid-request", f"{name} in the body differs from the path", fields=[field])
            content[name] = _value(value, types)
            places[name] = "path"
        try:
            return Asked(self.message_class.from_json(to_json(content)), content)
        except ValidationError as error:
            raise invalid(error, places) from None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a message, and as the caller gave it: path, query and body in one."""

    message: Message
    content: Mapping[str, Any]


def starlette_path(route: Route) -> str:
    """The route's path with parameters that Starlette can name."""
    return _PARAMETER.sub(lambda match: "{" + _identifier(match[1]) + "}", route.path)


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)


_Types: TypeAlias = tuple[frozenset[str], frozenset[str]]
_UNKNOWN: _Types = (frozenset(), frozenset())


def _property_types(message_class: type[Message]) -> dict[str, _Types]:
    """By property: the JSON types that it may have, and those of its items, of which a query string may give several."""
    schema: Mapping[str, Any] = TypeAdapter(message_class).json_schema()
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    return {name: (_types(each, definitions), _types(_items(each, definitions), definitions)) for name, each in properties.items()}


def _types(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> frozenset[str]:
    if "$ref" in schema:
        return _types(definitions.get(str(schema["$ref"]).rpartition("/")[2], {}), definitions)
    if isinstance(schema.get("type"), str):
        return frozenset({schema["type"]})
    return frozenset(found for each in schema.get("anyOf", ()) for found in _types(each, definitions))


def _items(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    for each in (schema, *schema.get("anyOf", ())):
        if isinstance(each.get("items"), dict):
            return cast(Mapping[str, Any], each["items"])
    return {}


def _value(text: str, types: frozenset[str]) -> str | int | float | bool:
    """Paths and queries know text only: `5` is a number where the property is one. What fits no type stays text, and is refused as such."""
    if "string" in types:
        return text
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text) if not _INTEGER.fullmatch(text) else int(text)
    return text


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    too_large = Problem(413, "too-large", f"the body is larger than {BODY_LIMIT} bytes")
    if announced.isdigit() and int(announced) > BODY_LIMIT:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise too_large
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        content: Any = from_json(body)
    except ValueError as error:
        raise Problem(400, "invalid-json", f"the body is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise Problem(400, "invalid-json", "the body must be a JSON object")
    return cast(dict[str, Any], content)
