"""Unions of objects that a constant, or a choice of constants, tells apart: pydantic looks at the tag, and reads the one class that has it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from ...model.json import Json, JsonObject
from .shapes import EnumShape, ObjectShape, Property, RootShape, Shape, class_of, to_class


def tagged_unions(schema: JsonObject, shapes: Mapping[str, Shape]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The classes of each union inside a simple schema that has a tag, and the field that is the tag."""
    for names in _class_unions(schema):
        if (tag := _tag(names, shapes)) is not None:
            yield names, tag.field


def with_literal_tags(shapes: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """The shapes, with literals in place of the enum classes that tell the classes of a union apart: only those are tags to pydantic.

    An enum class that nothing else uses is left out.
    """
    if not any(isinstance(shape, EnumShape) for shape in shapes.values()):
        return shapes
    result = dict(shapes)
    for schema in _schemas(shapes):
        for names in _class_unions(schema):
            result.update(_literal(names, result))
    if all(result[name] is shape for name, shape in shapes.items()):
        return shapes
    used = repr([*_schemas(result)])
    return {name: shape for name, shape in result.items() if not isinstance(shape, EnumShape) or repr(to_class(name)) in used}


def _schemas(shapes: Mapping[str, Shape]) -> Iterator[JsonObject]:
    """All simple schemas of the shapes."""
    for shape in shapes.values():
        if isinstance(shape, RootShape):
            yield shape.schema
        elif isinstance(shape, ObjectShape):
            yield from (property.schema for property in shape.properties)
            if shape.extra:
                yield shape.extra


def _literal(names: tuple[str, ...], shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The classes of a union whose tag is an enum class, with a literal in its place."""
    tag = _tag(names, shapes)
    if tag is None:
        return {}
    return {name: _with_tags(cast(ObjectShape, shapes[name]), tag.name, shapes) for name in names}


def _with_tags(shape: ObjectShape, tag: str, shapes: Mapping[str, Shape]) -> ObjectShape:
    properties = tuple(
        replace(each, schema={"enum": list[Json](values)}) if each.name == tag and (values := _members(each, shapes)) else each
        for each in shape.properties
    )
    return replace(shape, properties=properties)


def _class_unions(schema: JsonObject) -> Iterator[tuple[str, ...]]:
    """The classes of each union of nothing but classes, and null, inside a simple schema."""
    branches = schema.get("anyOf")
    if isinstance(branches, list):
        found = [branch for branch in branches if branch != {"type": "null"}]
        if len(found) > 1 and all(isinstance(branch, dict) and "$ref" in branch for branch in found):
            yield tuple(class_of(cast(JsonObject, branch)) for branch in found)
    for inner in (*(branches if isinstance(branches, list) else ()), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from _class_unions(inner)


def _tag(names: tuple[str, ...], shapes: Mapping[str, Shape]) -> Property | None:
    """The property that tells the classes apart, as the first of them has it; None where nothing does."""
    classes = [shape for name in names if isinstance(shape := shapes.get(name), ObjectShape)]
    if len(classes) != len(names):
        return None
    for property in classes[0].properties:
        tags = [_tags(each, property, shapes) for each in classes]
        flat = [tag for each in tags for tag in each]
        if all(tags) and len(flat) == len(set(flat)):
            return property
    return None


def _tags(shape: ObjectShape, wanted: Property, shapes: Mapping[str, Shape]) -> list[Json]:
    """The texts that the class wants in its required field; none where it takes others."""
    for property in shape.properties:
        if (property.name, property.field) != (wanted.name, wanted.field) or not property.required or property.nullable:
            continue
        listed = property.schema.get("enum")
        values = (
            [property.schema["const"]] if "const" in property.schema else listed if isinstance(listed, list) else _members(property, shapes)
        )
        return values if all(isinstance(value, str) for value in values) else []
    return []


def _members(property: Property, shapes: Mapping[str, Shape]) -> list[Json]:
    shape = shapes.get(class_of(property.schema)) if "$ref" in property.schema else None
    return [value for _, value in shape.members] if isinstance(shape, EnumShape) else []
