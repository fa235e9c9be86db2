"""Samples of a Protobuf message in the canonical JSON mapping, and what the message has against a JSON value."""

import re
from collections.abc import Mapping, Sequence
from random import Random

from ..emitters.models.protobuf_rules import Syntax, is_closed, presence
from ..model import protobuf as p
from ..model.json import Json, JsonObject
from . import texts
from .outcome import DeadEnd, Mismatch, NoSample, expected, first, mismatch

_DEEP = 4
_TOO_DEEP = 60
_RANGES = {
    **dict.fromkeys(("int32", "sint32", "sfixed32"), (-(2**31), 2**31)),
    **dict.fromkeys(("uint32", "fixed32"), (0, 2**32)),
    **dict.fromkeys(("int64", "sint64", "sfixed64"), (-(2**63), 2**63)),
    **dict.fromkeys(("uint64", "fixed64"), (0, 2**64)),
}
_WRAPPED = {
    "BoolValue": "bool",
    "BytesValue": "bytes",
    "DoubleValue": "double",
    "FloatValue": "float",
    "Int32Value": "int32",
    "Int64Value": "int64",
    "StringValue": "string",
    "UInt32Value": "uint32",
    "UInt64Value": "uint64",
}
_GOOGLE = "google.protobuf."
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_SPAN = re.compile(r"-?\d+(\.\d{1,9})?s")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")


class ProtobufSampler:
    """Samples of one message, of these files."""

    def __init__(self, message: p.MessageType, files: Sequence[p.ProtoFile]) -> None:
        self._message = message
        self._scope = p.scope_of(files)
        self._syntaxes = Syntax.by_type(files)

    def sample(self, seed: int, *, all_fields: bool = False, odd: bool = False) -> Json:
        """Raises NoSample."""
        try:
            value = _Maker(self._scope, self._syntaxes, Random(f"{seed}"), all_fields=all_fields, odd=odd).message(self._message, 0)
        except (DeadEnd, RecursionError):
            raise NoSample("the message has no end: each one needs another one inside") from None
        problem = self.problem(value)
        if problem is not None:
            raise NoSample(f"no valid value was found: {problem}")
        return value

    def accepts(self, value: Json) -> bool:
        return self.problem(value) is None

    def problem(self, value: Json) -> Mismatch | None:
        """What the message has against the value; None for nothing. Unknown names are for tolerant readers."""
        return mismatch(self._against_message(value, self._message, ""))

    def _against_message(self, value: Json, message: p.MessageType, place: str) -> str | None:
        if not isinstance(value, dict):
            return expected(place, "an object")
        taken: dict[str, str] = {}
        for field in message.fields:
            name = next((name for name in (field.json_name, field.name) if value.get(name) is not None), None)
            if name is None:
                if presence(field, self._syntaxes[message.full_name]) == "required":
                    return f"{place or '/'}: the field '{field.json_name}' is missing"
                continue
            if field.oneof and (other := taken.setdefault(field.oneof, name)) != name:
                return f"{place or '/'}: '{other}' and '{name}' exclude each other (oneof {field.oneof})"
            found = self._against_field(value[name], field, message, f"{place}/{name}")
            if found is not None:
                return found
        return None

    def _against_field(self, value: Json, field: p.Field, message: p.MessageType, place: str) -> str | None:
        if field.map_key:
            if not isinstance(value, dict):
                return expected(place, "an object")
            return first(self._against_one(entry, field, message, f"{place}/{key}") for key, entry in value.items())
        if field.label == "repeated":
            if not isinstance(value, list):
                return expected(place, "an array")
            return first(self._against_one(entry, field, message, f"{place}/{index}") for index, entry in enumerate(value))
        return self._against_one(value, field, message, place)

    def _against_one(self, value: Json, field: p.Field, message: p.MessageType, place: str) -> str | None:
        name = self._scope.find(field.type, message.full_name)
        if name in p.SCALARS:
            return _against_scalar(value, name, place)
        if name in self._scope.enums:
            enum = self._scope.enums[name]
            fits = value in [known.name for known in enum.values] if isinstance(value, str) else _is_whole(value)
            if not isinstance(value, str) and is_closed(enum, self._syntaxes[name]):
                fits = value in [known.number for known in enum.values]
            return None if fits else expected(place, f"a value of {enum.name}")
        if name in self._scope.messages:
            return self._against_message(value, self._scope.messages[name], place)
        return _against_google(value, name.removeprefix(_GOOGLE), place) if name.startswith(_GOOGLE) else None


class _Maker:
    def __init__(self, scope: p.Scope, syntaxes: Mapping[str, Syntax], random: Random, *, all_fields: bool, odd: bool) -> None:
        self._scope, self._syntaxes, self._random, self._all_fields, self._odd = scope, syntaxes, random, all_fields, odd

    def message(self, message: p.MessageType, depth: int) -> JsonObject:
        if depth > _TOO_DEEP:
            raise DeadEnd
        chosen = {name: self._random.choice(fields).name for name, fields in _oneofs(message).items()}
        found: JsonObject = {}
        for field in message.fields:
            if field.oneof and chosen[field.oneof] != field.name:
                continue
            is_required = presence(field, self._syntaxes[message.full_name]) == "required"
            if not is_required and (depth > _DEEP or (not self._all_fields and self._random.random() < 0.2)):
                continue
            value = self._field(field, message, depth)
            if value is not None:
                found[field.json_name] = value
        return found

    def _field(self, field: p.Field, message: p.MessageType, depth: int) -> Json:
        count = self._random.randint(1, 2)
        if field.map_key:
            return {self._key(field.map_key, index): self._one(field, message, depth) for index in range(count)}
        return [self._one(field, message, depth) for _ in range(count)] if field.label == "repeated" else self._one(field, message, depth)

    def _key(self, kind: str, index: int) -> str:
        match kind:
            case "string":
                return f"{texts.text(self._random)} {index}"
            case "bool":
                return ("true", "false")[index % 2]
            case _:
                return str(index + 1)

    def _one(self, field: p.Field, message: p.MessageType, depth: int) -> Json:
        name = self._scope.find(field.type, message.full_name)
        if name in p.SCALARS:
            return self._scalar(name)
        if name in self._scope.enums:
            return self._random.choice(self._scope.enums[name].values).name
        if name in self._scope.messages:
            return self.message(self._scope.messages[name], depth + 1)
        return self._google(name.removeprefix(_GOOGLE)) if name.startswith(_GOOGLE) else {}

    def _scalar(self, kind: str) -> Json:
        if kind in _RANGES:
            low, high = _RANGES[kind]
            edge = self._odd and self._random.random() < 0.3
            number = self._random.choice((low, high - 1)) if edge else self._random.randint(0, 1000)
            return str(number) if kind.endswith("64") else number
        match kind:
            case "bool":
                return self._random.random() < 0.5
            case "double" | "float":
                return self._random.randint(-4000, 4000) / 8
            case "bytes":
                from base64 import b64encode

                return b64encode(self._random.randbytes(self._random.randint(0, 8))).decode()
            case _:
                return texts.text(self._random, odd=self._odd)

    def _google(self, name: str) -> Json:
        if name in _WRAPPED:
            return self._scalar(_WRAPPED[name])
        match name:
            case "Timestamp":
                return f"2026-01-{self._random.randint(1, 28):02}T{self._random.randint(0, 23):02}:04:05Z"
            case "Duration":
                return f"{self._random.randint(0, 5000)}s"
            case "Struct":
                return {"key": texts.text(self._random)}
            case "ListValue":
                return [texts.text(self._random)]
            case "Value":
                return texts.text(self._random)
            case "FieldMask":
                return "name,address.zipCode"
            case "Empty":
                return {}
            case _:  # NullValue, and Any, which needs a type that somebody must choose
                return None


def _oneofs(message: p.MessageType) -> dict[str, list[p.Field]]:
    found: dict[str, list[p.Field]] = {}
    for field in message.fields:
        if field.oneof:
            found.setdefault(field.oneof, []).append(field)
    return found


def _against_scalar(value: Json, kind: str, place: str) -> str | None:
    if kind in _RANGES:
        low, high = _RANGES[kind]
        number = _whole(value)
        return None if number is not None and low <= number < high else expected(place, f"a whole number ({kind})")
    match kind:
        case "bool":
            fits, wanted = isinstance(value, bool), "true or false"
        case "double" | "float":
            fits = (isinstance(value, int | float) and not isinstance(value, bool)) or _is_number_text(value)
            wanted = "a number"
        case "bytes":
            fits, wanted = isinstance(value, str) and bool(_BASE64.fullmatch(value)), "base64"
        case _:
            fits, wanted = isinstance(value, str), "a text"
    return None if fits else expected(place, wanted)


def _against_google(value: Json, name: str, place: str) -> str | None:
    if name in _WRAPPED:
        return _against_scalar(value, _WRAPPED[name], place)
    match name:
        case "Timestamp":
            fits, wanted = isinstance(value, str) and bool(_MOMENT.fullmatch(value)), "a moment such as 2026-01-02T03:04:05Z"
        case "Duration":
            fits, wanted = isinstance(value, str) and bool(_SPAN.fullmatch(value)), "a duration such as 1.5s"
        case "Struct" | "Any" | "Empty":
            fits, wanted = isinstance(value, dict), "an object"
        case "ListValue":
            fits, wanted = isinstance(value, list), "an array"
        case "FieldMask":
            fits, wanted = isinstance(value, str), "a text"
        case _:
            return None
    return None if fits else expected(place, wanted)


def _whole(value: Json) -> int | None:
    """Numbers may be texts, and 1.0 is 1."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?\d{1,30}", value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if _is_whole(value) and isinstance(value, int) else None


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number_text(value: Json) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?", value))
