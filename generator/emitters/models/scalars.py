"""The keywords of text, numbers and booleans that a Python type can keep."""

import re
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
TYPED_FORMATS = frozenset({"uuid", "date", "date-time", "time", "ipv4", "ipv6", "decimal"})
_PIECES = re.compile(r"\\.|\(\?|&&|--|~~|.", re.DOTALL)
_ASCII = {r"\d": "0-9", r"\w": "A-Za-z0-9_"}
_SAME_ESCAPES = frozenset(".-/^$|?*+(){}[]tnr\\")
_TYPES = ("string", "number", "integer", "boolean", "array", "object")


def typed(schema: JsonObject) -> tuple[list[str], bool]:
    """The types that the schema names, or means by its keywords, and whether null is one. No type: anything."""
    written = schema.get("type")
    types = [kind for kind in (written if isinstance(written, list) else [written]) if isinstance(kind, str)]
    nullable = "null" in types
    found = [kind for kind in types if kind in _TYPES]
    if not types:
        meant = [kind for kind, keywords in _KINDS.items() if schema.keys() & keywords]
        # `properties` without a type means an object to everybody who writes it; a lone bound could be about anything.
        found = meant[:1] if meant else []
        return (found or ["any"]), nullable and bool(found)
    return [kind for kind in found if not (kind == "integer" and "number" in found)], nullable


def scalar(kind: str, schema: JsonObject) -> JsonObject:
    """The simple schema for one scalar type, with the keywords that a type can keep exactly."""
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return {"type": kind, **_bounds(kind, schema)}
    return {"type": "boolean"} if kind == "boolean" else {}


def _text(schema: JsonObject) -> JsonObject:
    if schema.get("format") in TYPED_FORMATS:
        return {"type": "string", "format": schema["format"]}
    kept = sizes(schema, "minLength", "maxLength")
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and (portable := portable_pattern(pattern)) is not None:
        kept["pattern"] = portable
    return {"type": "string", **kept}


def sizes(schema: JsonObject, *keywords: str) -> JsonObject:
    """Lengths and counts, which may be written as 2.0."""
    return {key: int(cast(float, schema[key])) for key in keywords if _is_number(schema.get(key))}


@lru_cache(maxsize=4096)
def portable_pattern(pattern: str) -> str | None:
    """The pattern for pydantic's linear-time engine; None where it means something else there: look-around, most escapes.

    Digits and words are those of ASCII, as JavaScript has them.
    """
    result, in_set = "", False
    for piece in _PIECES.findall(pattern):
        if piece in _ASCII:
            result += _ASCII[piece] if in_set else f"[{_ASCII[piece]}]"
            continue
        if (piece[0] == "\\" and piece[1:] not in _SAME_ESCAPES) or piece == "(?" or (in_set and piece in ("[", "&&", "--", "~~")):
            return None
        in_set = piece[0] == "[" or (in_set and piece != "]")
        result += piece
    return result if _compiles(result) else None


def _compiles(pattern: str) -> bool:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (SchemaError, UnicodeError):
        return False
    return True


def _bounds(kind: str, schema: JsonObject) -> JsonObject:
    kept: JsonObject = {}
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, beyond = schema.get(inclusive), schema.get(exclusive)
        if beyond is True:  # draft 4: a flag beside the bound
            bound, beyond = None, bound
        if _is_number(bound):
            kept[inclusive] = bound
        if _is_number(beyond):
            kept[exclusive] = beyond
    # Steps of fractions are not exact in Python.
    if kind == "integer" and isinstance(step := schema.get("multipleOf"), int) and step > 0:
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
    kinds = set(cast("list[str]", types))
    return [value for value in values if kind_of(value) in kinds or (kind_of(value) == "integer" and "number" in kinds)] or values


def kind_of(value: Json) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]
