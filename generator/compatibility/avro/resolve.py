"""The schema resolution of the Avro specification: what keeps a reader from reading what a writer has written.

https://avro.apache.org/docs/1.12.0/specification/#schema-resolution. Every obstacle is reported, with its path; none ends the walk.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .schema import Field, Type

_PROMOTIONS: dict[str, frozenset[str]] = {
    "int": frozenset({"long", "float", "double"}),
    "long": frozenset({"float", "double"}),
    "float": frozenset({"double"}),
    "string": frozenset({"bytes"}),
    "bytes": frozenset({"string"}),
}
_NAMED = frozenset({"record", "enum", "fixed"})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`family` is what it is about; `detail` the field, symbol or branch. `reader` and `writer` are the types there."""

    family: str
    detail: str
    path: tuple[str, ...]
    reader: Type
    writer: Type
    field: Field | None = None
    sure: bool = True

    @property
    def key(self) -> tuple[tuple[str, ...], str, str]:
        return (self.path, self.family, self.detail)


class Resolution:
    """The obstacles between a reader and a writer. Circular types are compared once: what meets itself adds nothing."""

    def __init__(self) -> None:
        self._seen: set[tuple[Type, Type]] = set()

    def obstacles(self, reader: Type, writer: Type, path: tuple[str, ...] = ()) -> Iterator[Obstacle]:
        if writer.kind == "union":
            for branch in writer.branches:
                yield from self._branch(reader, branch, writer, path)
        elif reader.kind == "union":
            yield from self._into_union(reader, writer, writer, path)
        else:
            yield from self._same_kind(reader, writer, path)

    def _branch(self, reader: Type, branch: Type, union: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
        """A writer may have written any of its branches, so all of them must be readable."""
        if reader.kind == "union":
            yield from self._into_union(reader, branch, union, path)
        elif any(True for _ in self._fork().obstacles(reader, branch, path)):
            if kinds_match(reader, branch):
                yield from self.obstacles(reader, branch, path)
            else:
                yield Obstacle("union-branch", str(branch), path, reader, union)

    def _into_union(self, reader: Type, writer: Type, outer: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
        """One branch of the reader has to read it; when only inner differences keep the one that matches from it, those are told."""
        matching = [branch for branch in reader.branches if kinds_match(branch, writer)]
        for branch in matching:
            if not any(True for _ in self._fork().obstacles(branch, writer, path)):
                return
        if len(matching) == 1:
            yield from self.obstacles(matching[0], writer, path)
        else:
            yield Obstacle("union-branch", str(writer), path, reader, outer)

    def _fork(self) -> "Resolution":
        """For trying a branch: it knows what is being compared, and leaves no trace."""
        fork = Resolution()
        fork._seen = self._seen.copy()
        return fork

    def _same_kind(self, reader: Type, writer: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
        if reader.kind != writer.kind:
            if reader.kind not in _PROMOTIONS.get(writer.kind, ()):
                yield Obstacle("type", "", path, reader, writer)
            else:
                yield from _logical(reader, writer, path)
            return
        if (reader, writer) in self._seen:
            return
        if reader.kind in _NAMED:
            self._seen.add((reader, writer))
            if not names_match(reader, writer):
                yield Obstacle("name", "", path, reader, writer)
        match reader.kind:
            case "record":
                for field in reader.fields:
                    yield from self._field(field, reader, writer, path)
            case "enum":
                yield from _symbols(reader, writer, path)
            case "fixed" if reader.size != writer.size:
                yield Obstacle("fixed-size", "", path, reader, writer)
            case "array" | "map":
                if reader.inner is not None and writer.inner is not None:
                    yield from self.obstacles(reader.inner, writer.inner, (*path, "*"))
            case _:
                pass
        yield from _logical(reader, writer, path)

    def _field(self, field: Field, reader: Type, writer: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
        written = writer_field(field, writer)
        if written is not None:
            yield from self.obstacles(field.type, written.type, (*path, field.name))
        elif field.default is None:
            yield Obstacle("field", field.name, path, reader, writer, field)


def writer_field(field: Field, writer: Type) -> Field | None:
    """The field of the writer that a reader's field reads: of the same name, else of one that the reader's aliases name."""
    same = next((found for found in writer.fields if found.name == field.name), None)
    return same or next((found for found in writer.fields if found.name in field.aliases), None)


def names_match(reader: Type, writer: Type) -> bool:
    """By the name without namespace, or by an alias of the reader (the specification compares unqualified names)."""
    return reader.short_name == writer.short_name or writer.name in reader.aliases


def kinds_match(reader: Type, writer: Type) -> bool:
    """The shallow match by which a branch of a union is chosen."""
    if reader.kind != writer.kind:
        return reader.kind in _PROMOTIONS.get(writer.kind, ())
    return reader.kind not in _NAMED or names_match(reader, writer)


def _symbols(reader: Type, writer: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
    if reader.default_symbol is not None:
        return
    for symbol in writer.symbols:
        if symbol not in reader.symbols:
            yield Obstacle("enum-symbol", symbol, path, reader, writer)


def _logical(reader: Type, writer: Type, path: tuple[str, ...]) -> Iterator[Obstacle]:
    """Both sides name a meaning and they differ: the bytes can be read, and mean something else.

    The specification says so of decimals. With a meaning on one side only it says to read the underlying type.
    """
    if reader.logical is not None and writer.logical is not None and reader.logical != writer.logical:
        yield Obstacle("logical-type", "", path, reader, writer)
