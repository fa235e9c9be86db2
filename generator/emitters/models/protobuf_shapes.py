"""A Protobuf message into the shapes and types of a module. Messages and enums become classes, named after the scopes that hold them.

The annotations are those of runtime/wire/protobuf.py, which read and write the canonical JSON mapping.
"""

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...diagnostics import Location
from ...model import protobuf as p
from ...naming import ClassName, FieldName
from ..literals import python_literal
from .annotations import PythonType
from .library import Place
from .names import ClassNames, field_names
from .protobuf import WELL_KNOWN, ProtobufReading, used_messages
from .protobuf_rules import Syntax, default_source, default_text, is_closed, presence
from .shapes import Collision, EnumShape, ModuleShape, ObjectShape, Property, Shape
from .typed_module import TypedModule

_PROTOBUF = ("flowmart.runtime.wire", "protobuf")
_SCALARS: Mapping[str, str] = {
    **{kind: f"protobuf.{name}" for kind, name in (("int32", "Int32"), ("int64", "Int64"), ("uint32", "UInt32"), ("uint64", "UInt64"))},
    **{kind: f"protobuf.{name}" for kind, name in (("sint32", "Int32"), ("sint64", "Int64"), ("fixed32", "UInt32"), ("fixed64", "UInt64"))},
    **{kind: f"protobuf.{name}" for kind, name in (("sfixed32", "Int32"), ("sfixed64", "Int64"), ("float", "Float"), ("double", "Double"))},
    "bool": "protobuf.Boolean",
    "bytes": "protobuf.Bytes",
    "string": "str",
}
_WELL_KNOWN: Mapping[str, str] = {
    **{name: f"protobuf.{name.rpartition('.')[2]}" for name in WELL_KNOWN},
    "google.protobuf.Any": "protobuf.AnyMessage",
    "google.protobuf.NullValue": "None",
    "google.protobuf.StringValue": "str",
    "google.protobuf.BoolValue": "protobuf.Boolean",
    **{f"google.protobuf.{name}Value": f"protobuf.{name}" for name in ("Bytes", "Double", "Float", "Int32", "Int64", "UInt32", "UInt64")},
}
_ZEROS: Mapping[str, str] = {"string": '""', "bytes": 'b""', "bool": "False", "float": "0.0", "double": "0.0"}
# A field called protobuf would hide the module that the annotations after it need; others would hide what the base class has.
_RESERVED = frozenset({"protobuf", "protobuf_name", "is_there"})
# What IntEnum and Python do not allow as the name of a member.
_NO_MEMBERS = frozenset({"mro", "name", "value", "_missing_", "_generate_next_value_", "_order_", "_ignore_"})


def protobuf_module(reading: ProtobufReading, root: str) -> TypedModule:
    """The module of the message that `reading` is about, for the message class `root`."""
    assert reading.message is not None
    return _Shaper(reading, reading.message, root).module()


@dataclass
class _Shaper:
    reading: ProtobufReading
    message: p.MessageType
    root: str
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    types: dict[tuple[str, str], PythonType] = field(default_factory=dict[tuple[str, str], PythonType])
    collisions: list[Collision] = field(default_factory=list[Collision])

    def __post_init__(self) -> None:
        self.scope = p.scope_of(self.reading.files)
        self.names = ClassNames(self.root)
        self.classes: dict[str, str] = {self.message.full_name: self.root}
        self.syntaxes = Syntax.by_type(self.reading.files)

    def module(self) -> TypedModule:
        for message in used_messages(self.message, self.scope):
            self._message(message)
        classes = [replace(found, places=self._places(found.places)) for found in self.names.collisions]
        return TypedModule(ModuleShape(self.root, self.shapes, collisions=(*self.collisions, *classes)), self.types)

    def _places(self, places: Sequence[Place | Location]) -> tuple[Location, Location]:
        """Those of two types, whose steps are their full names."""
        first, second = (place if isinstance(place, Location) else self._type_location(place.steps[0]) for place in places)
        return first, second

    def _type_location(self, full_name: str) -> Location:
        found = self.scope.messages.get(full_name) or self.scope.enums[full_name]
        return found.location

    def _class(self, full_name: str) -> str:
        """The class of a message or an enum; of one inside a message it begins with that one's."""
        if full_name not in self.classes:
            outer, _, name = full_name.rpartition(".")
            parent = ClassName(self._class(outer)) if outer in self.scope.messages else ClassName(self.root)
            place = Place(self._type_location(full_name).path, (full_name,))
            self.classes[full_name] = self.names.nested(parent, name, place, scope=outer.split("."))
        return self.classes[full_name]

    # --- messages

    def _message(self, message: p.MessageType) -> None:
        name, syntax = self._class(message.full_name), self.syntaxes[message.full_name]
        self.shapes[name] = ObjectShape(name, "", (), {})
        places = {found.name: found.location for found in message.fields}
        attributes, collisions = field_names(places, _RESERVED)
        self.collisions.extend(Collision("field", *pair, "", (places[pair[0]], places[pair[1]])) for pair in collisions)
        properties = tuple(self._property(name, message, found, attributes[found.name], syntax) for found in message.fields)
        has_defaults = any(default_text(found) and presence(found, syntax) == "optional" for found in message.fields)
        self.shapes[name] = ObjectShape(
            name,
            message.comment,
            properties,
            {},
            bases=("protobuf.MessageWithDefaults" if has_defaults else "protobuf.Message",),
            arguments=(f"proto={python_literal(message.full_name)}",),
        )

    def _property(self, owner: str, message: p.MessageType, found: p.Field, attribute: FieldName, syntax: Syntax) -> Property:
        type_name = self.scope.find(found.type, message.full_name)
        text, needed = self._type(type_name)
        imports = {_PROTOBUF, *needed}
        marks: list[str] = []
        classes = frozenset({text} if text in self.shapes or text in self.classes.values() else ())
        rule = presence(
            found, syntax, is_message=type_name in self.scope.messages or type_name in WELL_KNOWN - {"google.protobuf.NullValue"}
        )
        source = ""
        if found.map_key or rule == "repeated":
            key = "bool" if found.map_key == "bool" else _SCALARS.get(found.map_key, "str")
            text = f"dict[{key}, {text}]" if found.map_key else f"list[{text}]"
            text, source = f"protobuf.Implicit[{text}]", "{}" if found.map_key else "[]"
        elif type_name == "google.protobuf.NullValue":
            text, source = "protobuf.Implicit[None]", "None"
        elif type_name == "google.protobuf.Value" and rule == "optional":
            source = "protobuf.ABSENT"
            marks.append("protobuf.KeepsNull()")
        elif rule == "implicit":
            text, source = f"protobuf.Implicit[{text}]", self._zero(found.type, type_name, text)
        elif rule == "optional":
            default = self._default(found, type_name, text)
            if default:
                source = default
                marks.append("protobuf.Preset()")
            else:
                text, source = f"OmissibleOrNull[{text}]", "None"
                imports.add(("flowmart.runtime", "OmissibleOrNull"))
        if found.oneof:
            marks.append(f"protobuf.OneOf({python_literal(found.oneof)})")
        if found.name not in (attribute, found.json_name):
            marks.append(f"protobuf.Named({python_literal(found.name)})")
        self.types[owner, attribute] = PythonType(text, "", frozenset(imports), classes, tuple(marks))
        return Property(found.json_name, attribute, {}, not source, False, found.comment, deprecated=found.deprecated, source=source)

    def _type(self, name: str) -> tuple[str, set[tuple[str, str]]]:
        if name in _SCALARS:
            return _SCALARS[name], set()
        if name in _WELL_KNOWN:
            return _WELL_KNOWN[name], set()
        if name in self.scope.messages:
            return self._class(name), set()
        if name in self.scope.enums:
            return self._enum(self.scope.enums[name]), set()
        return "JsonValue", {("pydantic", "JsonValue")}

    # --- values

    def _zero(self, spelling: str, name: str, text: str) -> str:
        if name in self.scope.enums:
            enum = self.scope.enums[name]
            first = next((value for value in enum.values if value.number == 0), enum.values[0])
            return f"{self._class(name)}.{member_name(first.name)}"
        if name not in p.SCALARS:  # a type that is nowhere: any JSON
            return "None"
        return _ZEROS.get(spelling, "0")

    def _default(self, found: p.Field, name: str, text: str) -> str:
        """The default that the field declares, as Python source; empty when there is none."""
        if name in self.scope.enums:
            value = default_source(found, self.scope.enums[name])
            return f"{text}.{member_name(value)}" if value else ""
        return default_source(found, None)

    def _enum(self, enum: p.EnumType) -> str:
        name = self._class(enum.full_name)
        if name not in self.shapes:
            base = "ClosedEnum" if is_closed(enum, self.syntaxes[enum.full_name]) else "OpenEnum"
            members = tuple((member_name(value.name), value.number) for value in enum.values)
            about = {member_name(value.name): value.comment for value in enum.values if value.comment}
            self.shapes[name] = EnumShape(name, enum.comment, members, (f"protobuf.{base}", _PROTOBUF), about)
        return name


def member_name(name: str) -> str:
    """The name of the file, which is that of JSON; one that Python forbids gets an underscore, which JSON does not show."""
    return f"{name}_" if keyword.iskeyword(name) or name in _NO_MEMBERS or name.endswith("_") else name
