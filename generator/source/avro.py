"""Is a JSON value an Avro schema? By the rules of the Avro 1.12 specification: names, references, unions, defaults, logical types.

Does not read or write data.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.json import Json

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAMED = frozenset({"record", "error", "enum", "fixed"})
_LOGICAL: Mapping[str, frozenset[str]] = {
    "decimal": frozenset({"bytes", "fixed"}),
    "uuid": frozenset({"string", "fixed"}),
    "date": frozenset({"int"}),
    "time-millis": frozenset({"int"}),
    **dict.fromkeys(("time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos"), frozenset({"long"})),
    **dict.fromkeys(("local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos"), frozenset({"long"})),
    "duration": frozenset({"fixed"}),
}
_SIZES = {"uuid": 16, "duration": 12}
_RANGES = {"int": 31, "long": 63}
_DEEPEST = 100
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` leads to the place in the schema's JSON."""

    path: Path
    message: str
    ignored: bool = False
    """True for a logical type that readers must ignore: the schema is valid, and not what its author meant."""


def problems(schema: Json) -> Iterator[Problem]:
    """Everything that keeps `schema` from being an Avro schema or from meaning what it says, in document order."""
    yield from _Checker().schema(schema, (), "", 0)


class _Checker:
    """Knows the named types that were defined so far: Avro wants a definition before its use, in document order."""

    def __init__(self) -> None:
        self._names: dict[str, Json] = {}

    def schema(self, schema: Json, path: Path, namespace: str, depth: int) -> Iterator[Problem]:
        if depth > _DEEPEST:
            yield Problem(path, f"it is nested more than {_DEEPEST} levels deep")
        elif isinstance(schema, str):
            if schema not in PRIMITIVES and full_name(schema, namespace) not in self._names:
                yield Problem(path, f"there is no type '{schema}' (a named type must be defined before it is used)")
        elif isinstance(schema, list):
            yield from self._union(schema, path, namespace, depth)
        elif isinstance(schema, dict):
            yield from self._object(schema, path, namespace, depth)
        else:
            yield Problem(path, "a schema must be a type name, a list or an object")

    def _union(self, branches: list[Json], path: Path, namespace: str, depth: int) -> Iterator[Problem]:
        seen: set[str] = set()
        if not branches:
            yield Problem(path, "a union must have a branch")
        for number, branch in enumerate(branches):
            if isinstance(branch, list):
                yield Problem((*path, number), "a union can't be in a union directly")
                continue
            yield from self.schema(branch, (*path, number), namespace, depth + 1)
            kind = _kind(branch, namespace)
            if kind in seen:
                yield Problem((*path, number), f"the union has two branches of type '{kind}'")
            seen.add(kind)

    def _object(self, schema: dict[str, Json], path: Path, namespace: str, depth: int) -> Iterator[Problem]:
        kind = schema.get("type")
        if kind is None:
            yield Problem(path, "'type' is missing")
            return
        if not isinstance(kind, str):
            yield from self.schema(kind, (*path, "type"), namespace, depth + 1)
            return
        if kind in _NAMED:
            yield from self._named(kind, schema, path, namespace, depth)
        elif kind in ("array", "map"):
            key = "items" if kind == "array" else "values"
            if key in schema:
                yield from self.schema(schema[key], (*path, key), namespace, depth + 1)
            else:
                yield Problem(path, f"'{key}' of the {kind} is missing")
        else:
            yield from self.schema(kind, (*path, "type"), namespace, depth + 1)
        yield from _logical(kind, schema, path)

    def _named(self, kind: str, schema: dict[str, Json], path: Path, namespace: str, depth: int) -> Iterator[Problem]:
        name = schema.get("name")
        if not isinstance(name, str) or not name:
            yield Problem(path, f"the {kind} has no 'name'")
            name = ""
        elif not all(_NAME.fullmatch(part) for part in name.split(".")):
            yield Problem((*path, "name"), f"'{name}' is no Avro name: letters, digits and underscores, no digit first")
        own = schema.get("namespace")
        if isinstance(own, str) and own and not all(_NAME.fullmatch(part) for part in own.split(".")):
            yield Problem((*path, "namespace"), f"'{own}' is no Avro namespace")
        space = own if isinstance(own, str) else namespace
        full = full_name(name, space)
        if name and full in self._names:
            yield Problem((*path, "name"), f"'{full}' is defined twice")
        if full in PRIMITIVES:
            yield Problem((*path, "name"), f"'{full}' is the name of a primitive type")
        self._names[full] = schema
        if "." in full:
            space = full.rpartition(".")[0]
        if kind == "enum":
            yield from _enum(schema, path)
        elif kind == "fixed":
            size = schema.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                yield Problem((*path, "size"), "'size' of the fixed must be a whole number")
        else:
            yield from self._fields(schema, path, space, depth)

    def _fields(self, schema: dict[str, Json], path: Path, namespace: str, depth: int) -> Iterator[Problem]:
        fields = schema.get("fields")
        if not isinstance(fields, list):
            yield Problem(path, "'fields' of the record must be a list")
            return
        seen: set[str] = set()
        for number, field in enumerate(fields):
            place = (*path, "fields", number)
            name = field.get("name") if isinstance(field, dict) else None
            if not isinstance(field, dict) or not isinstance(name, str):
                yield Problem(place, "the field has no 'name'")
                continue
            if not _NAME.fullmatch(name):
                yield Problem((*place, "name"), f"'{name}' is no Avro name: letters, digits and underscores, no digit first")
            if name in seen:
                yield Problem((*place, "name"), f"the record has two fields '{name}'")
            seen.add(name)
            if "type" not in field:
                yield Problem(place, f"the field '{name}' has no 'type'")
                continue
            yield from self.schema(field["type"], (*place, "type"), namespace, depth + 1)
            if "default" in field and not self._fits(field["default"], field["type"], namespace):
                yield Problem((*place, "default"), f"the default of '{name}' is not of its type")

    def _fits(self, value: Json, schema: Json, namespace: str, depth: int = 0) -> bool:
        """True when a default is of the type. Of a union any branch may fit (since 1.12)."""
        if depth > 20:
            return True
        if isinstance(schema, list):
            return any(self._fits(value, branch, namespace, depth + 1) for branch in schema)
        if isinstance(schema, dict):
            kind = schema.get("type")
            if not isinstance(kind, str) or (kind not in _NAMED and kind not in ("array", "map")):
                return self._fits(value, kind, namespace, depth + 1)
            return self._fits_complex(value, kind, schema, namespace, depth)
        if not isinstance(schema, str):
            return True
        if schema not in PRIMITIVES:
            full = full_name(schema, namespace)
            named = self._names.get(full)
            return named is None or self._fits(value, named, full.rpartition(".")[0], depth + 1)
        return _is_primitive(value, schema)

    def _fits_complex(self, value: Json, kind: str, schema: dict[str, Json], namespace: str, depth: int) -> bool:
        if kind == "array":
            return isinstance(value, list) and all(self._fits(item, schema.get("items"), namespace, depth + 1) for item in value)
        if kind == "map":
            return isinstance(value, dict) and all(self._fits(item, schema.get("values"), namespace, depth + 1) for item in value.values())
        if kind == "enum":
            symbols = schema.get("symbols")
            return isinstance(value, str) and (not isinstance(symbols, list) or value in symbols)
        if kind == "fixed":
            return isinstance(value, str) and len(value) == schema.get("size")
        space = declared_name(schema, namespace).rpartition(".")[0]
        fields = schema.get("fields")
        return isinstance(value, dict) and all(
            self._fits(value[name], field.get("type"), space, depth + 1) if name in value else "default" in field
            for field in (fields if isinstance(fields, list) else ())
            if isinstance(field, dict) and isinstance(name := field.get("name"), str)
        )


def _enum(schema: dict[str, Json], path: Path) -> Iterator[Problem]:
    symbols = schema.get("symbols")
    if not isinstance(symbols, list):
        yield Problem(path, "'symbols' of the enum must be a list")
        return
    seen: set[Json] = set()
    for number, symbol in enumerate(symbols):
        if not isinstance(symbol, str) or not _NAME.fullmatch(symbol):
            yield Problem((*path, "symbols", number), f"'{symbol}' is no Avro name: letters, digits and underscores, no digit first")
        elif symbol in seen:
            yield Problem((*path, "symbols", number), f"the enum has the symbol '{symbol}' twice")
        else:
            seen.add(symbol)
    if "default" in schema and schema["default"] not in symbols:
        yield Problem((*path, "default"), f"the default '{schema['default']}' is no symbol of the enum")


def logical_type(schema: Mapping[str, Json]) -> str:
    """The logical type of a schema, also one that Avro does not know; empty for none, and for one that readers ignore because it does not fit."""
    logical = schema.get("logicalType")
    if not isinstance(logical, str) or next(_logical(str(schema.get("type")), schema, ()), None) is not None:
        return ""
    return logical


def _logical(kind: str, schema: Mapping[str, Json], path: Path) -> Iterator[Problem]:
    """An unknown logical type, or one on the wrong type, is ignored by readers: the writer meant something else."""
    logical = schema.get("logicalType")
    if not isinstance(logical, str):
        return
    allowed, size = _LOGICAL.get(logical), _SIZES.get(logical)
    if allowed is not None and kind not in allowed:
        yield Problem(
            (*path, "logicalType"), f"the logical type '{logical}' is for {' and '.join(sorted(allowed))}, not {kind}", ignored=True
        )
    elif size is not None and kind == "fixed" and schema.get("size") != size:
        yield Problem((*path, "logicalType"), f"the logical type '{logical}' is for a fixed of {size} bytes", ignored=True)
    if logical == "decimal":
        precision, scale = schema.get("precision"), schema.get("scale", 0)
        if not isinstance(precision, int) or isinstance(precision, bool) or precision < 1:
            yield Problem(path, "a decimal must have a 'precision' above 0", ignored=True)
        elif not isinstance(scale, int) or not 0 <= scale <= precision:
            yield Problem((*path, "scale"), "'scale' of the decimal must be between 0 and its precision", ignored=True)


def _is_primitive(value: Json, kind: str) -> bool:
    if kind == "null":
        return value is None
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in _RANGES:
        bound = 1 << _RANGES[kind]
        return isinstance(value, int) and not isinstance(value, bool) and -bound <= value < bound
    if kind in ("float", "double"):
        return (isinstance(value, (int, float)) and not isinstance(value, bool)) or value in ("NaN", "Infinity", "-Infinity")
    return isinstance(value, str)


def full_name(name: str, namespace: str) -> str:
    """A name with a dot in it is full already."""
    return name if "." in name or not namespace else f"{namespace}.{name}"


def declared_name(schema: Mapping[str, Json], namespace: str) -> str:
    """The full name of a named type that is declared inside a namespace, which its own hides."""
    own = schema.get("namespace")
    return full_name(str(schema.get("name")), own if isinstance(own, str) else namespace)


def _kind(schema: Json, namespace: str) -> str:
    """What must be unique in a union: the type, and for named types the name."""
    if isinstance(schema, dict):
        kind = schema.get("type")
        name = schema.get("name")
        if kind in _NAMED and isinstance(name, str):
            return declared_name(schema, namespace)
        return _kind(kind, namespace)
    if isinstance(schema, str):
        return schema if schema in PRIMITIVES or schema in ("array", "map") else full_name(schema, namespace)
    return ""
