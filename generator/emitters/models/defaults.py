"""The default of a property as Python source of the field's type.

An object is made anew for each message (`Field(default_factory=...)`), of what its class needs. A default that does not fit its own
schema, or that Python can't hold, gives none: the property is then simply optional.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from ...model.json import Json, JsonObject
from ..literals import python_literal
from .shapes import NO_DEFAULT, EnumShape, ModuleShape, ObjectShape, Property, Shape, class_of

Source = tuple[str, frozenset[tuple[str, str]]]
"""The source, and what it needs imported as (module, name)."""

_NONE: Source = ("", frozenset())


def default_source(property: Property, module: ModuleShape) -> Source:
    value = property.default
    if value is NO_DEFAULT:
        return _NONE
    if value is None:
        return ("None", frozenset()) if property.nullable else _NONE
    source, needed = _of(value, property.schema, module)
    if source and isinstance(value, dict | list) and not _is_plain(property.schema):
        return f"Field(default_factory=lambda: {source})", needed | {("pydantic", "Field")}
    return source, needed


def _of(value: Json, schema: JsonObject, module: ModuleShape) -> Source:
    if "$ref" in schema:
        return _of_class(value, module.shapes.get(class_of(schema)), module)
    if isinstance(branches := schema.get("anyOf"), list) and not _is_plain(schema):
        found = (_of(value, branch, module) for branch in branches if isinstance(branch, dict))
        return next((each for each in found if each[0]), _NONE)
    if isinstance(value, list) and isinstance(items := schema.get("items"), dict) and not _is_plain(items) and _has_size(value, schema):
        return _joined("[{}]", [("", _of(item, items, module)) for item in value])
    if isinstance(value, dict) and isinstance(entries := schema.get("additionalProperties"), dict) and not _is_plain(entries):
        parts = [(f"{python_literal(key)}: ", _of(item, entries, module)) for key, item in value.items()]
        return _joined("{{{}}}", parts) if _has_size(value, schema) else _NONE
    if isinstance(value, str) and "format" in schema:
        return _formatted(value, str(schema["format"]))
    if not _is_plain(schema) or not _fits(value, schema):
        return _NONE
    return python_literal(value), frozenset()


def _of_class(value: Json, shape: Shape | None, module: ModuleShape) -> Source:
    if isinstance(shape, EnumShape):
        member = next((name for name, member in shape.members if member == value), None)
        return (f"{shape.name}.{member}", frozenset()) if member is not None else _NONE
    if not isinstance(shape, ObjectShape) or not isinstance(value, dict):
        return _NONE
    properties = {property.name: property for property in shape.properties}
    if not value.keys() <= properties.keys() or any(each.required and each.name not in value for each in shape.properties):
        return _NONE
    parts: list[tuple[str, Source]] = []
    for name, item in value.items():
        property = properties[name]
        null: Source = ("None", frozenset()) if property.nullable else _NONE
        parts.append((f"{property.field}=", null if item is None else _of(item, property.schema, module)))
    return _joined(f"{shape.name}({{}})", parts)


def _joined(form: str, parts: Sequence[tuple[str, Source]]) -> Source:
    """The parts inside of the form; none when there is one that Python can't hold."""
    if not all(source for _, (source, _) in parts):
        return _NONE
    needed = frozenset[tuple[str, str]]().union(*(needed for _, (_, needed) in parts))
    return form.format(", ".join(f"{name}{source}" for name, (source, _) in parts)), needed


def _has_size(value: list[Json] | JsonObject, schema: JsonObject) -> bool:
    return _fits(value, {key: schema[key] for key in ("type", "minItems", "maxItems", "minProperties", "maxProperties") if key in schema})


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
