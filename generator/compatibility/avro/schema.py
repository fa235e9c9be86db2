"""An Avro schema as values: names resolved, defaults checked. What breaks the specification makes it unreadable.

Does not compare (see resolve.py), and knows no IDL: `.avsc` files, which are JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...model.json import Json, JsonObject
from ...source.avro import PRIMITIVES, full_name

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INT, _LONG = 2**31, 2**63


class UnreadableAvro(Exception):
    """The schema is not one. The message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Logical:
    """A logical type; `precision` and `scale` are a decimal's."""

    name: str
    precision: int = 0
    scale: int = 0

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})" if self.name == "decimal" else self.name


@dataclass(eq=False)
class Type:
    """`kind` is a primitive's name, `record`, `enum`, `fixed`, `array`, `map` or `union`. `inner` has the items of an array, the values of a map.

    Named types refer to themselves where they are recursive; they are compared by identity.
    """

    kind: str
    document: str
    pointer: str
    name: str = ""
    aliases: frozenset[str] = frozenset()
    fields: "tuple[Field, ...]" = ()
    symbols: tuple[str, ...] = ()
    default_symbol: str | None = None
    size: int = 0
    inner: "Type | None" = None
    branches: "tuple[Type, ...]" = ()
    logical: Logical | None = None

    @property
    def short_name(self) -> str:
        return self.name.rpartition(".")[2]

    def __str__(self) -> str:
        if self.kind == "union":
            return f"union of {', '.join(str(branch) for branch in self.branches)}"
        text = f"{self.kind} {self.name}" if self.name else self.kind
        return f"{text} ({self.logical})" if self.logical else text


@dataclass(frozen=True, slots=True)
class Field:
    """`default` is None where there is none; a default of null is `Default(None)`."""

    name: str
    type: Type
    pointer: str
    aliases: frozenset[str] = frozenset()
    default: "Default | None" = None


@dataclass(frozen=True, slots=True)
class Default:
    value: Json


def parse(path: str, texts: Mapping[str, str]) -> Type:
    """Raises UnreadableAvro."""
    try:
        raw: Json = json.loads(texts[path])
    except (ValueError, RecursionError) as error:
        raise UnreadableAvro(f"not valid JSON: {error}") from error
    try:
        return _Parser(path).type(raw, "", "", 0)
    except RecursionError as error:
        raise UnreadableAvro("the schema is nested too deeply") from error


@dataclass
class _Parser:
    path: str
    names: dict[str, Type] = field(default_factory=dict[str, Type])

    def type(self, raw: Json, pointer: str, namespace: str, depth: int) -> Type:
        if depth > 100:
            raise UnreadableAvro("the schema is nested too deeply")
        if isinstance(raw, str):
            return self.named(raw, pointer, namespace)
        if isinstance(raw, list):
            return self.union(raw, pointer, namespace, depth)
        if not isinstance(raw, dict):
            raise UnreadableAvro(f"{json.dumps(raw)} is no schema")
        kind = raw.get("type")
        if isinstance(kind, dict | list):
            return self.type(kind, f"{pointer}/type", namespace, depth + 1)
        if not isinstance(kind, str):
            raise UnreadableAvro("a schema has no 'type'")
        if kind in ("record", "error", "enum", "fixed"):
            return self.definition(raw, kind, pointer, namespace, depth)
        if kind in ("array", "map"):
            key = "items" if kind == "array" else "values"
            if key not in raw:
                raise UnreadableAvro(f"a type '{kind}' has no '{key}'")
            return Type(kind, self.path, pointer, inner=self.type(raw[key], f"{pointer}/{key}", namespace, depth + 1))
        found = self.named(kind, pointer, namespace)
        if found.kind in PRIMITIVES:
            found.logical = _logical(raw, found.kind, 0)
        return found

    def named(self, name: str, pointer: str, namespace: str) -> Type:
        if name in PRIMITIVES:
            return Type(name, self.path, pointer)
        for full in (full_name(name, namespace), name):
            if full in self.names:
                return self.names[full]
        raise UnreadableAvro(f"there is no type '{name}'")

    def union(self, raw: list[Json], pointer: str, namespace: str, depth: int) -> Type:
        branches = tuple(self.type(branch, f"{pointer}/{index}", namespace, depth + 1) for index, branch in enumerate(raw))
        seen: set[str] = set()
        for branch in branches:
            key = branch.name or branch.kind
            if branch.kind == "union" or key in seen:
                raise UnreadableAvro(f"a union has '{key}' twice" if key in seen else "a union is directly in a union")
            seen.add(key)
        return Type("union", self.path, pointer, branches=branches)

    def definition(self, raw: JsonObject, kind: str, pointer: str, namespace: str, depth: int) -> Type:
        name = raw.get("name")
        if not isinstance(name, str) or not all(_NAME.fullmatch(part) for part in name.split(".")):
            raise UnreadableAvro(f"'{name}' is no name for a type '{kind}'")
        given = raw.get("namespace")
        inside = name.rpartition(".")[0] if "." in name else (given if isinstance(given, str) else namespace)
        full = full_name(name, inside)
        if full in self.names or full in PRIMITIVES:
            raise UnreadableAvro(f"the name '{full}' is given twice")
        aliases = frozenset(full_name(alias, inside) for alias in _texts(raw.get("aliases")))
        found = self.names[full] = Type("record" if kind == "error" else kind, self.path, pointer, name=full, aliases=aliases)
        if kind == "enum":
            self.enum(found, raw)
        elif kind == "fixed":
            size = raw.get("size")
            if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                raise UnreadableAvro(f"the fixed '{full}' has no size")
            found.size = size
            found.logical = _logical(raw, "fixed", size)
        else:
            found.fields = tuple(self.fields(raw, pointer, inside, depth))
        return found

    def enum(self, found: Type, raw: JsonObject) -> None:
        found.symbols = tuple(_texts(raw.get("symbols")))
        default = raw.get("default")
        if not isinstance(raw.get("symbols"), list) or len(set(found.symbols)) != len(found.symbols):
            raise UnreadableAvro(f"the enum '{found.name}' has no symbols, or one twice")
        if default is not None and default not in found.symbols:
            raise UnreadableAvro(f"the default of the enum '{found.name}' is none of its symbols")
        found.default_symbol = default if isinstance(default, str) else None

    def fields(self, raw: JsonObject, pointer: str, namespace: str, depth: int) -> Iterator[Field]:
        listed = raw.get("fields")
        if not isinstance(listed, list):
            raise UnreadableAvro("a record has no 'fields'")
        seen: set[str] = set()
        for index, entry in enumerate(listed):
            name = entry.get("name") if isinstance(entry, dict) else None
            if not isinstance(entry, dict) or not isinstance(name, str) or name in seen or "type" not in entry:
                raise UnreadableAvro(f"field {index + 1} of a record has no name or no type, or its name is given twice")
            seen.add(name)
            place = f"{pointer}/fields/{index}"
            type = self.type(entry["type"], f"{place}/type", namespace, depth + 1)
            default = Default(entry["default"]) if "default" in entry else None
            if default is not None and not _fits(default.value, type):
                raise UnreadableAvro(f"the default of '{name}' is no {type}")
            yield Field(name, type, place, frozenset(_texts(entry.get("aliases"))), default)


def _texts(raw: Json) -> list[str]:
    return [entry for entry in raw if isinstance(entry, str)] if isinstance(raw, list) else []


def _logical(raw: JsonObject, kind: str, size: int) -> Logical | None:
    """The logical type, None for one that the specification says to ignore because it does not fit."""
    name = raw.get("logicalType")
    if not isinstance(name, str):
        return None
    if name != "decimal":
        return Logical(name)
    precision, scale = raw.get("precision"), raw.get("scale", 0)
    if kind not in ("bytes", "fixed") or not isinstance(precision, int) or not isinstance(scale, int):
        return None
    return Logical(name, precision, scale) if 0 <= scale <= precision and precision > 0 else None


def _fits(value: Json, type: Type) -> bool:
    """Is the value a default of the type? A union's may be of any branch (since Avro 1.12; before, of the first)."""
    match type.kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "int" | "long":
            limit = _INT if type.kind == "int" else _LONG
            return isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit
        case "float" | "double":
            return (isinstance(value, int | float) and not isinstance(value, bool)) or value in ("NaN", "Infinity", "-Infinity")
        case "string" | "bytes" | "fixed":
            return isinstance(value, str) and (type.kind != "fixed" or len(value) == type.size)
        case "enum":
            return value in type.symbols
        case "array":
            return isinstance(value, list) and type.inner is not None and all(_fits(entry, type.inner) for entry in value)
        case "map":
            return isinstance(value, dict) and type.inner is not None and all(_fits(entry, type.inner) for entry in value.values())
        case "union":
            return any(_fits(value, branch) for branch in type.branches)
        case _:
            return isinstance(value, dict) and all(
                _fits(value[found.name], found.type) if found.name in value else found.default is not None for found in type.fields
            )
