"""What the shaping pass makes of a schema: classes with names, and the simple schemas of what is inside them.

A `JsonObject` here is *simple*: no references but to classes (see `to_class`), no allOf, no objects or text enums
inside, null only beside exactly one other type. That is what the code generator sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

from ...diagnostics import Location
from ...model.json import Json, JsonObject
from ...naming import FieldName
from .bundling import Bundle
from .library import Place


class Missing(Enum):
    """A property without a default: null is a value."""

    DEFAULT = "default"


NO_DEFAULT: Final = Missing.DEFAULT


@dataclass(frozen=True, slots=True)
class Property:
    """`schema` does not say null: `nullable` does. `name` is the name on the wire, `aliases` are other names that are read.

    `source` is the default as finished Python source, where the format of the schema is not JSON Schema.
    """

    name: str
    field: FieldName
    schema: JsonObject
    required: bool
    nullable: bool
    description: str = ""
    default: Json | Missing = NO_DEFAULT
    examples: tuple[Json, ...] = ()
    deprecated: bool = False
    source: str = ""
    aliases: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """`extra` is the schema of other properties: None forbids them, an empty one takes all.

    `bases` are classes of runtime/wire instead of Model (for a message, beside its own), `arguments` the class arguments that they take.
    """

    name: str
    description: str
    properties: tuple[Property, ...]
    extra: JsonObject | None
    examples: tuple[Json, ...] = ()
    bases: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumShape:
    """`members` are (member name, value). `base` and its import are another class than StrEnum, `about` has texts of members by name."""

    name: str
    description: str
    members: tuple[tuple[str, str | int], ...]
    base: tuple[str, tuple[str, str]] = ("StrEnum", ("enum", "StrEnum"))
    about: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class RootShape:
    """A class for what is no object: the payload of a message, or a type that contains itself."""

    name: str
    description: str
    schema: JsonObject
    nullable: bool


# What is beside a type that the schema means and does not name: `minLength` alone takes every number. Not {}, which hides the type.
ANYTHING: Final[JsonObject] = {"x-any": True}

Shape = ObjectShape | EnumShape | RootShape


@dataclass(frozen=True, slots=True)
class Collision:
    """Two things of a schema that come to one name in Python; the second, which is met later, is `called` otherwise.

    `places` are those of both.
    """

    kind: Literal["field", "class", "member"]
    first: str
    second: str
    called: str
    places: tuple[Place | Location, Place | Location]


@dataclass(frozen=True, slots=True)
class ModuleShape:
    """The classes of one module by name, in the order in which the schema mentions them; the message's own is `root`.

    `open_root` is True where the message is an object, and its schema takes other payloads too. `bundle` is the schema that is checked too, because of the keywords `checks`;
    `unchecked` says why there is none although there should be.
    """

    root: str
    shapes: Mapping[str, Shape]
    open_root: bool = False
    checks: tuple[str, ...] = ()
    bundle: Bundle | None = None
    unchecked: str = ""
    collisions: tuple[Collision, ...] = ()


def open_shape(name: str) -> ModuleShape:
    """Of a message that keeps whatever it is given."""
    return ModuleShape(name, {name: ObjectShape(name, "", (), {})})


def to_class(name: str) -> JsonObject:
    return {"$ref": f"#/$defs/{name}"}


def class_of(reference: JsonObject) -> str:
    return str(reference["$ref"]).removeprefix("#/$defs/")
