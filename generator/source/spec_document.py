"""A specification document as YAML nodes that can be walked: keys, `$ref`s within it and into other files of the catalog, places.

Knows nothing of AsyncAPI or OpenAPI beyond that they are such trees; never leaves the catalog, and no URL is fetched.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

import yaml

from ..diagnostics import Diagnostic, Location
from ..model.json import Json, JsonObject
from ..model.resources import Cutting
from .block import plain
from .composer import compose
from .files import Folder
from .inheritance import CONTAINERS, Family, families
from .paths import resolved

_MOST_REFERENCES = 32
_MOST_NODES = 50_000
_MOST_SCHEMAS = 500


class Spot(NamedTuple):
    """A node and the document that it is in."""

    document: "Document"
    node: yaml.Node

    @property
    def location(self) -> Location:
        mark = self.node.start_mark
        return Location(self.document.path, mark.line + 1, mark.column + 1)

    @property
    def text(self) -> str:
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else ""

    def entries(self) -> "Iterator[tuple[str, Spot]]":
        """The entries of a mapping, references followed; none of anything else."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                if isinstance(key, yaml.ScalarNode) and key.value != "$ref":
                    yield str(key.value), Spot(self.document, value).followed()

    def items(self) -> "Iterator[Spot]":
        """The items of a list, references followed; none of anything else."""
        if isinstance(self.node, yaml.SequenceNode):
            yield from (Spot(self.document, node).followed() for node in self.node.value)

    def raw(self, key: str) -> "Spot | None":
        if isinstance(self.node, yaml.MappingNode):
            for name, value in self.node.value:
                if name.value == key:
                    return Spot(self.document, value)
        return None

    def child(self, *keys: str) -> "Spot | None":
        """What is below the keys, references followed."""
        spot: Spot | None = self.followed()
        for key in keys:
            spot = None if spot is None else spot.raw(key)
            spot = None if spot is None else spot.followed()
        return spot

    def value(self, key: str) -> str:
        found = self.child(key)
        return "" if found is None else found.text

    def followed(self) -> "Spot":
        """Where the node's `$ref` leads, and so on; itself when it has none or it leads nowhere."""
        spot = self
        for _ in range(_MOST_REFERENCES):
            reference = spot.raw("$ref")
            target = None if reference is None else spot.document.target(reference.text)
            if target is None:
                return spot
            spot = target
        return self


class Document:
    """A parsed file of the catalog. `library` has the others that its references lead to."""

    def __init__(self, path: str, root: yaml.Node, text: str, library: "Library") -> None:
        self.path = path
        self.text = text
        self.root = Spot(self, root)
        self._library = library

    def target(self, reference: str) -> Spot | None:
        """The node that a `$ref` names, None when it leads nowhere."""
        file, _, pointer = reference.partition("#")
        document: Document | None = self
        if file:
            path = resolved(self.path, unquote(file))
            document = None if path is None else self._library.document(path)
        spot = None if document is None else document.root
        for step in pointer.split("/")[1:] if pointer else ():
            spot = None if spot is None else spot.raw(unquote(step).replace("~1", "/").replace("~0", "~"))
        return spot


class Library:
    """The documents of a catalog, each read once. `problems` says what kept one from being read."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._documents: dict[str, Document | None] = {}
        self.problems: dict[str, Diagnostic] = {}

    def document(self, path: str) -> Document | None:
        if path not in self._documents:
            self._documents[path] = None
            text = self._folder.text(path)
            node, problem = (None, None) if text is None else compose(text, path)
            if problem is not None:
                self.problems[path] = problem
            if node is not None:
                self._documents[path] = Document(path, node, text or "", self)
        return self._documents[path]


def json_schema(spot: Spot) -> Json:
    """The schema at `spot`, whole: schemas that it refers to are below its `$defs`, and `nullable` of OpenAPI 3.0 is a type.

    None when it is too large to be the payload of one message, or contains itself by aliases.
    """
    return cut_schema(spot)[0]


def cut_schema(spot: Spot) -> tuple[Json, tuple[Cutting, ...]]:
    """The schema at `spot` as `json_schema` gives it, and what it was cut from."""
    try:
        bundle = _Bundle(spot.followed())
    except (OverflowError, RecursionError):
        return None, ()
    return bundle.schema, tuple(bundle.cuttings)


def _cutting(name: str, spot: Spot) -> Cutting:
    start, end = spot.node.start_mark, spot.node.end_mark
    # Indented as its first line is not: what follows that is.
    text = " " * start.column + spot.document.text[start.index : end.index]
    return Cutting(name, spot.document.path, text, start.line + 1)


class _Kin(NamedTuple):
    """A schema of a document that others extend. `prefix` is what references to them begin with."""

    name: str
    node: yaml.Node
    family: Family
    prefix: str

    def reference(self, name: str) -> str:
        return self.prefix + name.replace("~", "~0").replace("/", "~1")


def _kin(document: Document, most: int) -> Iterator[_Kin]:
    for path in CONTAINERS:
        spot: Spot | None = document.root
        for step in path:
            spot = None if spot is None else spot.raw(step)
        schemas = None if spot is None else plain(spot.node, most)
        if spot is None or not isinstance(schemas, dict):
            continue
        prefix = f"#/{'/'.join(path)}/"
        found = families(schemas, prefix)
        yield from (_Kin(key.value, value, found[key.value], prefix) for key, value in spot.node.value if key.value in found)


class _Bundle:
    """Collects a schema and, each once and by name, what it refers to."""

    def __init__(self, spot: Spot) -> None:
        self._names: dict[tuple[str, int], str] = {}
        self._pending: list[tuple[str, Spot]] = []
        self._nodes = _MOST_NODES
        self._families: dict[str, list[_Kin]] = {}
        kin = self._kin(spot)  # heirs refer to a base by its name
        self.cuttings = [_cutting("", spot)]
        self.schema: Json = self._plain(spot) if kin is None else {"$ref": f"#/$defs/{self._name(kin.reference(kin.name), spot)}"}
        definitions: JsonObject = {}
        while self._pending:
            name, inner = self._pending.pop(0)
            self.cuttings.append(_cutting(name, inner))
            definitions[name] = self._plain(inner)
        if definitions and isinstance(self.schema, dict):
            sorted_definitions: JsonObject = {name: definitions[name] for name in sorted(definitions)}
            self.schema = {**self.schema, "$defs": sorted_definitions}

    def _plain(self, spot: Spot) -> Json:
        tree = plain(spot.node, self._nodes)
        moved = self._moved(tree, spot.document)
        kin = self._kin(spot)
        return moved if kin is None or not isinstance(moved, dict) else {**moved, "discriminator": self._discriminator(kin, spot.document)}

    def _kin(self, spot: Spot) -> "_Kin | None":
        """What extends the schema, where it is a base; None where it is none."""
        document = spot.document
        if spot.raw("discriminator") is None:
            return None
        if document.path not in self._families:
            self._families[document.path] = list(_kin(document, self._nodes))
        return next((kin for kin in self._families[document.path] if kin.node is spot.node), None)

    def _discriminator(self, kin: "_Kin", document: Document) -> Json:
        """All tags, with the names that the schemas have here."""
        mapping: JsonObject = {}
        for member, tags in kin.family.members:
            reference = kin.reference(member)
            target = document.target(reference)
            if target is not None:
                mapping |= dict.fromkeys(tags, f"#/$defs/{self._name(reference, target.followed())}")
        return {"propertyName": kin.family.property, "mapping": mapping}

    def _moved(self, tree: Json, document: Document) -> Json:
        self._nodes -= 1
        if self._nodes < 0:
            raise OverflowError
        if isinstance(tree, list):
            return [self._moved(item, document) for item in tree]
        if not isinstance(tree, dict):
            return tree
        moved: JsonObject = {
            key: self._moved(value, document) for key, value in tree.items() if key != "nullable" or tree.get("type") is None
        }
        reference = tree.get("$ref")
        if isinstance(reference, str):
            target = document.target(reference)
            if target is not None:
                moved["$ref"] = f"#/$defs/{self._name(reference, target.followed())}"
        mapping = discriminator.get("mapping") if isinstance(discriminator := tree.get("discriminator"), dict) else None
        if isinstance(discriminator, dict) and isinstance(mapping, dict):
            targets: JsonObject = {tag: self._mapped(target, document) for tag, target in mapping.items()}
            moved["discriminator"] = {**discriminator, "mapping": targets}
        if tree.get("nullable") is True and isinstance(kind := tree.get("type"), str):
            moved["type"] = [kind, "null"]
            if isinstance(values := moved.get("enum"), list) and None not in values:
                moved["enum"] = [*values, None]
        return moved

    def _mapped(self, reference: Json, document: Document) -> Json:
        """What a tag of a discriminator stands for: a reference, or the bare name of a schema."""
        if not isinstance(reference, str):
            return reference
        target = document.target(reference if set(reference) & set("#/.") else f"#/components/schemas/{reference}")
        return reference if target is None else f"#/$defs/{self._name(reference, target.followed())}"

    def _name(self, reference: str, target: Spot) -> str:
        key = (target.document.path, id(target.node))
        if key not in self._names:
            if len(self._names) >= _MOST_SCHEMAS:
                raise OverflowError
            base = "".join(c if c.isalnum() or c in "_-." else "_" for c in reference.rpartition("/")[2]) or "Schema"
            taken = set(self._names.values())
            name = next(name for name in (base, *(f"{base}{number}" for number in range(2, _MOST_SCHEMAS + 3))) if name not in taken)
            self._names[key] = name
            self._pending.append((name, target))
        return self._names[key]
