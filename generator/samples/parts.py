"""What schemas say of a place, a property or an item, and how values are chosen: plain look-ups, without a choice of their own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.json import Json, JsonObject
from . import texts

DEEP = 5
"""The depth from which values are kept small, so that schemas that refer to themselves come to an end."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How values are chosen: `optional` is how likely an optional property is there; `examples` takes those that the schema has."""

    all_fields: bool = False
    odd: bool = False
    optional: float = 0.7
    examples: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A schema that holds at a place, and the file it is in."""

    schema: Json
    path: str


def property_parts(schema: JsonObject, path: str, name: str) -> list[Part]:
    found: list[Part] = []
    properties = object_of(schema.get("properties"))
    if name in properties:
        found.append(Part(properties[name], path))
    found += [Part(inner, path) for pattern, inner in object_of(schema.get("patternProperties")).items() if texts.is_found(pattern, name)]
    never = schema.get("x-not")
    if isinstance(never, dict):
        found += [
            Part({"not": inner}, path)
            for key, inner in object_of(never.get("properties")).items()
            if key == name and isinstance(inner, dict)
        ]
    if not found and isinstance(additional := schema.get("additionalProperties"), dict | bool):
        found.append(Part(additional, path))
    return found


def item_part(schema: JsonObject, path: str, index: int) -> Part | None:
    before = schema.get("prefixItems")
    items = schema.get("items")
    rest = items
    if not isinstance(before, list):
        before = items if isinstance(items, list) else []
        rest = schema.get("additionalItems") if isinstance(items, list) else items
    if index < len(before):
        return Part(before[index], path)
    return Part(rest, path) if isinstance(rest, dict | bool) else None


def times_of(schema: JsonObject) -> int:
    least = schema.get("minContains")
    return least if isinstance(least, int) and not isinstance(least, bool) else 1


def required_by(schema: JsonObject) -> list[str]:
    listed = schema.get("required")
    found = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    for name, inner in object_of(schema.get("properties")).items():
        if isinstance(inner, dict) and inner.get("required") is True:  # draft 3
            found.append(name)
    never = schema.get("x-not")
    if isinstance(never, dict) and isinstance(never.get("properties"), dict) and "required" not in never:
        found += [name for name in object_of(never["properties"])][:1]  # a property is wrong only when it is there
    return found


def forbidden_by(schema: JsonObject) -> list[str]:
    """The names whose absence is the simplest way to fail what must not hold."""
    never = schema.get("x-not")
    if not isinstance(never, dict):
        return []
    names = [name for name in list_of(never.get("required")) if isinstance(name, str)]
    for inner in list_of(never.get("anyOf")):
        names += [name for name in list_of(object_of(inner).get("required")) if isinstance(name, str)]
    return names if "properties" not in never or len(names) == 1 else names[:1]


def has_type(value: Json, types: Json) -> bool:
    if types is None:
        return True
    names = types if isinstance(types, list) else [types]
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, int | float):
        return "number" in names or ("integer" in names and value == int(value))
    kinds: dict[type, str] = {str: "string", list: "array", dict: "object", type(None): "null"}
    return kinds[type(value)] in names or "any" in names


def is_among(value: Json, values: Iterable[Json]) -> bool:
    """As JSON Schema compares: 1 is 1.0 and not true."""
    text = _comparable(value)
    return any(_comparable(other) == text for other in values)


def _comparable(value: Json) -> str:
    def same(inner: Json) -> Json:
        if isinstance(inner, float) and inner.is_integer():
            return int(inner)
        if isinstance(inner, list):
            return [same(item) for item in inner]
        if isinstance(inner, dict):
            return {key: same(item) for key, item in inner.items()}
        return inner

    return json.dumps(same(value), sort_keys=True)


def list_of(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def object_of(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
