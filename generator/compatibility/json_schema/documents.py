"""The documents of one side of a comparison: parsed once, and every `$ref` followed within them. Never reaches the network.

A reference is looked up as a local pointer or anchor, then by the `$id`s of the documents, then as a file beside the referring one.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urldefrag, urljoin

from ...source.block import plain
from ...source.composer import compose
from ...source.openapi import understood
from .values import Value, exact

_MOST_NODES = 100_000
_IDENTIFIERS = ("$id", "id")
_ANCHORS = ("$anchor", "$dynamicAnchor")


@dataclass(frozen=True, slots=True)
class Place:
    """A schema in a document. `pointer` is a JSON pointer, empty for the whole."""

    document: str
    pointer: str


@dataclass
class _Document:
    """`resources` has the pointer of each schema with an `$id`, by that id; `anchors` the pointer of (resource pointer, name)."""

    root: Value
    resources: dict[str, str] = field(default_factory=dict[str, str])
    anchors: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    dynamic: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    bases: dict[str, str] = field(default_factory=dict[str, str])


class UnreadableSchema(Exception):
    """A document that is neither JSON nor YAML. The message says what is wrong."""


class Documents:
    """`texts` by path relative to the catalog. Documents are parsed when something first needs them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, _Document | None] = {}

    def value(self, place: Place) -> Value:
        """What stands at a place. Raises KeyError when there is nothing."""
        document = self._document(place.document)
        if document is None:
            raise KeyError(place.document)
        return _at(document.root, place.pointer)

    def root(self, path: str) -> Value:
        """Raises UnreadableSchema when the text of `path` is no JSON or YAML."""
        if path not in self._parsed:
            self._parsed[path] = _read(self._texts[path], _is_yaml(path))
        return self.value(Place(path, ""))

    def target(self, reference: str, source: Place) -> Place | None:
        """Where a `$ref` at `source` leads, None when that is not at hand."""
        document = self._document(source.document)
        if document is None:
            return None
        resource = self._resource(document, source.pointer)
        address, fragment = urldefrag(reference)
        if not address:
            return self._fragment(source.document, resource, fragment)
        base = document.bases.get(resource, "")
        found = self._by_id(urljoin(base, address)) or self._by_path(source.document, address)
        return None if found is None else self._fragment(found.document, found.pointer, fragment)

    def dynamic_target(self, reference: str, source: Place) -> Place | None:
        """Where a `$dynamicRef` leads when that is the same in every context: its anchor is dynamic at one place only."""
        place = self.target(reference, source)
        document = None if place is None else self._document(place.document)
        if place is None or document is None:
            return None
        name = urldefrag(reference)[1]
        everywhere = [pointer for path in self._texts if (found := self._document(path)) for pointer in found.dynamic.get(name, ())]
        return place if len(everywhere) <= 1 else None

    def has(self, keyword: str) -> bool:
        """True when a document may use the keyword somewhere."""
        return any(keyword in text for text in self._texts.values())

    # --- finding

    def _document(self, path: str) -> _Document | None:
        if path not in self._parsed:
            try:
                self._parsed[path] = _read(self._texts[path], _is_yaml(path)) if path in self._texts else None
            except UnreadableSchema:
                self._parsed[path] = None
        return self._parsed[path]

    def _resource(self, document: _Document, pointer: str) -> str:
        """The pointer of the innermost schema with an `$id` around `pointer`."""
        while pointer and pointer not in document.bases:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def _fragment(self, path: str, resource: str, fragment: str) -> Place | None:
        document = self._document(path)
        if document is None:
            return None
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            pointer = document.anchors.get((resource, fragment), document.anchors.get(("", fragment)))
            return None if pointer is None else Place(path, pointer)
        for base in dict.fromkeys((resource, "")):
            try:
                _at(document.root, base + fragment)
            except KeyError:
                continue
            return Place(path, base + fragment)
        return None

    def _by_id(self, address: str) -> Place | None:
        for path in self._texts:
            document = self._document(path)
            if document is not None and address in document.resources:
                return Place(path, document.resources[address])
        return None

    def _by_path(self, source: str, address: str) -> Place | None:
        if "://" in address or address.startswith(("/", "urn:")):
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(address)))
        return Place(path, "") if self._document(path) is not None else None


@lru_cache(maxsize=512)
def _read(text: str, is_yaml: bool) -> _Document:
    """A text is parsed once, in however many files it stands: a catalog has versions, and schemas that all refer to one. Raises UnreadableSchema."""
    return _index(parse(text, is_yaml=is_yaml))


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def parse(text: str, *, is_yaml: bool = False) -> Value:
    """JSON or YAML as a value, OpenAPI's words in it said in those of JSON Schema. Raises UnreadableSchema."""
    if not is_yaml:
        try:
            return exact(understood(json.loads(text), text))
        except (ValueError, RecursionError) as error:
            if text.lstrip().startswith(("{", "[")):
                raise UnreadableSchema(f"not valid JSON: {error}") from error
    node, problem = compose(text, "")
    if problem is not None or node is None:
        raise UnreadableSchema(problem.message if problem else "the file is empty")
    try:
        return exact(understood(plain(node, _MOST_NODES), text))
    except (OverflowError, RecursionError) as error:
        raise UnreadableSchema("aliases expand this file beyond any reason") from error


def _at(value: Value, pointer: str) -> Value:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise KeyError(pointer)
    return value


def _index(root: Value) -> _Document:
    document = _Document(root)
    for pointer, schema, base, resource in _schemas(root):
        for key in _IDENTIFIERS:
            id = schema.get(key)
            if isinstance(id, str) and id.startswith("#"):
                document.anchors.setdefault((resource, id[1:]), pointer)
            elif isinstance(id, str) and pointer == resource:
                document.bases[pointer] = base
                document.resources.setdefault(urldefrag(base)[0], pointer)
        for key in _ANCHORS:
            name = schema.get(key)
            if isinstance(name, str):
                document.anchors.setdefault((resource, name), pointer)
                if key == "$dynamicAnchor":
                    document.dynamic.setdefault(name, []).append(pointer)
    return document


def _schemas(root: Value) -> Iterator[tuple[str, dict[str, Value], str, str]]:
    """Every object with its pointer, its base address, and the pointer of the resource that it belongs to."""
    pending: list[tuple[str, Value, str, str]] = [("", root, "", "")]
    while pending:
        pointer, value, base, resource = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", entry, base, resource) for index, entry in enumerate(value)]
        elif isinstance(value, dict):
            id = next((found for key in _IDENTIFIERS if isinstance(found := value.get(key), str) and not found.startswith("#")), None)
            if id is not None and not pointer.endswith(("/properties", "/const", "/default")):
                base, resource = urljoin(base, id), pointer
            yield pointer, value, base, resource
            pending += [
                (f"{pointer}/{escaped(key)}", entry, base, resource) for key, entry in value.items() if key not in ("enum", "const")
            ]


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")
