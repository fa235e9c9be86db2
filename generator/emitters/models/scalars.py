"""The keywords of text, numbers and booleans that a Python type can keep."""

from functools import lru_cache
from typing import cast

from ...model.json import Json, JsonObject

_KINDS: dict[str, frozenset[str]] = {
    "object": frozenset({"properties", "additionalProperties", "required", "patternProperties", "minProperties", "maxProperties"}),
    "array": frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"}),
    "string": frozenset({"minLength", "maxLength", "pattern", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
}
# Formats with a type of their own that reads and writes the same text. Others stay text: a URL type adds a slash, a duration
# counts months as days, an e-mail type needs another package, a password type hides what it should write.
_TYPED_FORMATS = frozenset({"uuid", "date", "date-time", "time", "ipv4", "ipv6", "decimal"})
_TYPES = ("string", "number", "integer", "boolean", "array", "object")


def typed(schema: JsonObject) -> tuple[list[str], bool]:
    """The types that the schema names, or means by its keywords, and whether null is one. No type: anything."""
    written = schema.get("type")
    types = [kind for kind in (written if isinstance(written, list) else [written]) if isinstance(kind, str)]
    nullable = "null" in types or schema.get("nullable") is True
    found = [kind for kind in types if kind in _TYPES]
    if not types:
        meant = [kind for kind, keywords in _KINDS.items() if schema.keys() & keywords]
        # `properties` without a type means an object to everybody who writes it; a lone bound could be about anything.
        found = meant[:1] if meant else []
        return (found or ["any"]), nullable and bool(found)
    return [kind for kind in found if not (kind == "integer" and "number" in found)], nullable


def scalar(kind: str, schema: JsonObject) -> tuple[JsonObject, set[str]]:
    """The simple schema for one scalar type, and the keywords that it can't keep."""
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return {"type": kind, **_bounds(schema)}, set()
    return ({"type": "boolean"} if kind == "boolean" else {}), set()


def _text(schema: JsonObject) -> tuple[JsonObject, set[str]]:
    simple: JsonObject = {"type": "string"}
    kept: JsonObject = {key: schema[key] for key in ("minLength", "maxLength", "pattern") if key in schema}
    if schema.get("format") in _TYPED_FORMATS:
        return {"type": "string", "format": schema["format"]}, set(kept)
    lost: set[str] = set()
    if isinstance(pattern := kept.get("pattern"), str) and not _compiles(pattern):
        del kept["pattern"]
        lost.add("pattern")
    return {**simple, **kept}, lost


@lru_cache(maxsize=4096)
def _compiles(pattern: str) -> bool:
    """False for what pydantic's linear-time engine does not know: look-around and back references."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (SchemaError, UnicodeError):
        return False
    return True


def _bounds(schema: JsonObject) -> JsonObject:
    kept: JsonObject = {}
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, beyond = schema.get(inclusive), schema.get(exclusive)
        if beyond is True:  # draft 4: a flag beside the bound
            bound, beyond = None, bound
        if _is_number(bound):
            kept[inclusive] = bound
        if _is_number(beyond):
            kept[exclusive] = beyond
    if _is_number(step := schema.get("multipleOf")) and cast(float, step) > 0:
        kept["multipleOf"] = step
    return kept


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def admitted(values: list[Json], schema: JsonObject) -> list[Json]:
    """The values of an enum that the schema's own `type` lets through."""
    written = schema.get("type")
    types = written if isinstance(written, list) else [written]
    if not all(isinstance(kind, str) for kind in types):
        return values
    kinds = {"null"} if schema.get("nullable") is True else set[str]()
    kinds.update(cast("list[str]", types))
    return [value for value in values if _kind(value) in kinds or (_kind(value) == "integer" and "number" in kinds)] or values


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]
