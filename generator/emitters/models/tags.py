"""Unions of objects that a constant tells apart: pydantic looks at the tag, and reads the one class that has it."""

from collections.abc import Iterator, Mapping
from typing import cast

from ...model.json import Json, JsonObject
from .shapes import ObjectShape, Property, Shape, class_of


def tagged_unions(schema: JsonObject, shapes: Mapping[str, Shape]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The classes of each union inside a simple schema that has a tag, and the field that is the tag."""
    branches = schema.get("anyOf")
    if isinstance(branches, list):
        found = _union([branch for branch in branches if branch != {"type": "null"}], shapes)
        if found is not None:
            yield found
    for inner in (*(branches if isinstance(branches, list) else ()), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from tagged_unions(inner, shapes)


def _union(branches: list[Json], shapes: Mapping[str, Shape]) -> tuple[tuple[str, ...], str] | None:
    if len(branches) < 2 or not all(isinstance(branch, dict) and "$ref" in branch for branch in branches):
        return None
    names = tuple(class_of(cast(JsonObject, branch)) for branch in branches)
    classes = [shape for name in names if isinstance(shape := shapes.get(name), ObjectShape)]
    if len(classes) != len(names):
        return None
    for property in classes[0].properties:
        tags = [tag for each in classes for tag in _tags(each, property)]
        if len(tags) == len(set(tags)) and all(any(True for _ in _tags(each, property)) for each in classes):
            return names, property.field
    return None


def _tags(shape: ObjectShape, wanted: Property) -> Iterator[str]:
    """The text that the class wants in its required field; none where it takes others."""
    for property in shape.properties:
        is_wanted = (property.name, property.field) == (wanted.name, wanted.field) and property.required and not property.nullable
        # An enum of several texts is a class, which pydantic takes for no tag: the branches are tried in turn.
        if is_wanted and isinstance(tag := property.schema.get("const"), str):
            yield tag
