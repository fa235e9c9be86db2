"""Parsed schema files, each once, and where a `$ref` leads.

References are followed inside a file, to files of the catalog, and to `$id`s of known files; never over the network.
"""

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast
from urllib.parse import unquote, urljoin

from ...model.json import Json, JsonObject
from ...source.openapi import understood

_NOT_SCHEMAS = frozenset({"enum", "const", "default", "examples", "example"})


class Unreadable(Exception):
    """The text is no JSON (or YAML); line and column count from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class Place:
    """A subschema: the file, relative to the catalog, and the steps of the JSON Pointer into it."""

    path: str
    steps: tuple[str, ...] = ()

    def below(self, *steps: str) -> "Place":
        return Place(self.path, (*self.steps, *steps))


def parsed(text: str, path: str) -> Json:
    """Raises Unreadable. YAML is read only from files that are named so: its parser takes thirty times as long."""
    if path.endswith((".yaml", ".yml")):
        return understood(_parsed_yaml(text), text)
    try:
        return understood(cast("Json", json.loads(text.removeprefix("\ufeff"))), text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error), 1, 1) from error


def _parsed_yaml(text: str) -> Json:
    import yaml

    try:
        return _plain(cast(object, yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unreadable(error.problem or "no YAML", 1 + (mark.line if mark else 0), 1 + (mark.column if mark else 0)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(str(error), 1, 1) from error


def _plain(value: object) -> Json:
    """What YAML knows and JSON does not (dates, keys that are numbers) becomes text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


class _Files:
    """Texts by path, each parsed and indexed when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._trees: dict[str, Json] = {}
        self._names: dict[str, Mapping[str, Place]] = {}
        self._references: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}

    def tree(self, path: str) -> Json:
        """None for a file that is not there, or can't be parsed."""
        if path not in self._trees:
            try:
                self._trees[path] = parsed(self.texts[path], path) if path in self.texts else None
            except Unreadable:
                self._trees[path] = None
        return self._trees[path]

    def names(self, path: str) -> Mapping[str, Place]:
        if path not in self._names:
            self._names[path] = dict(_identifiers(self.tree(path), path))
        return self._names[path]

    def references(self, path: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        if path not in self._references:
            self._references[path] = tuple(references(self.tree(path)))
        return self._references[path]

    @cached_property
    def identified(self) -> Mapping[str, Place]:
        """What carries each `$id`: the first that does. Looks into every file, and is made when a reference leads to no path."""
        found: dict[str, Place] = {}
        for path in self.texts:
            if "id" in self.texts[path]:
                for name, place in self.names(path).items():
                    found.setdefault(name, place)
        return found


class Library:
    """Files by path; a file is parsed when a reference first leads to it, and one that can't be is as good as absent."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._files = _Files(texts)
        self._own: dict[str, Json] = {}
        self._own_names: dict[str, Mapping[str, Place]] = {}

    def with_file(self, path: str, tree: Json) -> "Library":
        """This library with one file parsed already; what it parses and indexes later is shared."""
        other = Library({})
        other._files = self._files
        other._own = {**self._own, path: tree}
        return other

    def text(self, path: str) -> str | None:
        return self._files.texts.get(path)

    def tree(self, path: str) -> Json:
        return self._own[path] if path in self._own else self._files.tree(path)

    def references(self, path: str) -> Iterable[tuple[tuple[str, ...], str]]:
        """Every `$ref` of the file, with the steps to the object that has it."""
        return references(self._own[path]) if path in self._own else self._files.references(path)

    def follow(self, ref: str, path: str) -> tuple[Place, Json] | None:
        """The place and the subschema that `ref`, written in the file `path`, leads to; None when it leads nowhere."""
        file, _, fragment = ref.partition("#")
        target = path
        if file:
            target = file.removeprefix("catalog:/") if file.startswith("catalog:/") else self._file(unquote(file), path)
        if not target:
            return self._named(ref, path)
        if fragment and not fragment.startswith("/"):
            return self._named(f"#{fragment}", target)
        steps = tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:])
        found = step_into(self.tree(target), steps)
        return None if found is None or not isinstance(found, dict | bool) else (Place(target, steps), found)

    def _file(self, file: str, path: str) -> str:
        """The path of a known file, empty for none."""
        if "://" in file or file.startswith("/"):
            return ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        return target if target in self._files.texts or target in self._own else ""

    def _named(self, ref: str, path: str) -> tuple[Place, Json] | None:
        """What carries the `$id` or the anchor `ref`."""
        uri, _, fragment = urljoin(_base(self.tree(path)), ref).partition("#")
        own = self._names(path)
        place = own.get(ref) if ref.startswith("#") else own.get(uri) or self._elsewhere(uri)
        steps = tuple[str, ...]()
        if place is not None and not ref.startswith("#"):
            if fragment and not fragment.startswith("/"):
                # An anchor of a whole file; those inside of embedded schemas are the validator's.
                place = None if place.steps else self._names(place.path).get(f"#{fragment}")
            else:
                steps = tuple(fragment.split("/")[1:])
        if place is None:
            return None
        found = step_into(self.tree(place.path), (*place.steps, *steps))
        return None if found is None else (place.below(*steps), found)

    def _elsewhere(self, uri: str) -> Place | None:
        """What carries the identifier in another file: one that was given parsed, else the first that has it."""
        given = (self._names(path).get(uri) for path in self._own)
        place = next(filter(None, given), None) or self._files.identified.get(uri)
        return None if place is None or (place.path in self._own and uri not in self._names(place.path)) else place

    def _names(self, path: str) -> Mapping[str, Place]:
        """What the file's identifiers and anchors (`#name`) stand for."""
        if path not in self._own:
            return self._files.names(path)
        if path not in self._own_names:
            self._own_names[path] = dict(_identifiers(self._own[path], path))
        return self._own_names[path]


def step_into(tree: Json, steps: tuple[str, ...]) -> Json:
    for step in steps:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and step.isdecimal() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return None
    return tree


def references(tree: Json) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every `$ref` below, with the steps to the object that has it."""
    for steps, node in _objects(tree):
        ref = node.get("$ref")
        if isinstance(ref, str):
            yield steps, ref


def keywords(tree: Json) -> Iterator[tuple[tuple[str, ...], JsonObject]]:
    """Every object below that may be a schema (names of properties are not looked at as keywords)."""
    return _objects(tree)


def _objects(tree: Json) -> Iterator[tuple[tuple[str, ...], JsonObject]]:
    pending: list[tuple[tuple[str, ...], Json, bool]] = [((), tree, True)]
    while pending:
        steps, node, is_schema = pending.pop()
        if isinstance(node, list):
            pending.extend(((*steps, str(index)), item, True) for index, item in enumerate(node))
        elif isinstance(node, dict):
            if is_schema:
                yield steps, node
            for key, item in node.items():
                if not is_schema or key not in _NOT_SCHEMAS:
                    pending.append(((*steps, key), item, not is_schema or key not in _MAPS))


_MAPS = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies", "schemas"})


def _identifiers(tree: Json, path: str) -> Iterator[tuple[str, Place]]:
    base = _base(tree)
    for steps, node in _objects(tree):
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(anchor := node.get(keyword), str):
                yield f"#{anchor}", Place(path, steps)
        identifier = node.get("$id", node.get("id"))
        if isinstance(identifier, str) and identifier:
            name = identifier if identifier.startswith("#") else urljoin(base, identifier).rstrip("#")
            yield name, Place(path, steps)


def _base(tree: Json) -> str:
    identifier = tree.get("$id", tree.get("id")) if isinstance(tree, dict) else None
    return identifier if isinstance(identifier, str) else ""
