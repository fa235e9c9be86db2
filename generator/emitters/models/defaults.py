"""The default of a property as Python source of the field's type.

A default that does not fit its own schema, or that only a validator could build (an object, a list of enums), gives none: the
property is then simply optional.
"""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from ...model.json import Json, JsonObject
from ..literals import python_literal
from .shapes import NO_DEFAULT, EnumShape, ModuleShape, Property, class_of

Source = tuple[str, frozenset[tuple[str, str]]]
"""The source, and what it needs imported as (module, name)."""

_NONE: Source = ("", frozenset())


def default_source(property: Property, module: ModuleShape) -> Source:
    value = property.default
    if value is NO_DEFAULT:
        return _NONE
    if value is None:
        return ("None", frozenset()) if property.nullable else _NONE
    return _of(value, property.schema, module)


def _of(value: Json, schema: JsonObject, module: ModuleShape) -> Source:
    if "$ref" in schema:
        shape = module.shapes.get(class_of(schema))
        if not isinstance(shape, EnumShape):
            return _NONE
        member = next((name for name, member in shape.members if member == value), None)
        return (f"{shape.name}.{member}", frozenset()) if member is not None else _NONE
    if isinstance(value, str) and "format" in schema:
        return _formatted(value, str(schema["format"]))
    if not _is_plain(schema) or not _fits(value, schema):
        return _NONE
    return python_literal(value), frozenset()


def _formatted(value: str, format: str) -> Source:
    try:
        if format == "uuid":
            return f"UUID({python_literal(str(UUID(value)))})", frozenset({("uuid", "UUID")})
        if format == "date":
            return f"datetime.date.fromisoformat({python_literal(date.fromisoformat(value).isoformat())})", frozenset({("", "datetime")})
        if format == "date-time" and datetime.fromisoformat(value).tzinfo is not None:
            return f"datetime.datetime.fromisoformat({python_literal(value)})", frozenset({("", "datetime")})
    except ValueError:
        pass
    return _NONE


def _is_plain(schema: JsonObject) -> bool:
    """True when every value of the schema is its own Python value."""
    if "$ref" in schema or "format" in schema or "prefixItems" in schema:
        return False
    inner = [schema.get("items"), schema.get("additionalProperties"), *cast("list[Json]", schema.get("anyOf", []))]
    return all(_is_plain(item) for item in inner if isinstance(item, dict))


def _fits(value: Json, schema: JsonObject) -> bool:
    import jsonschema_rs

    try:
        return jsonschema_rs.is_valid(schema, value)
    except ValueError:
        return False
