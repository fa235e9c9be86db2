"""What the shaping pass makes of a schema: classes with names, and the simple schemas of what is inside them.

A `JsonObject` here is *simple*: no references but to classes (see `to_class`), no allOf, no objects or text enums
inside, null only beside exactly one other type. That is what the code generator sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ...model.json import Json, JsonObject
from ...naming import FieldName


class Missing(Enum):
    """A property without a default: null is a value."""

    DEFAULT = "default"


NO_DEFAULT: Final = Missing.DEFAULT


@dataclass(frozen=True, slots=True)
class Property:
    """`schema` does not say null: `nullable` does. `name` is the name on the wire."""

    name: str
    field: FieldName
    schema: JsonObject
    required: bool
    nullable: bool
    description: str = ""
    default: Json | Missing = NO_DEFAULT
    examples: tuple[Json, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """`extra` is the schema of other properties: None forbids them, an empty one takes all."""

    name: str
    description: str
    properties: tuple[Property, ...]
    extra: JsonObject | None
    examples: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumShape:
    """`members` are (member name, value)."""

    name: str
    description: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RootShape:
    """A class for what is no object: the payload of a message, or a type that contains itself."""

    name: str
    description: str
    schema: JsonObject
    nullable: bool


Shape = ObjectShape | EnumShape | RootShape


@dataclass(frozen=True, slots=True)
class ModuleShape:
    """The classes of one module by name, in the order in which the schema mentions them; the message's own is `root`."""

    root: str
    shapes: Mapping[str, Shape]
    unchecked: tuple[str, ...] = ()
    collisions: tuple[tuple[str, str], ...] = ()


def to_class(name: str) -> JsonObject:
    return {"$ref": f"#/$defs/{name}"}


def class_of(reference: JsonObject) -> str:
    return str(reference["$ref"]).removeprefix("#/$defs/")
