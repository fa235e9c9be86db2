"""Data that was written with one Avro schema, read with another: the schema resolution of the Avro 1.12 specification.

https://avro.apache.org/docs/1.12.0/specification/#schema-resolution. A reader's field that the writer did not have is left
out of what is read: the model has the schema's default for it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from .avro_binary import AvroSchema, Codec, Compiler, Input, Read, Truncated, blocks, full_name, logical_codec, named, primitives
from .avro_unions import Chosen

_PROMOTED: Mapping[tuple[str, str], Callable[[Any], Any] | None] = {
    ("int", "long"): None,
    ("int", "float"): float,
    ("int", "double"): float,
    ("long", "float"): float,
    ("long", "double"): float,
    ("float", "double"): None,
    ("string", "bytes"): str.encode,
    ("bytes", "string"): bytes.decode,
}
_NAMED = frozenset({"record", "error", "enum", "fixed"})


class Unresolvable(ValueError):
    """The reader can't read what the writer wrote. The message says why, and where."""


def resolved(writer: AvroSchema, reader: AvroSchema) -> Callable[[bytes], Any]:
    """A function from bytes of the writer's schema to what a model of the reader's validates; it raises ValueError for other bytes.

    Raises Unresolvable when no value of the writer can be read; a union's branch that can't is an error only when it comes.
    """
    sides = _Resolver(_Side(json.loads(writer.text)), _Side(json.loads(reader.text)))
    read = sides.read(sides.writer.root, sides.reader.root, "")

    def whole(data: bytes) -> Any:
        source = Input(data)
        value = read(source)
        if source.left:
            raise Truncated(f"{source.left} bytes left over")
        return value

    return whole


@dataclass(frozen=True, slots=True)
class _Type:
    """A schema with the namespace around it. `kind` is `union` for a list; `name` is the full name of a named type."""

    kind: str
    node: Any
    namespace: str
    name: str = ""

    @property
    def shown(self) -> str:
        return f"{self.kind} {self.name}" if self.name else self.kind


class _Side:
    """One of the two schemas, its named types by full name."""

    def __init__(self, tree: Any) -> None:
        self._named: dict[str, _Type] = {}
        self.compiler = Compiler({})
        self.compiler.codec(tree, "")  # so that its parts can be compiled, in whatever order
        self._collect(tree, "")
        self.root = self.type(tree, "")

    def type(self, schema: Any, namespace: str) -> _Type:
        if isinstance(schema, list):
            return _Type("union", schema, namespace)
        if isinstance(schema, str):
            return self._named.get(full_name(schema, namespace)) or _Type(schema, {"type": schema}, namespace)
        kind = schema["type"]
        if not isinstance(kind, str):
            return self.type(kind, namespace)
        if kind in _NAMED:
            full, space = named(schema, namespace)
            return _Type("record" if kind == "error" else kind, schema, space, full)
        if kind not in _CONTAINERS and full_name(kind, namespace) in self._named:
            return self._named[full_name(kind, namespace)]
        return _Type(kind, schema, namespace)

    def _collect(self, schema: Any, namespace: str) -> None:
        if isinstance(schema, list):
            for branch in cast("Sequence[Any]", schema):
                self._collect(branch, namespace)
        if not isinstance(schema, dict):
            return
        node = cast("Mapping[str, Any]", schema)
        if node.get("type") in _NAMED:
            found = self.type(node, namespace)
            self._named[found.name] = found
            namespace = found.namespace
        for key in ("type", "items", "values"):
            self._collect(node.get(key), namespace)
        for each in node.get("fields") or ():
            self._collect(each.get("type"), namespace)


_CONTAINERS = frozenset({"array", "map", *primitives()})


@dataclass
class _Resolver:
    writer: _Side
    reader: _Side
    _records: dict[tuple[str, str], list[Read]] = field(default_factory=dict[tuple[str, str], list[Read]])

    def read(self, writer: _Type, reader: _Type, place: str) -> Read:
        if writer.kind == "union":
            return self._of_union(writer, reader, place)
        if reader.kind == "union":
            return self._into_union(writer, reader, place)
        if not _match(writer, reader) and (writer.kind, reader.kind) not in _PROMOTED:
            raise Unresolvable(f"{place or '/'}: {writer.shown} was written, {reader.shown} is expected")
        match reader.kind:
            case "record":
                return self._record(writer, reader, place)
            case "array" | "map":
                key = "items" if reader.kind == "array" else "values"
                inner_types = self.writer.type(writer.node[key], writer.namespace), self.reader.type(reader.node[key], reader.namespace)
                inner = self.read(*inner_types, f"{place}/{key}")
                return _array(inner) if reader.kind == "array" else _map(inner)
            case "enum":
                return _enum(writer, reader, place)
            case "fixed":
                if writer.node["size"] != reader.node["size"]:
                    raise Unresolvable(f"{place or '/'}: {writer.node['size']} bytes were written, {reader.node['size']} are expected")
                _same_decimal(writer, reader, place)
                return self.reader.compiler.codec(reader.node, reader.namespace).read
            case _:
                _same_decimal(writer, reader, place)
                return _primitive(writer, reader)

    def _of_union(self, writer: _Type, reader: _Type, place: str) -> Read:
        branches: list[Read] = []
        failures: list[Unresolvable] = []
        for branch in writer.node:
            try:
                branches.append(self.read(self.writer.type(branch, writer.namespace), reader, place))
            except Unresolvable as error:
                failures.append(error)
                branches.append(_failing(error))
        if len(failures) == len(branches):
            raise failures[0]

        def read(source: Input) -> Any:
            index = source.whole()
            if not 0 <= index < len(branches):
                raise Truncated(f"the union has no branch {index}")
            return branches[index](source)

        return read

    def _into_union(self, writer: _Type, reader: _Type, place: str) -> Read:
        """The first branch that is the same type, else the first that it can be promoted to."""
        types = [self.reader.type(branch, reader.namespace) for branch in reader.node]
        failure: Unresolvable | None = None
        for candidates in ([each for each in types if _match(writer, each)], [t for t in types if (writer.kind, t.kind) in _PROMOTED]):
            for branch in candidates:
                try:
                    inner = self.read(writer, branch, place)
                except Unresolvable as error:
                    failure = error
                    continue
                return _chosen(branch.name or branch.kind, inner)
        raise failure or Unresolvable(f"{place or '/'}: {writer.shown} was written, which is no branch of the union")

    def _record(self, writer: _Type, reader: _Type, place: str) -> Read:
        key = (writer.name, reader.name)
        if key in self._records:
            found = self._records[key]
            return lambda source: found[0](source)
        self._records[key] = []
        wanted = {each["name"]: each for each in reader.node["fields"]}
        aliases = {alias: name for name, each in wanted.items() for alias in each.get("aliases", ())}
        steps: list[tuple[str, Read]] = []
        for each in writer.node["fields"]:
            name = each["name"] if each["name"] in wanted else aliases.get(each["name"], "")
            inner_place = f"{place}/{each['name']}"
            if name and name in wanted:
                types = self.writer.type(each["type"], writer.namespace), self.reader.type(wanted[name]["type"], reader.namespace)
                steps.append((name, self.read(*types, inner_place)))
                del wanted[name]
            else:
                steps.append(("", self.writer.compiler.codec(each["type"], writer.namespace).read))
        missing = [name for name, each in wanted.items() if "default" not in each]
        if missing:
            raise Unresolvable(f"{place or '/'}: {', '.join(missing)} of {reader.name} was not written and has no default")

        def read(source: Input) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for name, inner in steps:
                value = inner(source)
                if name:
                    found[name] = value
            return found

        self._records[key].append(read)
        return read


def _match(writer: _Type, reader: _Type) -> bool:
    """The same kind, and of named types the same name without its namespace, or one that the reader has as an alias."""
    if writer.kind != reader.kind:
        return False
    if not reader.name or writer.name.rpartition(".")[2] == reader.name.rpartition(".")[2]:
        return True
    return writer.name in (full_name(alias, reader.namespace) for alias in reader.node.get("aliases", ()))


def _primitive(writer: _Type, reader: _Type) -> Read:
    known = primitives()[writer.kind]
    convert = _PROMOTED.get((writer.kind, reader.kind))
    read = known.read if convert is None else _converted(known.read, convert)
    return logical_codec(Codec(reader.kind, known.write, read, known.fits), reader.node).read


def _converted(read: Read, convert: Callable[[Any], Any]) -> Read:
    return lambda source: convert(read(source))


def _same_decimal(writer: _Type, reader: _Type, place: str) -> None:
    if writer.node.get("logicalType") == reader.node.get("logicalType") == "decimal":
        scales = writer.node.get("scale", 0), reader.node.get("scale", 0)
        if scales[0] != scales[1]:
            raise Unresolvable(f"{place or '/'}: a decimal with {scales[0]} digits after the point was written, {scales[1]} are expected")


def _enum(writer: _Type, reader: _Type, place: str) -> Read:
    symbols: list[str] = writer.node["symbols"]
    known: list[str] = reader.node["symbols"]
    default = reader.node.get("default")

    def read(source: Input) -> str:
        number = source.whole()
        if not 0 <= number < len(symbols):
            raise Truncated(f"the enum {writer.name} has no symbol {number}")
        if symbols[number] in known:
            return symbols[number]
        if default is None:
            raise Unresolvable(f"{place or '/'}: {reader.name} has no symbol {symbols[number]} and no default")
        return str(default)

    return read


def _chosen(tag: str, inner: Read) -> Read:
    return inner if tag == "null" else lambda source: Chosen(tag, inner(source))


def _failing(error: Unresolvable) -> Read:
    def read(_source: Input) -> Any:
        raise error

    return read


def _array(inner: Read) -> Read:
    def read(source: Input) -> list[Any]:
        found: list[Any] = []
        blocks(source, lambda rest: found.append(inner(rest)))
        return found

    return read


def _map(inner: Read) -> Read:
    key = primitives()["string"].read

    def read(source: Input) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def one(rest: Input) -> None:
            name = key(rest)
            found[name] = inner(rest)

        blocks(source, one)
        return found

    return read
