"""The types of Protobuf messages, as annotations of generated models: values in Python, the canonical JSON mapping in JSON.

Fields without presence hold their zero value and are left out of JSON when they do; fields with presence hold None when absent.
JSON null means absent, and the names of the .proto file are read like those of JSON. Does not know the binary encoding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from math import copysign
from typing import Annotated, Any, ClassVar, Self, TypeAlias, TypeVar, cast

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from ..messages import Model
from . import protobuf_values as values
from .forms import TEXT, WHOLE, JsonForm, number_text, single

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OneOf:
    """At most one of the fields with this mark is there."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """The name of the field in the .proto file, where it is neither the field's in Python nor the one in JSON."""

    name: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A field with presence and a default: absent, it reads as the default and is not written."""


@dataclass(frozen=True, slots=True)
class KeepsNull:
    """A field for which JSON null is a value."""


class Absent:
    """The value of a google.protobuf.Value that is not there; None is a Value that is there."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self


ABSENT: Any = Absent()


@dataclass(frozen=True, slots=True)
class _Marks:
    spellings: Mapping[str, str]
    keeps_null: frozenset[str]
    oneofs: Mapping[str, tuple[str, ...]]
    presets: frozenset[str]


@cache
def _marks(model: type["Message"]) -> _Marks:
    spellings: dict[str, str] = {}
    keeps_null: set[str] = set()
    oneofs: dict[str, tuple[str, ...]] = {}
    presets: set[str] = set()
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Named):
                spellings[mark.name] = field.alias or name
            elif isinstance(mark, KeepsNull):
                keeps_null |= {name, field.alias or name}
            elif isinstance(mark, OneOf):
                oneofs[mark.name] = (*oneofs.get(mark.name, ()), name)
            elif isinstance(mark, Preset):
                presets.add(name)
    return _Marks(spellings, frozenset(keeps_null), oneofs, frozenset(presets))


class Message(Model):
    """A Protobuf message. `protobuf_name` is its full name; what the schema does not know is not kept."""

    model_config = ConfigDict(extra="ignore")
    protobuf_name: ClassVar[str] = ""
    _is_strict: ClassVar[bool] = False

    def __init_subclass__(cls, *, proto: str = "", **settings: Any) -> None:
        super().__init_subclass__(**settings)
        cls.protobuf_name = proto

    @model_validator(mode="before")
    @classmethod
    def _read_leniently(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        marks, given = _marks(cls), cast("dict[str, Any]", value)
        return {marks.spellings.get(name, name): item for name, item in given.items() if item is not None or name in marks.keeps_null}

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for name, members in _marks(type(self)).oneofs.items():
            # Not by getattr, which warns of deprecated fields that nobody uses.
            present = [member for member in members if self.__dict__[member] is not None]
            if len(present) > 1:
                raise ValueError(f"only one of {', '.join(present)} may be there (oneof {name})")
        return self

    def is_there(self, field: str) -> bool:
        """True for a field that is written: set to a value, or without presence."""
        value = self.__dict__[field]
        if value is None or value is ABSENT:
            return value is None and field in _marks(type(self)).keeps_null
        return field not in _marks(type(self)).presets or field in self.model_fields_set


class MessageWithDefaults(Message):
    """A message that has fields with presence and defaults of their own (proto2, editions)."""

    @model_serializer(mode="wrap")
    def _without_defaults(self, serialize: SerializerFunctionWrapHandler, _info: SerializationInfo) -> dict[str, Any]:
        written = cast("dict[str, Any]", serialize(self))
        for name in _marks(type(self)).presets - self.model_fields_set:
            written.pop(name, None)
            written.pop(type(self).model_fields[name].alias or name, None)
        return written


class Empty(Message, proto="google.protobuf.Empty"):
    """Nothing but that it is there."""


def _is_zero(value: Any) -> bool:
    return not value and not (isinstance(value, float) and copysign(1.0, value) < 0)


def _is_absent(value: Any) -> bool:
    return value is ABSENT


class OpenEnum(IntEnum):
    """An enum of proto3: a number that the schema does not know is kept, under the name UNRECOGNIZED_<number>."""

    @classmethod
    def _missing_(cls, value: object) -> "OpenEnum | None":
        if not isinstance(value, int) or isinstance(value, bool) or not -(2**31) <= value < 2**31:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNRECOGNIZED_{value}"
        member._value_ = value
        return member

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return _enum_schema(cls)


class ClosedEnum(IntEnum):
    """An enum of proto2: only the numbers that the schema knows."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return _enum_schema(cls)


def _enum_schema(enum: type[IntEnum]) -> CoreSchema:
    """By name in JSON; a number is read too, and written where there is no name."""

    def member(value: Any) -> IntEnum:
        if isinstance(value, str):
            found = enum.__members__.get(f"{value}_", None if value.endswith("_") else enum.__members__.get(value))
            if found is None:
                raise ValueError(f"{enum.__name__} has no {value!r}")
            return found
        return enum(values.integer(value))

    def written(value: IntEnum) -> str | int:
        name = value.name
        if name not in enum.__members__:
            return int(value)
        # Members that Python does not allow (keywords) have an underscore, and so have those that end with one.
        return name.removesuffix("_")

    read = core_schema.no_info_plain_validator_function(member, json_schema_input_schema=TEXT)
    read["serialization"] = core_schema.plain_serializer_function_ser_schema(written, when_used="json")
    return read


_NUMBER = core_schema.float_schema()

Implicit: TypeAlias = Annotated[T, Field(exclude_if=_is_zero)]
"""A field without presence: its zero value is the same as its absence."""

Boolean: TypeAlias = Annotated[bool, Field(strict=True)]
Int32: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**31), le=2**31 - 1), JsonForm(values.integer, int, WHOLE)]
UInt32: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=2**32 - 1), JsonForm(values.integer, int, WHOLE)]
Int64: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1), JsonForm(values.integer, values.integer_text, TEXT)]
UInt64: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=2**64 - 1), JsonForm(values.integer, values.integer_text, TEXT)]
Float: TypeAlias = Annotated[float, JsonForm(values.number, values.single_text, _NUMBER, single)]
Double: TypeAlias = Annotated[float, JsonForm(values.number, number_text, _NUMBER)]
Bytes: TypeAlias = Annotated[bytes, Field(strict=True), JsonForm(values.data, values.data_text, TEXT)]
Timestamp: TypeAlias = Annotated[datetime, JsonForm(values.moment_of_text, values.text_of_moment, TEXT, values.moment)]
Duration: TypeAlias = Annotated[timedelta, JsonForm(values.duration_of_text, values.text_of_duration, TEXT, values.duration)]
FieldMask: TypeAlias = Annotated[list[str], JsonForm(values.paths_of_text, values.text_of_paths, TEXT)]
Struct: TypeAlias = dict[str, JsonValue]
ListValue: TypeAlias = list[JsonValue]
Value: TypeAlias = Annotated[JsonValue, Field(exclude_if=_is_absent)]
AnyMessage: TypeAlias = dict[str, JsonValue]
"""A google.protobuf.Any in JSON: `@type` says what else is in it."""
