"""A Protobuf message as the JSON Schema of its JSON mapping: what the Python model of the message reads and writes.

The mapping reads null for an absent field, 64-bit integers as text or number, and fields by their names in the .proto file too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from ...model import protobuf as p
from ...model.json import Json, JsonObject
from ..models.protobuf import WELL_KNOWN, ProtobufReading, used_messages
from ..models.protobuf_rules import Syntax, is_closed, presence
from .bundle import FORM, OTHER_NAMES

_NULL: JsonObject = {"type": "null"}


def _integer(lowest: int, highest: int, form: str) -> JsonObject:
    return {"anyOf": [{"type": "integer", "minimum": lowest, "maximum": highest}, {"type": "string", FORM: form}]}


_INT32, _INT64 = _integer(-(2**31), 2**31 - 1, "int32"), _integer(-(2**63), 2**63 - 1, "int64")
_UINT32, _UINT64 = _integer(0, 2**32 - 1, "uint32"), _integer(0, 2**64 - 1, "uint64")
_TOO_LARGE = 3.4028235677973366e38
"""What is no number of single precision any more."""
_FLOAT: JsonObject = {
    "anyOf": [{"type": "number", "exclusiveMinimum": -_TOO_LARGE, "exclusiveMaximum": _TOO_LARGE}, {"type": "string", FORM: "float"}]
}
_DOUBLE: JsonObject = {"anyOf": [{"type": "number"}, {"type": "string", FORM: "double"}]}
_BYTES: JsonObject = {"type": "string", FORM: "base64"}
_SCALARS: Mapping[str, JsonObject] = {
    **dict.fromkeys(("int32", "sint32", "sfixed32"), _INT32),
    **dict.fromkeys(("int64", "sint64", "sfixed64"), _INT64),
    **dict.fromkeys(("uint32", "fixed32"), _UINT32),
    **dict.fromkeys(("uint64", "fixed64"), _UINT64),
    "float": _FLOAT,
    "double": _DOUBLE,
    "bool": {"type": "boolean"},
    "bytes": _BYTES,
    "string": {"type": "string"},
}
_WELL_KNOWN: Mapping[str, JsonObject] = {
    "Any": {"type": "object", "required": ["@type"], "properties": {"@type": {"type": "string"}}},
    "BoolValue": {"type": "boolean"},
    "BytesValue": _BYTES,
    "DoubleValue": _DOUBLE,
    "Duration": {"type": "string", FORM: "duration"},
    "Empty": {"type": "object"},
    "FieldMask": {"type": "string", FORM: "paths"},
    "FloatValue": _FLOAT,
    "Int32Value": _INT32,
    "Int64Value": _INT64,
    "ListValue": {"type": "array"},
    "NullValue": _NULL,
    "StringValue": {"type": "string"},
    "Struct": {"type": "object"},
    "Timestamp": {"type": "string", FORM: "moment"},
    "UInt32Value": _UINT32,
    "UInt64Value": _UINT64,
    "Value": {},
}


def protobuf_json_schema(reading: ProtobufReading) -> JsonObject:
    """The schema, draft 2020-12, of the message that the reading is about. Messages and enums are definitions."""
    assert reading.message is not None
    return _Translator(reading, reading.message).whole()


@dataclass
class _Translator:
    reading: ProtobufReading
    message: p.MessageType
    definitions: dict[str, Json] = field(default_factory=dict[str, Json])

    def __post_init__(self) -> None:
        self.scope = p.scope_of(self.reading.files)
        self.syntaxes = Syntax.by_type(self.reading.files)

    def whole(self) -> JsonObject:
        for message in used_messages(self.message, self.scope):
            self.definitions[self._name(message.full_name)] = self._message(message)
        return {"$ref": f"#/$defs/{self._name(self.message.full_name)}", "$defs": self.definitions}

    def _name(self, full_name: str) -> str:
        """The name that makes the class that Python has: the scopes inside the message, then the type's own."""
        inside = full_name.removeprefix(f"{self.message.full_name}.")
        if inside == full_name:
            outer, _, name = full_name.rpartition(".")
            return f"{self._name(outer)} {name}" if outer in self.scope.messages else name
        return inside.replace(".", " ")

    def _message(self, message: p.MessageType) -> JsonObject:
        syntax = self.syntaxes[message.full_name]
        properties = {found.json_name: self._field(message, found, syntax) for found in message.fields}
        needed: list[Json] = [found.json_name for found in message.fields if presence(found, syntax) == "required"]
        schema: JsonObject = {"type": "object", "properties": dict[str, Json](properties)}
        if message.comment:
            schema["description"] = message.comment
        if needed:
            schema["required"] = needed
        other: JsonObject = {found.json_name: [found.name] for found in message.fields if found.name != found.json_name}
        if other:
            schema[OTHER_NAMES] = other
        exclusive = [self._at_most_one(names) for names in self._oneofs(message) if len(names) > 1]
        return {**schema, "allOf": list[Json](exclusive)} if exclusive else schema

    def _oneofs(self, message: p.MessageType) -> list[list[str]]:
        return [[found.json_name for found in message.fields if found.oneof == oneof.name] for oneof in message.oneofs]

    def _at_most_one(self, names: list[str]) -> JsonObject:
        """No two members of a oneof; null counts as absent."""
        there: list[Json] = [{"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in names]
        pairs: list[Json] = [{"allOf": [one, other]} for index, one in enumerate(there) for other in there[index + 1 :]]
        return {"not": {"anyOf": pairs}}

    def _field(self, message: p.MessageType, found: p.Field, syntax: Syntax) -> JsonObject:
        inner = self._type(self.scope.find(found.type, message.full_name))
        if found.map_key:
            inner = _or_null({"type": "object", "propertyNames": _key(found.map_key), "additionalProperties": inner})
        elif presence(found, syntax) == "repeated":
            inner = _or_null({"type": "array", "items": inner})
        elif inner and inner != _NULL and presence(found, syntax) != "required":
            inner = _or_null(inner)
        about: JsonObject = {"description": found.comment} if found.comment else {}
        if found.deprecated:
            about["deprecated"] = True
        return {**inner, **about}

    def _type(self, name: str) -> JsonObject:
        if name in _SCALARS:
            return _SCALARS[name]
        if name in WELL_KNOWN:
            return _WELL_KNOWN[name.rpartition(".")[2]]
        if name in self.scope.messages:
            return {"$ref": f"#/$defs/{self._name(name)}"}
        if name in self.scope.enums:
            return self._enum(self.scope.enums[name])
        return {}

    def _enum(self, enum: p.EnumType) -> JsonObject:
        name = self._name(enum.full_name)
        about: JsonObject = {"description": enum.comment} if enum.comment else {}
        self.definitions[name] = {**about, "type": "string", "enum": [value.name for value in enum.values]}
        closed = is_closed(enum, self.syntaxes[enum.full_name])
        numbers: JsonObject = {"enum": list(dict.fromkeys(value.number for value in enum.values))} if closed else dict(_INT32_NUMBER)
        return {"anyOf": [{"$ref": f"#/$defs/{name}"}, numbers]}


def _key(kind: str) -> JsonObject:
    """A key of a map, which is a text in JSON."""
    if kind == "bool":
        return {"enum": ["true", "false"]}
    branches = cast("list[JsonObject]", _SCALARS.get(kind, {}).get("anyOf", []))
    return branches[-1] if branches else {}  # a number as text; any text is one of a string's


_INT32_NUMBER: JsonObject = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}


def _or_null(schema: JsonObject) -> JsonObject:
    branches = schema.get("anyOf")
    return {"anyOf": [*branches, _NULL] if isinstance(branches, list) else [schema, _NULL]}
