"""An Avro schema as values, its names resolved. What breaks the specification makes it unreadable (source/avro.py judges that).

Does not compare (see resolve.py), and knows no IDL: `.avsc` files, which are JSON.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from ...model.json import Json, JsonObject
from ...source.avro import PRIMITIVES, declared_name, full_name, logical_type, problems


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
    fault = next((problem for problem in problems(raw) if not problem.ignored), None)
    if fault is not None:
        raise UnreadableAvro(f"{fault.message} (at /{'/'.join(map(str, fault.path))})")
    return _Reader(path).type(raw, "", "")


@dataclass
class _Reader:
    """Of schemas that are known to be valid."""

    path: str
    names: dict[str, Type] = field(default_factory=dict[str, Type])

    def type(self, raw: Json, pointer: str, namespace: str) -> Type:
        if isinstance(raw, str):
            return Type(raw, self.path, pointer) if raw in PRIMITIVES else self.names[full_name(raw, namespace)]
        if isinstance(raw, list):
            return Type("union", self.path, pointer, branches=tuple(self.branches(raw, pointer, namespace)))
        node = cast(JsonObject, raw)
        kind = node["type"]
        if not isinstance(kind, str):
            return self.type(kind, f"{pointer}/type", namespace)
        if kind in ("record", "error", "enum", "fixed"):
            return self.definition(node, kind, pointer, namespace)
        if kind in ("array", "map"):
            key = "items" if kind == "array" else "values"
            return Type(kind, self.path, pointer, inner=self.type(node[key], f"{pointer}/{key}", namespace))
        found = self.type(kind, pointer, namespace)
        if found.kind in PRIMITIVES:
            found.logical = _logical(node)
        return found

    def branches(self, raw: list[Json], pointer: str, namespace: str) -> Iterator[Type]:
        return (self.type(branch, f"{pointer}/{index}", namespace) for index, branch in enumerate(raw))

    def definition(self, raw: JsonObject, kind: str, pointer: str, namespace: str) -> Type:
        full = declared_name(raw, namespace)
        inside = full.rpartition(".")[0]
        aliases = frozenset(full_name(alias, inside) for alias in _texts(raw.get("aliases")))
        found = self.names[full] = Type("record" if kind == "error" else kind, self.path, pointer, name=full, aliases=aliases)
        if kind == "enum":
            default = raw.get("default")
            found.symbols = tuple(_texts(raw["symbols"]))
            found.default_symbol = default if isinstance(default, str) else None
        elif kind == "fixed":
            found.size, found.logical = cast(int, raw["size"]), _logical(raw)
        else:
            found.fields = tuple(self.fields(cast("list[JsonObject]", raw["fields"]), pointer, inside))
        return found

    def fields(self, listed: list[JsonObject], pointer: str, namespace: str) -> Iterator[Field]:
        for index, entry in enumerate(listed):
            place = f"{pointer}/fields/{index}"
            type = self.type(entry["type"], f"{place}/type", namespace)
            default = Default(entry["default"]) if "default" in entry else None
            yield Field(str(entry["name"]), type, place, frozenset(_texts(entry.get("aliases"))), default)


def _texts(raw: Json) -> list[str]:
    return [entry for entry in raw if isinstance(entry, str)] if isinstance(raw, list) else []


def _logical(raw: JsonObject) -> Logical | None:
    name = logical_type(raw)
    if name != "decimal":
        return Logical(name) if name else None
    return Logical(name, cast(int, raw["precision"]), cast(int, raw.get("scale", 0)))
