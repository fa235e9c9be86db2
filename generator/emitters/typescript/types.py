"""Shapes into TypeScript types, named like the Python classes. Decides what is optional and what is null; knows no schema keywords."""

from collections.abc import Sequence
from typing import cast

from ...model.json import Json, JsonObject
from ..models.shapes import EnumShape, ModuleShape, ObjectShape, Property, RootShape, class_of
from .literals import doc, literal, property_name
from .views import PropertyView, TypeView

_ANY = "JsonValue"
_OPEN = f"[property: string]: {_ANY} | undefined;"


def type_views(module: ModuleShape, about: str) -> tuple[TypeView, ...]:
    """The types of a module, the message's own (whose text is `about`) last."""
    order = [name for name in module.shapes if name != module.root] + [module.root]
    return tuple(_view(module.shapes[name], about if name == module.root else "") for name in order)


def _view(shape: ObjectShape | EnumShape | RootShape, about: str) -> TypeView:
    text = doc([about or shape.description])
    if isinstance(shape, EnumShape):
        members = (PropertyView(doc([shape.about.get(name, "")], 2), f"{name}: {literal(value)},") for name, value in shape.members)
        return TypeView(shape.name, text, members=tuple(members))
    if isinstance(shape, RootShape):
        return TypeView(shape.name, text, alias=_or_null(type_text(shape.schema), shape.nullable))
    properties = [_property(property) for property in shape.properties]
    return TypeView(shape.name, text, (*properties, *_other(shape)))


def _property(property: Property) -> PropertyView:
    lines = [property.description]
    lines += [f"@example {literal(value)}" for value in property.examples]
    if property.deprecated:
        lines.append("@deprecated")
    mark = "" if property.required else "?"
    text = _or_null(type_text(property.schema), property.nullable)
    return PropertyView(doc(lines, 2), f"{property_name(property.name)}{mark}: {text};")


def _other(shape: ObjectShape) -> Sequence[PropertyView]:
    """The index signature, where other properties have a type or are all there is. A tolerant reader's type doesn't mention what it ignores."""
    if shape.extra is None:
        return () if shape.properties else (PropertyView((), "[property: string]: never;"),)
    if not shape.extra:
        return () if shape.properties else (PropertyView((), _OPEN),)
    # TypeScript wants an index signature to cover the named properties too.
    texts = [type_text(shape.extra), *(_or_null(type_text(known.schema), known.nullable) for known in shape.properties), "undefined"]
    return (PropertyView((), f"[property: string]: {_union(texts)};"),)


def _or_null(text: str, nullable: bool) -> str:
    return _union([text, "null"]) if nullable and text != _ANY else text


def _union(texts: Sequence[str]) -> str:
    if _ANY in texts and "undefined" not in texts:
        return _ANY
    return " | ".join(dict.fromkeys(texts)) or "never"


def type_text(schema: JsonObject) -> str:
    """The type of a simple schema (see models/shapes.py)."""
    if "$ref" in schema:
        return class_of(schema)
    if isinstance(branches := schema.get("anyOf"), list):
        return _union([type_text(cast(JsonObject, branch)) for branch in branches])
    if "const" in schema:
        return _value(schema["const"])
    if isinstance(values := schema.get("enum"), list):
        return _union([_value(value) for value in values])
    match schema.get("type"):
        case "string":
            return "string"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "boolean"
        case "null":
            return "null"
        case "array":
            return _array(schema)
        case "object":
            inner = schema.get("additionalProperties")
            text = type_text(inner) if isinstance(inner, dict) and inner else _ANY
            return f"{{ [key: string]: {text} }}"
        case _:
            return _ANY


def _array(schema: JsonObject) -> str:
    if isinstance(items := schema.get("prefixItems"), list):
        return f"[{', '.join(type_text(cast(JsonObject, item)) for item in items)}]"
    inner = schema.get("items")
    text = type_text(inner) if isinstance(inner, dict) else _ANY
    return f"({text})[]" if " | " in text else f"{text}[]"


def _value(value: Json) -> str:
    return literal(value) if isinstance(value, bool | int | str) else _ANY
