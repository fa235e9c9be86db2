"""Protobuf's binary encoding of models, by the tables that stand beside generated messages. After the encoding specification.

Writers take the values of a model, in the order of field numbers; readers give what the model's class validates. Fields that the
table does not know are skipped.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from .avro_binary import Input, Truncated
from .protobuf import ABSENT, Message

Rule = Literal["implicit", "optional", "required", "repeated", "packed", "map"]
_VARINT, _EIGHT, _LENGTH, _GROUP, _END, _FOUR = range(6)
_DEEPEST = 100


class Field(NamedTuple):
    """`name` is the name in JSON; `type` the full name of a message or enum; `key` the kind of a map's key."""

    number: int
    name: str
    kind: str
    rule: Rule = "implicit"
    type: str = ""
    key: str = ""
    oneof: str = ""


@dataclass(frozen=True, slots=True)
class Scalar:
    wire: int
    write: Callable[[Any], bytes]
    read: Callable[[Input], Any]


def varint(number: int) -> bytes:
    """An unsigned number; a negative one in two's complement of 64 bits."""
    number &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(source: Input) -> int:
    number = shift = 0
    while True:
        byte = source.take(1)[0]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number & 0xFFFF_FFFF_FFFF_FFFF
        shift += 7
        if shift > 63:
            raise Truncated(f"a number of more than 64 bits at {source.position}")


def _signed(bits: int) -> Callable[[Input], int]:
    def read(source: Input) -> int:
        number = read_varint(source) & ((1 << bits) - 1)
        return number - (1 << bits) if number >> (bits - 1) else number

    return read


def _unsigned(bits: int) -> Callable[[Input], int]:
    return lambda source: read_varint(source) & ((1 << bits) - 1)


def _zigzag(number: int) -> bytes:
    return varint((number << 1) ^ (number >> 63))


def _read_zigzag(source: Input) -> int:
    number = read_varint(source)
    return (number >> 1) ^ -(number & 1)


def _fixed(code: str, wire: int) -> Scalar:
    form = struct.Struct(code)
    return Scalar(wire, form.pack, lambda source: form.unpack(source.take(form.size))[0])


def _delimited(raw: bytes) -> bytes:
    return varint(len(raw)) + raw


def _read_delimited(source: Input) -> bytes:
    return source.take(read_varint(source))


SCALARS: Mapping[str, Scalar] = {
    **{kind: Scalar(_VARINT, varint, _signed(bits)) for kind, bits in (("int32", 32), ("int64", 64), ("enum", 32))},
    **{kind: Scalar(_VARINT, varint, _unsigned(bits)) for kind, bits in (("uint32", 32), ("uint64", 64))},
    **dict.fromkeys(("sint32", "sint64"), Scalar(_VARINT, _zigzag, _read_zigzag)),
    "bool": Scalar(_VARINT, varint, lambda source: read_varint(source) != 0),
    "fixed32": _fixed("<I", _FOUR),
    "sfixed32": _fixed("<i", _FOUR),
    "float": _fixed("<f", _FOUR),
    "fixed64": _fixed("<Q", _EIGHT),
    "sfixed64": _fixed("<q", _EIGHT),
    "double": _fixed("<d", _EIGHT),
    "string": Scalar(_LENGTH, lambda value: _delimited(value.encode()), lambda source: _read_delimited(source).decode()),
    "bytes": Scalar(_LENGTH, _delimited, _read_delimited),
}
_ZEROS: Mapping[str, Any] = {"string": "", "bytes": b"", "bool": False, "float": 0.0, "double": 0.0}


def zero(kind: str) -> Any:
    return _ZEROS.get(kind, 0)


def tag(number: int, wire: int) -> bytes:
    return varint(number << 3 | wire)


@dataclass(frozen=True)
class ProtobufSchema:
    """`message` is the message's full name, `indexes` its place in its file; `types` are the fields of all messages by full name.

    `closed` are the numbers of the enums that take no others.
    """

    message: str
    indexes: tuple[int, ...]
    types: Mapping[str, tuple[Field, ...]]
    closed: Mapping[str, tuple[int, ...]]

    def write(self, value: Any) -> bytes:
        """The bytes of a model."""
        return self.written(self.message, value, value.__class__)

    def read(self, data: bytes, model: type[Any]) -> Any:
        """What the class validates. Raises ValueError for bytes that are no message."""
        return self.found(self.message, Input(data), model, {})

    # --- writing

    def written(self, name: str, value: Any, model: type[Any]) -> bytes:
        """The bytes of a message, without its length. `model` is the class of the outermost one."""
        from .well_known import ANY, WELL_KNOWN, write_any

        if name in WELL_KNOWN:
            return WELL_KNOWN[name].write(value)
        if name == ANY:
            return write_any(value, self, model)
        out = bytearray()
        for field, attribute in self._plan(name, value.__class__):
            if field.rule in ("implicit", "required", "repeated", "packed", "map") or value.is_there(attribute):
                self.write_field(field, value.__dict__[attribute], out, model)
        return bytes(out)

    @cached_property
    def _plans(self) -> dict[tuple[str, type[Any]], list[tuple[Field, str]]]:
        return {}

    def _plan(self, name: str, model: type[Message]) -> list[tuple[Field, str]]:
        """The fields in the order of their numbers, each with the attribute that holds it."""
        key = (name, model)
        if key not in self._plans:
            attributes = {field.alias or attribute: attribute for attribute, field in model.model_fields.items()}
            fields = sorted(self.types[name])
            missing = [field.name for field in fields if field.name not in attributes]
            if missing:
                raise TypeError(f"{model.__name__} has no field for {', '.join(missing)} of the Protobuf message {name}")
            self._plans[key] = [(field, attributes[field.name]) for field in fields]
        return self._plans[key]

    def write_field(self, field: Field, value: Any, out: bytearray, model: type[Any]) -> None:
        match field.rule:
            case "implicit":
                if value is not None and SCALARS[field.kind].write(value) != SCALARS[field.kind].write(zero(field.kind)):
                    self._write_one(field, value, out, model)
            case "optional" | "required":
                self._write_one(field, value, out, model)
            case "repeated":
                for each in value:
                    self._write_one(field, each, out, model)
            case "packed":
                if value:
                    write = SCALARS[field.kind].write
                    out += tag(field.number, _LENGTH) + _delimited(b"".join(map(write, value)))
            case "map":
                for key, each in value.items():
                    entry = bytearray()
                    self._write_one(Field(1, "", field.key), key, entry, model)
                    self._write_one(Field(2, "", field.kind, type=field.type), each, entry, model)
                    out += tag(field.number, _LENGTH) + _delimited(bytes(entry))

    def _write_one(self, field: Field, value: Any, out: bytearray, model: type[Any]) -> None:
        if field.kind == "message":
            out += tag(field.number, _LENGTH) + _delimited(self.written(field.type, value, model))
        elif field.kind == "group":
            out += tag(field.number, _GROUP) + self.written(field.type, value, model) + tag(field.number, _END)
        else:
            scalar = SCALARS[field.kind]
            out += tag(field.number, scalar.wire) + scalar.write(0 if value is None else value)  # NullValue is None

    # --- reading

    def found(self, name: str, source: Input, model: type[Any], so_far: Any, *, group: int = 0, depth: int = 0) -> Any:
        """A message up to the end of the source, or of the group. A message that comes in parts is merged into `so_far`."""
        from .well_known import ANY, WELL_KNOWN, read_any

        if depth > _DEEPEST:
            raise Truncated(f"messages are nested more than {_DEEPEST} levels deep")
        if name in WELL_KNOWN:
            return WELL_KNOWN[name].read(source.take(source.left))
        if name == ANY:
            return read_any(source.take(source.left), self, model)
        values: dict[str, Any] = so_far
        for number, wire in _tags(source, group):
            field = self._numbers[name].get(number)
            if field is None or not self._read_field(field, wire, source, values, model, depth):
                skip(source, number, wire)
        return values

    @cached_property
    def _numbers(self) -> Mapping[str, Mapping[int, Field]]:
        return {name: {field.number: field for field in fields} for name, fields in self.types.items()}

    @cached_property
    def _rivals(self) -> Mapping[int, tuple[str, ...]]:
        """For each member of a oneof (by identity: two messages may have equal fields) the names of the others."""
        return {
            id(field): tuple(other.name for other in fields if other.oneof == field.oneof and other.name != field.name)
            for fields in self.types.values()
            for field in fields
            if field.oneof
        }

    def _read_field(self, field: Field, wire: int, source: Input, values: dict[str, Any], model: type[Any], depth: int) -> bool:
        """False when the field is not written as the table says: it is then as good as unknown."""
        if field.kind in ("message", "group") or field.rule == "map":
            if wire != (_GROUP if field.kind == "group" else _LENGTH):
                return False
            self._read_message(field, source, values, model, depth)
            return True
        scalar = SCALARS[field.kind]
        if field.rule in ("repeated", "packed"):
            items: list[Any] = values.setdefault(field.name, [])
            if wire == _LENGTH != scalar.wire:
                inner = Input(_read_delimited(source))
                while inner.left:
                    self._take(field, scalar.read(inner), items.append)
                return True
            if wire == scalar.wire:
                self._take(field, scalar.read(source), items.append)
            return wire == scalar.wire
        if wire != scalar.wire:
            return False
        self._take(field, scalar.read(source), lambda value: self._set(field, value, values))
        return True

    def _take(self, field: Field, value: Any, into: Callable[[Any], None]) -> None:
        if field.kind != "enum" or field.type not in self.closed or value in self.closed[field.type]:
            into(None if field.type == "google.protobuf.NullValue" else value)

    def _set(self, field: Field, value: Any, values: dict[str, Any]) -> None:
        values[field.name] = value
        for other in self._rivals.get(id(field), ()):
            values.pop(other, None)

    def _read_message(self, field: Field, source: Input, values: dict[str, Any], model: type[Any], depth: int) -> None:
        if field.rule == "map":
            key, value = self._entry(field, Input(_read_delimited(source)), model, depth)
            if value is not ABSENT:
                values.setdefault(field.name, {})[key] = value
            return
        so_far = values.get(field.name) if field.rule != "repeated" else None
        if field.kind == "group":
            found = self.found(field.type, source, model, so_far or {}, group=field.number, depth=depth + 1)
        else:
            found = self._inner(field, _read_delimited(source), so_far, model, depth)
        if field.rule == "repeated":
            values.setdefault(field.name, []).append(found)
        else:
            self._set(field, found, values)

    def _inner(self, field: Field, raw: bytes, so_far: Any, model: type[Any], depth: int) -> Any:
        return self.found(field.type, Input(raw), model, so_far or {}, depth=depth + 1)

    def _entry(self, field: Field, source: Input, model: type[Any], depth: int) -> tuple[Any, Any]:
        key, value = zero(field.key), ABSENT
        for number, wire in _tags(source, 0):
            if number == 1 and wire == SCALARS[field.key].wire:
                key = SCALARS[field.key].read(source)
            elif number == 2 and field.kind == "message" and wire == _LENGTH:
                value = self._inner(field, _read_delimited(source), {}, model, depth)
            elif number == 2 and field.kind != "message" and wire == SCALARS[field.kind].wire:
                found: list[Any] = []
                self._take(field, SCALARS[field.kind].read(source), found.append)
                if not found:  # a number that a closed enum does not know: the whole entry is unknown
                    return key, ABSENT
                value = found[0]
            else:
                skip(source, number, wire)
        if value is ABSENT:
            value = self.found(field.type, Input(b""), model, {}) if field.kind == "message" else zero(field.kind)
        return key, value


def _tags(source: Input, group: int) -> Iterator[tuple[int, int]]:
    while source.left:
        key = read_varint(source)
        number, wire = key >> 3, key & 7
        if wire == _END:
            if number == group:
                return
            raise Truncated(f"a group ends that did not begin, at {source.position}")
        if number == 0:
            raise Truncated(f"a field with the number 0 at {source.position}")
        yield number, wire
    if group:
        raise Truncated("the bytes end inside a group")


def skip(source: Input, number: int, wire: int) -> None:
    match wire:
        case 0:
            read_varint(source)
        case 1:
            source.take(8)
        case 2:
            _read_delimited(source)
        case 3:
            for inner, kind in _tags(source, number):
                skip(source, inner, kind)
        case 5:
            source.take(4)
        case _:
            raise Truncated(f"there is no wire type {wire}")
