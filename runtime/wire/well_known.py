"""Google's well-known types in binary: messages that have Python types of their own in models."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from . import protobuf
from .avro_binary import Input
from .protobuf_binary import SCALARS, Field, ProtobufSchema, zero

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PREFIX = "google.protobuf."
ANY = "google.protobuf.Any"

_TABLES = ProtobufSchema(
    "",
    (),
    {
        "seconds": (Field(1, "seconds", "int64"), Field(2, "nanos", "int32")),
        "paths": (Field(1, "paths", "string", "repeated"),),
        "any": (Field(1, "url", "string"), Field(2, "value", "bytes")),
        "struct": (Field(1, "fields", "message", "map", f"{_PREFIX}Value", "string"),),
        "list": (Field(1, "values", "message", "repeated", f"{_PREFIX}Value"),),
        "value": (
            Field(1, "null", "enum", "optional"),
            Field(2, "number", "double", "optional"),
            Field(3, "text", "string", "optional"),
            Field(4, "flag", "bool", "optional"),
            Field(5, "struct", "message", "optional", f"{_PREFIX}Struct"),
            Field(6, "list", "message", "optional", f"{_PREFIX}ListValue"),
        ),
        **{kind: (Field(1, "value", kind),) for kind in SCALARS if kind != "enum"},
    },
    {},
)


@dataclass(frozen=True, slots=True)
class WellKnown:
    write: Callable[[Any], bytes]
    read: Callable[[bytes], Any]


def _bytes(table: str, values: Mapping[str, Any]) -> bytes:
    out = bytearray()
    for field in _TABLES.types[table]:
        if field.name in values:
            _TABLES.write_field(field, values[field.name], out, object)
    return bytes(out)


def _found(table: str, raw: bytes) -> dict[str, Any]:
    return cast("dict[str, Any]", _TABLES.found(table, Input(raw), object, {}))


# --- moments and durations


def _seconds(micros: int) -> bytes:
    whole = abs(micros) // 1_000_000 * (-1 if micros < 0 else 1)
    return _bytes("seconds", {"seconds": whole, "nanos": (micros - whole * 1_000_000) * 1000})


def _write_moment(value: datetime) -> bytes:
    micros = (value - _EPOCH) // _MICROSECOND
    return _bytes("seconds", {"seconds": micros // 1_000_000, "nanos": micros % 1_000_000 * 1000})


def _micros(raw: bytes) -> timedelta:
    found = _found("seconds", raw)
    nanos = found.get("nanos", 0)
    micros = abs(nanos) // 1000 * (-1 if nanos < 0 else 1)
    try:
        return timedelta(seconds=found.get("seconds", 0), microseconds=micros)
    except OverflowError:
        raise ValueError("more seconds than Python can count") from None


def _read_moment(raw: bytes) -> datetime:
    try:
        return _EPOCH + _micros(raw)
    except OverflowError:
        raise ValueError("the moment is outside the years 1 to 9999") from None


# --- JSON values


def _write_value(value: Any) -> bytes:
    if value is None:
        return _bytes("value", {"null": 0})
    for kind, name in ((bool, "flag"), (str, "text"), (dict, "struct"), (list, "list")):
        if isinstance(value, kind):
            return _bytes("value", {name: value})
    return _bytes("value", {"number": float(value)})


def _read_value(raw: bytes) -> Any:
    found = _found("value", raw)
    name = next(reversed(found), "null")
    return None if name == "null" else found[name]


# --- Any


def write_any(value: Mapping[str, Any], schema: ProtobufSchema, model: type[Any]) -> bytes:
    if not value:
        return b""
    url = str(value.get("@type", ""))
    name = url.rpartition("/")[2]
    if name in _ADAPTERS:
        inner = schema.written(name, _ADAPTERS[name].validate_json(to_json(value.get("value"))), model)
    else:
        inner = schema.written(
            name, _class(name, model).model_validate_json(to_json({k: v for k, v in value.items() if k != "@type"})), model
        )
    return _bytes("any", {"url": url, "value": inner})


def read_any(raw: bytes, schema: ProtobufSchema, model: type[Any]) -> dict[str, Any]:
    found = _found("any", raw)
    if not found:
        return {}
    url = str(found.get("url", ""))
    name = url.rpartition("/")[2]
    inner = (
        schema.found(name, Input(found.get("value", b"")), model, {}) if name in WELL_KNOWN or name == ANY or name in schema.types else None
    )
    if name in _ADAPTERS:
        return {"@type": url, "value": from_json(_ADAPTERS[name].dump_json(inner))}
    return {"@type": url, **from_json(_class(name, model).model_validate(inner).model_dump_json(by_alias=True))}


def _class(name: str, model: type[Any]) -> type[protobuf.Message]:
    """The class of a message, beside that of the message that holds it."""
    for found in vars(sys.modules[model.__module__]).values():
        if isinstance(found, type) and issubclass(found, protobuf.Message) and found.protobuf_name == name:
            return found
    raise ValueError(f"an Any holds a {name}, which {model.__name__} and its schema do not know")


# --- the table


def _nothing(_value: Any) -> bytes:
    return b""


def _no_fields(_raw: bytes) -> dict[str, Any]:
    return {}


def _wrapper(kind: str) -> WellKnown:
    return WellKnown(lambda value: _bytes(kind, {"value": value}), lambda raw: _found(kind, raw).get("value", zero(kind)))


def _in_table(table: str, name: str, empty: Callable[[], Any]) -> WellKnown:
    return WellKnown(lambda value: _bytes(table, {name: value}), lambda raw: _found(table, raw).get(name, empty()))


_WRAPPERS: Mapping[str, str] = {
    "DoubleValue": "double",
    "FloatValue": "float",
    "Int64Value": "int64",
    "UInt64Value": "uint64",
    "Int32Value": "int32",
    "UInt32Value": "uint32",
    "BoolValue": "bool",
    "StringValue": "string",
    "BytesValue": "bytes",
}
WELL_KNOWN: Mapping[str, WellKnown] = {
    f"{_PREFIX}Timestamp": WellKnown(_write_moment, _read_moment),
    f"{_PREFIX}Duration": WellKnown(lambda value: _seconds(value // _MICROSECOND), lambda raw: _micros(raw)),
    f"{_PREFIX}Empty": WellKnown(_nothing, _no_fields),
    f"{_PREFIX}FieldMask": _in_table("paths", "paths", list),
    f"{_PREFIX}Struct": _in_table("struct", "fields", dict),
    f"{_PREFIX}ListValue": _in_table("list", "values", list),
    f"{_PREFIX}Value": WellKnown(_write_value, _read_value),
    **{_PREFIX + name: _wrapper(kind) for name, kind in _WRAPPERS.items()},
}


def _adapters(names: Iterable[tuple[str, Any]]) -> Mapping[str, TypeAdapter[Any]]:
    return {_PREFIX + name: TypeAdapter(type) for name, type in names}


# The types that stand in an Any under `value`, because their JSON is no object of fields.
_ADAPTERS = _adapters(
    (
        *(("Timestamp", protobuf.Timestamp), ("Duration", protobuf.Duration), ("FieldMask", protobuf.FieldMask)),
        *(("Struct", protobuf.Struct), ("ListValue", protobuf.ListValue), ("Value", protobuf.Value)),
        *(("DoubleValue", protobuf.Double), ("FloatValue", protobuf.Float), ("Int64Value", protobuf.Int64)),
        *(("UInt64Value", protobuf.UInt64), ("Int32Value", protobuf.Int32), ("UInt32Value", protobuf.UInt32)),
        *(("BoolValue", protobuf.Boolean), ("StringValue", str), ("BytesValue", protobuf.Bytes), ("Empty", protobuf.Empty)),
    )
)
