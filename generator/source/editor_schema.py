"""JSON Schemas of catalog files and of flowmart.yaml, for editors: completion, hovers, and a line under what is wrong.

The keys are those of keys.py and configuration.py, which the reader uses too; here is only what a key's value looks like.
"""

from collections.abc import Iterable

from ..config import Mode
from ..diagnostics import Severity
from ..model.ids import MESSAGE_TYPES, ResourceType
from ..model.json import JsonObject
from . import keys
from .breaking_settings import APPROVAL, BREAKING
from .configuration import CONFIG, LINT, OVERRIDE
from .environment_rows import row_schema
from .handling import COUNTS, DURATIONS, KEY, POLICY_KEYS
from .model_settings import MODELS

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The draft that the YAML extensions of editors know best."""

CONFIGURATION = "flowmart"
NAMES = (*(type.value for type in ResourceType), CONFIGURATION)


def editor_schema(name: str) -> JsonObject | None:
    """The schema of a resource type's front matter, or of flowmart.yaml; None for another name."""
    if name == CONFIGURATION:
        return {"$schema": DIALECT, "title": "flowmart.yaml", **_configuration()}
    if name not in NAMES:
        return None
    type = ResourceType(name)
    required = ["id", "name", *_REQUIRED.get(type, ("version",))]
    definitions: JsonObject = {"definitions": {"property": _PROPERTY}} if type is ResourceType.ENTITY else {}
    return {
        "$schema": DIALECT,
        "title": f"EventCatalog {name}",
        **_mapping(sorted(keys.BY_TYPE[type]), {**_VALUES, **_OWN.get(type, {})}, required),
        **definitions,
    }


def _mapping(names: Iterable[str], values: dict[str, JsonObject], required: list[str] | None = None) -> JsonObject:
    """A mapping with these keys; keys that start with `x-` are the user's own."""
    properties: JsonObject = {name: values.get(name, {}) for name in names}
    properties.update({name: value for name, value in values.items() if name.startswith("x-flowmart-")})
    shape: JsonObject = {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }
    if required:
        shape["required"] = [*required]
    return shape


def _texts(*choices: str, description: str = "") -> JsonObject:
    shape: JsonObject = {"type": "string"}
    if choices:
        shape["enum"] = [*choices]
    return {**shape, "description": description} if description else shape


def _list(items: JsonObject, description: str = "") -> JsonObject:
    shape: JsonObject = {"type": "array", "items": items}
    return {**shape, "description": description} if description else shape


_TEXT = _texts()
_FLAG: JsonObject = {"type": "boolean"}
_VERSION = _texts(description="In quotes where YAML would read a number: '1.0'.")
_RANGE = _texts(description="A version, an npm range such as ^1.0.0, or latest.")
_TEXT_LIST = _list(_TEXT)
_POINTER = _mapping(keys.POINTER, {"id": _TEXT, "version": _RANGE}, ["id"])
_POINTERS = _list(_POINTER)
_PEOPLE = _list({"anyOf": [_TEXT, _mapping(("id", "collection"), {"id": _TEXT, "collection": _texts("users", "teams")}, ["id"])]})
_CHANNELS = _list(
    _mapping(
        sorted(keys.CHANNEL_POINTER),
        {
            "id": _TEXT,
            "version": _RANGE,
            "parameters": {"type": "object", "additionalProperties": _TEXT},
            "delivery_mode": _texts("push", "pull", "push-pull"),
        },
        ["id"],
    )
)
_MESSAGE_POINTER: dict[str, JsonObject] = {
    "id": _TEXT,
    "version": _RANGE,
    "fields": _list(_TEXT, "Paths of the payload that this party uses, such as lines[].sku."),
    "group": _TEXT,
    "to": _CHANNELS,
    "from": _CHANNELS,
    "triggers": _list(_mapping(("id", "version", "condition"), {"id": _TEXT, "version": _RANGE, "condition": _TEXT}, ["id"])),
}
_NEXT: JsonObject = {"anyOf": [{"type": ["string", "number"]}, _mapping(("id", "label"), {"id": {"type": ["string", "number"]}}, ["id"])]}
_STEP: dict[str, JsonObject] = {
    "id": {"type": ["string", "number"]},
    "title": _TEXT,
    "summary": _TEXT,
    "next_step": _NEXT,
    "next_steps": _list(_NEXT),
    **{kind: _POINTER for kind in keys.STEP_KINDS if kind not in ("actor", "externalSystem", "custom")},
}
_OPERATION: dict[str, JsonObject] = {
    "method": _texts("GET", "POST", "PUT", "DELETE", "PATCH"),
    "path": _TEXT,
    "statusCodes": _TEXT_LIST,
}
_SCHEMA_ENTRY = ("id", "ref", "file", "path", "name", "format", "environments", "default")
_IGNORE = _mapping(("rule", "reason"), {"rule": _TEXT, "reason": _TEXT}, ["rule", "reason"])

_VALUES: dict[str, JsonObject] = {
    "id": _TEXT,
    "name": _TEXT,
    "version": _VERSION,
    "summary": _TEXT,
    "owners": _PEOPLE,
    "schemaPath": _texts(description="The schema of the payload, relative to this file."),
    "hidden": _FLAG,
    "visualiser": _FLAG,
    "deprecated": {
        "anyOf": [_FLAG, {"type": "object", "properties": {"message": _TEXT, "date": {"type": "string"}}, "additionalProperties": False}]
    },
    "draft": {"anyOf": [_FLAG, {"type": "object"}]},
    "badges": _list({"type": "object", "required": ["content"]}),
    "diagrams": _POINTERS,
    "repository": _mapping(("language", "url"), {"language": _TEXT, "url": _TEXT}),
    "operation": _mapping(sorted(_OPERATION), _OPERATION),
    "schemas": _list(_mapping(_SCHEMA_ENTRY, {"environments": _TEXT_LIST, "default": _FLAG})),
    "channels": _CHANNELS,
    "sends": _list(_mapping(sorted(keys.SENDS), _MESSAGE_POINTER, ["id"])),
    "receives": _list(_mapping(sorted(keys.RECEIVES), _MESSAGE_POINTER, ["id"])),
    **dict.fromkeys(("entities", "writesTo", "readsFrom", "flows", "services", "agents", "domains", "systems", "containers"), _POINTERS),
    **dict.fromkeys(("data-products", "inputs", "supersedes", "supersededBy", "amends", "amendedBy", "related"), _POINTERS),
    "externalSystem": _FLAG,
    "address": _TEXT,
    "protocols": _TEXT_LIST,
    "deliveryGuarantee": _texts("at-most-once", "at-least-once", "exactly-once"),
    "routes": _CHANNELS,
    "steps": _list(_mapping(sorted(keys.STEP), _STEP, ["id"])),
    "aggregateRoot": _FLAG,
    "identifier": _TEXT,
    "container_type": _texts("database", "cache", "objectStore", "searchIndex", "dataWarehouse", "dataLake", "externalSaaS", "other"),
    "authoritative": _FLAG,
    "access_mode": _texts("read", "write", "readWrite", "appendOnly"),
    "classification": _texts("public", "internal", "confidential", "regulated"),
    "scope": _texts("internal", "external"),
    "status": _texts("proposed", "accepted", "rejected", "deprecated", "superseded"),
    "decisionMakers": _PEOPLE,
    "email": _TEXT,
    "role": _TEXT,
    "members": _PEOPLE,
    "x-flowmart-ignore": _list(_IGNORE, "Rules of `flowmart lint` that do not apply to this resource, and why."),
}
_OF_MESSAGES: dict[str, JsonObject] = {
    "x-flowmart-key": _texts(description="The property of the payload that keeps messages in order."),
    "x-flowmart-reply": _texts(description="The schema of the reply, relative to this file."),
    "x-flowmart-clients": _list(_TEXT, "The kinds of clients that may call the operation."),
}
_SECONDS: JsonObject = {
    "anyOf": [{"type": "string", "pattern": r"^(\d+(\.\d+)?|\.\d+)\s*(ms|s|m|h|d)?$"}, {"type": "number", "exclusiveMinimum": 0}]
}
_HANDLING: dict[str, JsonObject] = {
    **{key: {"type": "integer", "minimum": 1} for key in COUNTS},
    **dict.fromkeys(DURATIONS, _SECONDS),
    "factor": {"type": "number", "minimum": 1},
    "ordered": _FLAG,
}
_OWN: dict[ResourceType, dict[str, JsonObject]] = {
    **{type: _OF_MESSAGES for type in MESSAGE_TYPES},
    ResourceType.SERVICE: {
        "x-flowmart-effects": _list(_TEXT, "Received messages that are handled by calling the outside."),
        "x-flowmart-calls": _list(_TEXT, "The external services that they call; absent: any."),
        KEY: _mapping(
            sorted([*POLICY_KEYS, "messages"]),
            {**_HANDLING, "messages": {"type": "object", "additionalProperties": _mapping(sorted(POLICY_KEYS), _HANDLING)}},
        ),
    },
    ResourceType.CHANNEL: {
        "parameters": {
            "type": "object",
            "additionalProperties": _mapping(
                ("enum", "default", "examples", "description"), {"enum": _TEXT_LIST, "default": _TEXT, "examples": _TEXT_LIST}
            ),
        }
    },
    ResourceType.ENTITY: {"properties": _list({"$ref": "#/definitions/property"})},
}
_PROPERTY = _mapping(
    sorted(keys.PROPERTY),
    {
        "name": _TEXT,
        "type": _TEXT,
        "required": _FLAG,
        "enum": _TEXT_LIST,
        "properties": _list({"$ref": "#/definitions/property"}),
    },
    ["name", "type"],
)
_REQUIRED: dict[ResourceType, tuple[str, ...]] = {
    ResourceType.USER: (),
    ResourceType.TEAM: (),
    ResourceType.FLOW: ("version", "steps"),
    ResourceType.CONTAINER: ("version", "container_type"),
    ResourceType.ADR: ("version", "status", "date"),
}


def _breaking() -> JsonObject:
    modes: JsonObject = {"enum": list(Mode)}
    approval = _mapping(sorted(APPROVAL), {"rule": _TEXT, "resource": _TEXT, "path": _TEXT, "reason": _TEXT, "until": _TEXT})
    values: dict[str, JsonObject] = {
        "mode": modes,
        "protobuf": modes,
        "domains": {"type": "object", "additionalProperties": modes},
        "messages": {"type": "object", "additionalProperties": modes},
        "unknown": {"enum": [found.label for found in Severity]},
        "open-content": {"enum": ["strict", "declared"]},
        "defaults": {"enum": ["ignored", "filled"]},
        "approved": _list(approval),
    }
    return _mapping(sorted(BREAKING), values)


def _models() -> JsonObject:
    spelled: JsonObject = {"type": "string", "pattern": r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$"}
    frozen: JsonObject = {"anyOf": [_FLAG, {"type": "object", "additionalProperties": _FLAG}]}
    own: JsonObject = {"type": "object", "additionalProperties": spelled}
    return _mapping(sorted(MODELS), {"base": spelled, "frozen": frozen, "own": own})


def _configuration() -> JsonObject:
    severity: JsonObject = {"enum": ["off", False, *(found.label for found in Severity)]}
    rules: JsonObject = {"type": "object", "additionalProperties": severity}
    rows = row_schema(_HANDLING, _SECONDS)
    environment = _mapping(sorted(rows), rows)
    override = _mapping(sorted(OVERRIDE), {"files": _TEXT_LIST, "resources": _TEXT_LIST, "rules": rules})
    lint = _mapping(sorted(LINT), {"rules": rules, "overrides": _list(override), "baseline": _TEXT})
    values: dict[str, JsonObject] = {
        **dict.fromkeys(("catalog", "output", "services"), _TEXT),
        "emitters": {"type": "object", "additionalProperties": _FLAG},
        "environments": {"type": "object", "additionalProperties": {"anyOf": [environment, {"type": "null"}]}},
        "dependencies": {"type": "object", "additionalProperties": _POINTERS},
        "fail-on": {"enum": [found.label for found in Severity]},
        "lint": lint,
        "breaking": _breaking(),
        "models": _models(),
    }
    return {**_mapping(sorted(CONFIG), values), "patternProperties": {}}
