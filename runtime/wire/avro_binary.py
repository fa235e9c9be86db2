"""Avro's binary encoding of models, after the Avro 1.12 specification. Data is read with the schema that it was written with.

Writers take the values of a model, readers give what the model's class validates (records as dicts, unions as `Chosen`).
What another schema wrote is read by avro_resolution.py.
"""

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from pydantic import RootModel

from . import avro_values as values
from .avro import Record
from .avro_unions import Chosen

Write = Callable[[Any, bytearray], None]
Read = Callable[["Input"], Any]

_LOGICAL: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "date": (values.days_of_date, values.date_of_days),
    "time-millis": (values.millis_of_time, values.time_of_millis),
    "time-micros": (values.micros_of_time, values.time_of_micros),
    "timestamp-millis": (values.millis_of_moment, values.moment_of_millis),
    "timestamp-micros": (values.micros_of_moment, values.moment_of_micros),
    "local-timestamp-millis": (values.millis_of_local, values.local_of_millis),
    "local-timestamp-micros": (values.micros_of_local, values.local_of_micros),
}
_LOGICAL_BASES = {"date": "int", "time-millis": "int"}


class Truncated(ValueError):
    """The bytes end inside a value, or hold no value of the schema."""


class Input:
    """Bytes and how far they have been read."""

    __slots__ = ("_data", "position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def take(self, length: int) -> bytes:
        end = self.position + length
        if length < 0 or end > len(self._data):
            raise Truncated(f"{length} bytes expected at {self.position}, {len(self._data) - self.position} left")
        found = self._data[self.position : end]
        self.position = end
        return found

    def whole(self) -> int:
        """A zig-zag number of variable length."""
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (number >> 1) ^ -(number & 1)
            shift += 7
            if shift > 63:
                raise Truncated(f"a number of more than 64 bits at {self.position}")

    @property
    def left(self) -> int:
        return len(self._data) - self.position


@dataclass(frozen=True)
class AvroSchema:
    """A schema by its text, as its author wrote it, and its id in a registry, where the catalog says one."""

    text: str
    schema_id: int | None = None
    _named: dict[str, "Codec"] = field(default_factory=dict[str, "Codec"], repr=False, compare=False)

    @cached_property
    def _codec(self) -> "Codec":
        return Compiler(self._named).codec(json.loads(self.text), "")

    def write(self, value: Any) -> bytes:
        """The bytes of a model, or of another value of the schema."""
        out = bytearray()
        # A payload that is no record is the root of its model.
        self._codec.write(value.root if isinstance(value, RootModel) else value, out)  # pyright: ignore[reportUnknownMemberType]
        return bytes(out)

    def read(self, data: bytes) -> Any:
        """What a model of the schema validates. Raises ValueError for bytes that are no value of the schema."""
        source = Input(data)
        value = self._codec.read(source)
        if source.left:
            raise Truncated(f"{source.left} bytes left over")
        return value


@dataclass(slots=True)
class Codec:
    """`tag` names the type in a union; `fits` says whether a value of Python is one of it."""

    tag: str
    write: Write
    read: Read
    fits: Callable[[Any], bool]


def write_whole(number: int, out: bytearray) -> None:
    number = (number << 1) ^ (number >> 63)
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _write_bytes(value: bytes, out: bytearray) -> None:
    write_whole(len(value), out)
    out += value


def _write_boolean(value: bool, out: bytearray) -> None:
    out.append(value)


def _read_boolean(source: Input) -> bool:
    byte = source.take(1)[0]
    if byte > 1:
        raise Truncated(f"a boolean is 0 or 1, not {byte}")
    return byte == 1


def _is_int(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def primitives() -> dict[str, Codec]:
    single, double = struct.Struct("<f"), struct.Struct("<d")
    return {
        "null": Codec("null", lambda _value, _out: None, lambda _source: None, lambda value: value is None),
        "boolean": Codec("boolean", _write_boolean, _read_boolean, lambda value: isinstance(value, bool)),
        "int": Codec("int", write_whole, Input.whole, _is_int),
        "long": Codec("long", write_whole, Input.whole, lambda value: type(value) is int),
        "float": Codec("float", _packed(single), lambda source: single.unpack(source.take(4))[0], lambda value: type(value) is float),
        "double": Codec("double", _packed(double), lambda source: double.unpack(source.take(8))[0], lambda value: type(value) is float),
        "bytes": Codec("bytes", _write_bytes, lambda source: source.take(source.whole()), lambda value: type(value) is bytes),
        "string": Codec(
            "string",
            lambda value, out: _write_bytes(value.encode(), out),
            lambda source: source.take(source.whole()).decode(),
            lambda value: type(value) is str,
        ),
    }


def _packed(form: struct.Struct) -> Write:
    def write(value: float, out: bytearray) -> None:
        out += form.pack(value)

    return write


class Compiler:
    """Turns a schema into closures, once. Trusts that it is valid: the generator has checked it."""

    def __init__(self, named: dict[str, Codec]) -> None:
        self._named = named
        self._primitives = primitives()

    def codec(self, schema: Any, namespace: str) -> Codec:
        if isinstance(schema, list):
            return _union([self.codec(branch, namespace) for branch in cast("Sequence[Any]", schema)])
        if isinstance(schema, str):
            return self._primitives.get(schema) or self._named[full_name(schema, namespace)]
        kind = schema["type"]
        if not isinstance(kind, str):
            return self.codec(kind, namespace)
        match kind:
            case "array":
                return _array(self.codec(schema["items"], namespace))
            case "map":
                return _map(self.codec(schema["values"], namespace), self._primitives["string"])
            case "record" | "error":
                return self._record(schema, namespace)
            case "enum":
                full, _ = named(schema, namespace)
                return self._named.setdefault(full, _enum(full, schema["symbols"]))
            case "fixed":
                full, _ = named(schema, namespace)
                return self._named.setdefault(full, _fixed(full, schema))
            case _:
                return logical_codec(self.codec(kind, namespace), schema)

    def _record(self, schema: Any, namespace: str) -> Codec:
        full, space = named(schema, namespace)
        codec = Codec(full, lambda _value, _out: None, lambda _source: None, lambda value: _is_record(value, full))
        self._named[full] = codec  # before its fields: they may refer to it
        fields = [(field["name"], self.codec(field["type"], space)) for field in schema["fields"]]
        attributes: dict[type, list[str]] = {}

        def write(value: Any, out: bytearray) -> None:
            model: type[Any] = value.__class__
            if model not in attributes:
                attributes[model] = _attributes(model, [name for name, _ in fields])
            for attribute, (_, inner) in zip(attributes[model], fields, strict=True):
                inner.write(getattr(value, attribute), out)

        codec.write = write
        codec.read = lambda source: {name: inner.read(source) for name, inner in fields}
        return codec


def _attributes(model: type, names: list[str]) -> list[str]:
    """The attributes that hold the schema's fields. Raises TypeError for a class that lacks one."""
    by_name = {field.alias or name: name for name, field in getattr(model, "model_fields", {}).items()}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise TypeError(f"{model.__name__} has no field for {', '.join(missing)} of the Avro schema")
    return [by_name[name] for name in names]


def _is_record(value: Any, full: str) -> bool:
    return isinstance(value, Record) and value.avro_name == full


def _union(branches: list[Codec]) -> Codec:
    def write(value: Any, out: bytearray) -> None:
        for index, branch in enumerate(branches):
            if branch.fits(value):
                write_whole(index, out)
                branch.write(value, out)
                return
        raise TypeError(f"no branch of the union takes a {type(value).__name__}")

    def read(source: Input) -> Any:
        index = source.whole()
        if not 0 <= index < len(branches):
            raise Truncated(f"the union has no branch {index}")
        branch = branches[index]
        value = branch.read(source)
        return None if branch.tag == "null" else Chosen(branch.tag, value)

    return Codec("union", write, read, lambda value: any(branch.fits(value) for branch in branches))


def blocks(source: Input, one: Callable[[Input], None]) -> None:
    """Items come in blocks; a negative count is followed by the block's length in bytes."""
    while count := source.whole():
        if count < 0:
            count = -count
            source.whole()
        if count > source.left + 1_000_000:  # items of no bytes exist (null), but nobody sends millions of them
            raise Truncated(f"a block of {count} items in {source.left} bytes")
        for _ in range(count):
            one(source)


def _array(item: Codec) -> Codec:
    def write(value: list[Any], out: bytearray) -> None:
        if value:
            write_whole(len(value), out)
            for each in value:
                item.write(each, out)
        out.append(0)

    def read(source: Input) -> list[Any]:
        found: list[Any] = []
        blocks(source, lambda rest: found.append(item.read(rest)))
        return found

    return Codec("array", write, read, lambda value: isinstance(value, list))


def _map(item: Codec, key: Codec) -> Codec:
    def write(value: dict[str, Any], out: bytearray) -> None:
        if value:
            write_whole(len(value), out)
            for name, each in value.items():
                key.write(name, out)
                item.write(each, out)
        out.append(0)

    def read(source: Input) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def one(rest: Input) -> None:
            name = key.read(rest)
            found[name] = item.read(rest)

        blocks(source, one)
        return found

    return Codec("map", write, read, lambda value: isinstance(value, dict))


def _enum(full: str, symbols: list[str]) -> Codec:
    numbers = {symbol: number for number, symbol in enumerate(symbols)}

    def read(source: Input) -> str:
        number = source.whole()
        if not 0 <= number < len(symbols):
            raise Truncated(f"the enum {full} has no symbol {number}")
        return symbols[number]

    def fits(value: Any) -> bool:
        return isinstance(value, str) and type(value) is not str and value in numbers

    return Codec(full, lambda value, out: write_whole(numbers[value], out), read, fits)


def _fixed(full: str, schema: Any) -> Codec:
    size: int = schema["size"]

    def write(value: bytes, out: bytearray) -> None:
        out += value

    codec = Codec(full, write, lambda source: source.take(size), lambda value: type(value) is bytes and len(value) == size)
    return logical_codec(codec, schema, size=size)


def logical_codec(codec: Codec, schema: Any, *, size: int | None = None) -> Codec:
    """The codec of a logical type over that of its underlying type; of a logical type that does not fit, the latter."""
    logical = schema.get("logicalType")
    base = "fixed" if size is not None else codec.tag
    if logical == "decimal" and base in ("bytes", "fixed"):
        scale: int = schema.get("scale", 0)
        return _over(
            codec,
            lambda value: values.bytes_of_decimal(value, scale, size),
            lambda raw: values.decimal_of_bytes(raw, scale),
            lambda value: type(value).__name__ == "Decimal",
        )
    if logical == "uuid" and base == "string":
        return _over(codec, str, UUID, lambda value: isinstance(value, UUID))
    if logical == "uuid" and size == 16:
        return _over(codec, lambda value: value.bytes, lambda raw: UUID(bytes=raw), lambda value: isinstance(value, UUID))
    if logical == "duration" and size == 12:
        return _over(codec, values.bytes_of_duration, values.duration_of_bytes, lambda value: isinstance(value, values.Duration))
    if logical in _LOGICAL and base == _LOGICAL_BASES.get(logical, "long"):
        write, read = _LOGICAL[logical]
        return _over(codec, write, read, _fits_moment(logical))
    return codec


def _fits_moment(logical: str) -> Callable[[Any], bool]:
    kind = "date" if logical == "date" else "time" if logical.startswith("time-") else "datetime"
    if kind != "datetime":
        return lambda value: type(value).__name__ == kind
    is_local = logical.startswith("local")
    return lambda value: type(value).__name__ == kind and (value.tzinfo is None) == is_local


def _over(codec: Codec, write: Callable[[Any], Any], read: Callable[[Any], Any], fits: Callable[[Any], bool]) -> Codec:
    inner_write, inner_read = codec.write, codec.read
    return Codec(codec.tag, lambda value, out: inner_write(write(value), out), lambda source: read(inner_read(source)), fits)


def named(schema: Any, namespace: str) -> tuple[str, str]:
    """The full name, and the namespace inside the type."""
    own = schema.get("namespace")
    full = full_name(schema["name"], namespace if own is None else own)
    return full, full.rpartition(".")[0]


def full_name(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"
