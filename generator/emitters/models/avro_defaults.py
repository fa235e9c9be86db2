"""The default of an Avro field as Python source. Avro writes defaults as JSON of the underlying type, without the tags of unions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from ...model.json import Json, JsonObject
from ...source.avro import declared_name, logical_type
from ..literals import python_literal
from .names import member_names

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = datetime(1970, 1, 1)
_DATETIME = ("", "datetime")


class NoDefault(Exception):
    """The value is no value of the type, or Python has none for it."""


@dataclass(frozen=True, slots=True)
class NamedType:
    """A named type with its class (empty for a fixed) and the fields of a record as (name, field, schema)."""

    schema: JsonObject
    class_name: str
    namespace: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Defaults:
    """`find` gives the named type of a spelling in a namespace, or None. `imports` collects what the source needs."""

    find: Callable[[str, str], NamedType | None]
    imports: set[tuple[str, str]]

    def source(self, value: Json, schema: Json, namespace: str) -> str:
        """Raises NoDefault."""
        if isinstance(schema, list):
            return self._first(value, schema, namespace)
        if isinstance(schema, str):
            named = self.find(schema, namespace)
            return _primitive(value, schema) if named is None else self._named(value, named)
        node = cast(JsonObject, schema)
        kind = node.get("type")
        if not isinstance(kind, str):
            return self.source(value, kind, namespace)
        if kind in ("record", "error", "enum", "fixed"):
            named = self.find(declared_name(node, namespace), "")
            if named is None:
                raise NoDefault
            return self._named(value, named)
        if kind == "array" and isinstance(value, list):
            return f"[{', '.join(self.source(item, node['items'], namespace) for item in value)}]"
        if kind == "map" and isinstance(value, dict):
            pairs = (f"{python_literal(key)}: {self.source(item, node['values'], namespace)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        logical = python_logical_type(node)
        return self._logical(value, logical, node) if logical else _primitive(value, kind)

    def _first(self, value: Json, branches: list[Json], namespace: str) -> str:
        for branch in branches:
            try:
                return self.source(value, branch, namespace)
            except NoDefault:
                continue
        raise NoDefault

    def _named(self, value: Json, named: NamedType) -> str:
        kind = named.schema["type"]
        if kind == "enum":
            for member, symbol in member_names(cast("list[str]", named.schema["symbols"])):
                if symbol == value:
                    return f"{named.class_name}.{member}"
        if kind == "fixed" and isinstance(value, str):
            logical = python_logical_type(named.schema)
            return self._logical(value, logical, named.schema) if logical else _bytes(value)
        if kind in ("record", "error") and isinstance(value, dict):
            return f"{named.class_name}({', '.join(self._arguments(value, named))})"
        raise NoDefault

    def _arguments(self, value: JsonObject, named: NamedType) -> list[str]:
        arguments: list[str] = []
        for field in cast("list[JsonObject]", named.schema["fields"]):
            name = str(field["name"])
            if name in value:
                arguments.append(f"{named.fields[name]}={self.source(value[name], field['type'], named.namespace)}")
            elif "default" not in field:
                raise NoDefault
            else:  # only to see that the field has one
                self.source(field["default"], field["type"], named.namespace)
        return arguments

    def _logical(self, value: Json, logical: str, node: JsonObject) -> str:
        if isinstance(value, str):
            return self._of_text(value, logical, node)
        if not isinstance(value, int) or isinstance(value, bool):
            raise NoDefault
        self.imports.add(_DATETIME)
        unit = timedelta(milliseconds=1) if logical.endswith("millis") else timedelta(microseconds=1)
        try:
            if logical == "date":
                return repr(date(1970, 1, 1) + timedelta(days=value))
            if logical.startswith("time-"):
                return repr((_LOCAL_EPOCH + value * unit).time())
            if logical.startswith("local-"):
                return repr(_LOCAL_EPOCH + value * unit)
            return repr(_EPOCH + value * unit).replace("datetime.timezone.utc", "datetime.UTC")
        except OverflowError:
            raise NoDefault from None

    def _of_text(self, text: str, logical: str, node: JsonObject) -> str:
        raw = text.encode("latin-1", "replace")
        try:
            if logical == "uuid":
                self.imports.add(("uuid", "UUID"))
                return f"UUID({python_literal(str(UUID(text) if node['type'] == 'string' else UUID(bytes=raw)))})"
            if logical == "decimal":
                self.imports.add(("decimal", "Decimal"))
                number = Decimal(int.from_bytes(raw, "big", signed=True)).scaleb(-int(cast(int, node.get("scale", 0))))
                return f'Decimal("{number:f}")'
        except ValueError:
            raise NoDefault from None
        parts = [int.from_bytes(raw[start : start + 4], "little") for start in (0, 4, 8)]
        return f"avro.Duration({', '.join(map(str, parts))})"


def python_logical_type(node: JsonObject) -> str:
    """The logical type that the model gives the schema a Python type for, else empty."""
    logical = logical_type(node)
    return logical if logical in _TYPED else ""


_TYPED = frozenset(
    ("decimal", "uuid", "duration", "date", "time-millis", "time-micros", "timestamp-millis", "timestamp-micros")
    + ("local-timestamp-millis", "local-timestamp-micros")
)


def _bytes(text: str) -> str:
    try:
        return repr(text.encode("latin-1"))
    except UnicodeEncodeError:
        raise NoDefault from None


def _primitive(value: Json, kind: str) -> str:
    match kind, value:
        case "null", None:
            return "None"
        case "boolean", bool():
            return repr(value)
        case (("int" | "long"), int()) if not isinstance(value, bool):
            return repr(value)
        case (("float" | "double"), (int() | float())) if not isinstance(value, bool):
            return repr(float(value))
        case (("float" | "double"), ("NaN" | "Infinity" | "-Infinity")):
            return f'float("{value}")'
        case "bytes", str():
            return _bytes(value)
        case "string", str():
            return python_literal(value)
        case _:
            raise NoDefault
