"""From an HTTP request to a typed message: path, query and body merged and validated as one JSON object."""

import re
from collections.abc import Mapping
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from starlette.requests import Request

from ..bindings import Route
from ..messages import Message
from .problems import Problem, invalid

BODY_LIMIT = 1 << 20

_PARAMETER = re.compile(r"\{([^}:]+)(?::[^}]*)?\}")


class MessageReader:
    """Reads the requests of one route."""

    def __init__(self, route: Route, message_class: type[Message]) -> None:
        self.message_class = message_class
        self._path_names = {_identifier(name): name for name in _PARAMETER.findall(route.path)}
        self._lists = _list_properties(message_class)
        self._takes_body = route.method in ("POST", "PUT", "PATCH", "DELETE")

    async def read(self, request: Request) -> Message:
        """Raises Problem."""
        content: dict[str, Any] = {}
        places: dict[str, str] = {}
        for name in request.query_params:
            values = request.query_params.getlist(name)
            content[name] = values if name in self._lists else values[-1]
            places[name] = "query"
        if self._takes_body:
            for name, value in _object(await _body(request)).items():
                content[name] = value
                places[name] = "body"
        for identifier, value in request.path_params.items():
            name = self._path_names[identifier]
            if places.get(name) == "body" and str(content[name]) != value:
                field = {"field": name, "in": "body", "detail": "differs from the path", "code": "conflict"}
                raise Problem(400, "invalid-request", f"{name} in the body differs from the path", fields=[field])
            content[name] = value
            places[name] = "path"
        try:
            return self.message_class.from_json(to_json(content))
        except ValidationError as error:
            raise invalid(error, places) from None


def starlette_path(route: Route) -> str:
    """The route's path with parameters that Starlette can name."""
    return _PARAMETER.sub(lambda match: "{" + _identifier(match[1]) + "}", route.path)


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _list_properties(message_class: type[Message]) -> frozenset[str]:
    """Properties of which a query string may give several."""
    schema: Mapping[str, Any] = TypeAdapter(message_class).json_schema()
    properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    return frozenset(name for name, each in properties.items() if each.get("type") == "array")


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
