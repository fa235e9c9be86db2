"""The OpenAPI 3.1 document of the gateway, as a value and as text."""

import json

from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.json import Json, JsonObject
from .components import Components, properties
from .operations import HttpOperation

_NO_BODY = frozenset(("GET", "DELETE"))
_SECURITY = "apiKey"
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "Problem details by RFC 9457. `errors` names the fields of a request that does not fit its schema.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "default": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "detail": {"type": "string"}}},
        },
    },
    "required": ["title", "status"],
}
_ACCEPTED: JsonObject = {
    "type": "object",
    "description": "The command was taken; `id` is the id of its message.",
    "properties": {"id": {"type": "string"}},
    "required": ["id"],
}
_PHRASES = {
    400: "The request does not fit its schema.",
    401: "There is no API key, or it is not known.",
    403: "This kind of client may not call the operation.",
    404: "There is no such thing.",
    409: "The request contradicts the state of things.",
    422: "The request is well-formed and cannot be carried out.",
    429: "Too many requests.",
    503: "The service does not answer.",
    504: "The service did not answer in time.",
}
_ALWAYS = (400, 401, 403, 504)


def openapi_text(graph: Graph, operations: tuple[HttpOperation, ...]) -> str:
    """The document as JSON, two spaces deep. Text that is no valid Unicode comes out escaped."""
    document = openapi(graph, operations)
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2, default=str)
    return f"{text}\n"


def openapi(graph: Graph, operations: tuple[HttpOperation, ...]) -> JsonObject:
    components = Components(graph)
    paths: JsonObject = {}
    tags: dict[str, str] = {}
    for operation in operations:
        service = operation.service.service
        tags[service.name] = service.summary
        item = paths.setdefault(operation.path, {})
        assert isinstance(item, dict)
        item[operation.method.lower()] = _operation(components, operation)
    components.add("Problem", _PROBLEM)
    components.responses["Problem"] = _problem_response("Something is wrong with the request, or with the system.")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "API gateway",
            "version": "1.0.0",
            "description": "Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.",
        },
        "tags": [{"name": name, "description": tags[name].strip()} for name in sorted(tags)],
        "paths": paths,
        "security": [{_SECURITY: []}],
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "responses": dict(sorted(components.responses.items())),
            "securitySchemes": {
                _SECURITY: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "A key says which kind of client is calling.",
                }
            },
        },
    }


def _operation(components: Components, operation: HttpOperation) -> JsonObject:
    message, name = operation.message, operation.received.name
    reference = components.reference(message.schema, name.class_name)
    schema = components.schemas[str(reference["$ref"]).rpartition("/")[2]]
    described: JsonObject = {
        "operationId": str(operation.received.name.module),
        "summary": message.name,
        "description": message.summary.strip(),
        "tags": [operation.service.service.name],
        "parameters": _parameters(operation, schema),
    }
    if operation.method not in _NO_BODY:
        body = _body(operation, schema, reference)
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if message.clients:
        described["x-flowmart-clients"] = list[Json](message.clients)
    if message.deprecated is not None:
        described["deprecated"] = True
    described["responses"] = _responses(components, operation)
    return described


def _parameters(operation: HttpOperation, schema: Json) -> list[Json]:
    """Path parameters; without a body the other properties are in the query."""
    known, required = properties(schema), _required(schema)
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": known.get(name, {"type": "string"})} for name in operation.parameters
    ]
    if operation.method in _NO_BODY:
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": value}
            for name, value in known.items()
            if name not in operation.parameters
        ]
    return found


def _body(operation: HttpOperation, schema: Json, reference: JsonObject) -> JsonObject:
    """The message without what is in the path."""
    if not operation.parameters or not isinstance(schema, dict):
        return reference
    rest: JsonObject = {name: value for name, value in properties(schema).items() if name not in operation.parameters}
    required: list[Json] = [name for name in _required(schema) if name not in operation.parameters]
    body: JsonObject = {
        key: value for key, value in schema.items() if key not in ("properties", "required", "title", "$defs", "definitions")
    }
    body["properties"] = rest
    if required:
        body["required"] = required
    return body


def _required(schema: Json) -> list[str]:
    found = schema.get("required") if isinstance(schema, dict) else None
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _responses(components: Components, operation: HttpOperation) -> JsonObject:
    message, name = operation.message, operation.received.name
    if name.reply_class is not None:
        content: Json = components.reference(message.reply, name.reply_class)
    elif message.type is ResourceType.COMMAND:
        components.add("Accepted", _ACCEPTED)
        content = {"$ref": "#/components/schemas/Accepted"}
    else:
        content = {}
    success: JsonObject = {
        "description": "Accepted." if operation.status == 202 else "Done.",
        "content": {"application/json": {"schema": content}},
    }
    stated = {int(code) for code in (message.operation.status_codes if message.operation else ()) if code.isdecimal() and code >= "400"}
    responses: JsonObject = {str(operation.status): success}
    for status in sorted({*_ALWAYS, *stated}):
        components.responses.setdefault(f"Problem{status}", _problem_response(_PHRASES.get(status, "The request failed.")))
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return responses


def _problem_response(description: str) -> JsonObject:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
