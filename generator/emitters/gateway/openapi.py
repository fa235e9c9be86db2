"""The OpenAPI 3.1 document of the gateway, as a value and as text."""

import json

from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.json import Json, JsonObject
from .components import Components, properties
from .operations import HttpOperation

_NO_BODY = frozenset(("GET", "DELETE"))
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "Problem details by RFC 9457. `code` is for programs; `errors` names the fields that do not fit, and where they were.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "in": {"enum": ["path", "query", "body"]},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_ACCEPTED: JsonObject = {
    "type": "object",
    "description": "The command is kept and will be handled; `id` is the id of its message.",
    "properties": {"id": {"type": "string"}, "status": {"const": "accepted"}},
    "required": ["id", "status"],
}
_IDEMPOTENCY_KEY: JsonObject = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and the same request are carried out once, however often they are sent, and get the same answer. The key "
    "with other content is refused (422); a repetition while the first request is under way is told to come back (409).",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_PHRASES = {
    400: "The request does not fit its schema.",
    401: "There is no API key, or it is not known.",
    403: "This kind of client may not call the operation.",
    404: "There is no such thing.",
    409: "The request contradicts the state of things, or the first one with its Idempotency-Key is still under way.",
    422: "The request is well-formed and cannot be carried out, or its Idempotency-Key was used for another one.",
    429: "Too many requests.",
    503: "The service does not answer.",
    504: "The service did not answer in time.",
}
_ALWAYS = (400, 401, 403)


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
    components.schemas |= {"Problem": _PROBLEM, "Accepted": _ACCEPTED}  # first, so that no message takes their names
    components.responses["Problem"] = _problem_response("Something is wrong with the request, or with the system.")
    paths: JsonObject = {}
    tags: dict[str, str] = {}
    for operation in operations:
        service = operation.service.service
        tags[service.name] = service.summary
        item = paths.setdefault(operation.path, {})
        assert isinstance(item, dict)
        item[operation.method.lower()] = _operation(components, operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "API gateway",
            "version": "1.0.0",
            "description": "Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.",
        },
        "tags": [{"name": name, "description": tags[name].strip()} for name in sorted(tags)],
        "paths": paths,
        "security": [{"apiKey": []}, {"bearer": []}],
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "responses": dict(sorted(components.responses.items())),
            "parameters": {"IdempotencyKey": _IDEMPOTENCY_KEY},
            "securitySchemes": {
                "apiKey": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "A key says which kind of client is calling.",
                },
                "bearer": {"type": "http", "scheme": "bearer", "description": "The same key as a bearer token."},
            },
        },
    }


def _operation(components: Components, operation: HttpOperation) -> JsonObject:
    message, name = operation.message, operation.received.name
    reference = components.reference(message.schema, name.class_name)
    schema = components.schema_of(reference)
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
    if operation.message.type is ResourceType.COMMAND:
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
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
    is_command = message.type is ResourceType.COMMAND
    answers: list[Json] = []
    if name.reply_class is not None:
        answers.append(components.reference(message.reply, name.reply_class))
    responses: JsonObject = {str(operation.status): _response("Done.", answers)}
    if is_command:  # also with a reply, when it takes longer than the gateway waits
        status = 202 if name.reply_class is not None else operation.status
        responses[str(status)] = _response(
            "Kept, and will be handled.", [*(answers if status == operation.status else ()), {"$ref": "#/components/schemas/Accepted"}]
        )
    sent_once = (409, 422) if is_command else ()
    stated = {int(code) for code in (message.operation.status_codes if message.operation else ()) if code.isdecimal() and code >= "400"}
    for status in sorted({*_ALWAYS, *stated, *sent_once, *(() if is_command else (504,))}):
        components.responses.setdefault(f"Problem{status}", _problem_response(_PHRASES.get(status, "The request failed.")))
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return responses


def _response(description: str, schemas: list[Json]) -> JsonObject:
    """A success that is one of the schemas, or anything."""
    schema: Json = schemas[0] if len(schemas) == 1 else {"anyOf": schemas} if schemas else {}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problem_response(description: str) -> JsonObject:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
