"""What a Protobuf field is by its label, its file's syntax and the features of editions: presence, packing, openness of enums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ...model import protobuf as p
from ..literals import python_literal

Presence = Literal["implicit", "optional", "required", "repeated"]
_UNPACKABLE = frozenset({"string", "bytes"})


@dataclass(frozen=True, slots=True)
class Syntax:
    """proto2, proto3 or editions, with the features that the file sets for all that is in it."""

    name: str
    features: Mapping[str, str]

    @staticmethod
    def of(file: p.ProtoFile) -> "Syntax":
        return Syntax(file.syntax, _features(file.options))

    @staticmethod
    def by_type(files: Iterable[p.ProtoFile]) -> "Mapping[str, Syntax]":
        """That of every message and enum of the files, by full name."""
        return {
            name: Syntax.of(file)
            for file in files
            for name in (*(m.full_name for m in file.every_message()), *(e.full_name for e in file.every_enum()))
        }

    def feature(self, name: str, options: Iterable[p.Option]) -> str:
        return _features(options).get(name) or self.features.get(name, "")


def _features(options: Iterable[p.Option]) -> Mapping[str, str]:
    return {option.name.removeprefix("features."): option.value for option in options if option.name.startswith("features.")}


def presence(field: p.Field, syntax: Syntax, *, is_message: bool = False) -> Presence:
    if field.label == "repeated" or field.map_key:
        return "repeated"
    if field.label == "required":
        return "required"
    if syntax.name == "editions":
        declared = syntax.feature("field_presence", field.options)
        if declared == "LEGACY_REQUIRED":
            return "required"
        return "implicit" if declared == "IMPLICIT" and not field.oneof and not is_message else "optional"
    if syntax.name == "proto3":
        return "optional" if field.label == "optional" or field.oneof or is_message else "implicit"
    return "optional"


def is_packed(field: p.Field, syntax: Syntax, *, is_enum: bool) -> bool:
    """Whether a repeated field is written as one piece."""
    if field.label != "repeated" or field.map_key or not (is_enum or (field.type in p.SCALARS and field.type not in _UNPACKABLE)):
        return False
    declared = p.option(field.options, "packed")
    if declared:
        return declared == "true"
    if syntax.name == "editions":
        return syntax.feature("repeated_field_encoding", field.options) != "EXPANDED"
    return syntax.name == "proto3"


def is_group(field: p.Field, syntax: Syntax, *, is_message: bool) -> bool:
    return field.group or (is_message and not field.map_key and syntax.feature("message_encoding", field.options) == "DELIMITED")


def is_closed(enum: p.EnumType, syntax: Syntax) -> bool:
    if syntax.name == "editions":
        return syntax.feature("enum_type", enum.options) == "CLOSED"
    return syntax.name == "proto2"


def default_text(field: p.Field) -> str | None:
    """The default that the field declares, as written (texts without quotes)."""
    return next((option.value for option in field.options if option.name == "default"), None)


def default_source(field: p.Field, enum: p.EnumType | None) -> str:
    """The default as Python source (of an enum the name of its value); empty when there is none, or when it is not of the type."""
    value = default_text(field)
    if value is None:
        return ""
    if enum is not None:
        return value if any(known.name == value for known in enum.values) else ""
    try:
        match field.type:
            case "string":
                return python_literal(value)
            case "bytes":
                return repr(value.encode("latin-1") if all(ord(c) < 256 for c in value) else value.encode())
            case "bool":
                return {"true": "True", "false": "False"}.get(value, "")
            case "float" | "double":
                return f'float("{value}")' if value.lstrip("-") in ("inf", "nan") else repr(float(value))
            case kind if kind in p.SCALARS:
                return repr(int(value, 8) if value.lstrip("-").isdecimal() and value.lstrip("-").startswith("0") else int(value, 0))
            case _:
                return ""
    except ValueError:
        return ""
