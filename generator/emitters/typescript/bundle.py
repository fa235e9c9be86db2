"""A schema and all that it refers to as one document, which a validator needs no other file for.

The keywords stay as they are written, but for references (made to point inside), identifiers (nothing may resolve against them any
more), annotations (they are comments of the types), and what draft 4 spells otherwise. The verdict is that of the original.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, cast

from ...model.json import Json, JsonObject
from ...source.openapi import bounded
from ..models.closing import closed_as_a_whole
from ..models.library import Library, Place
from ..models.metaschemas import describes_formats
from .addresses import MAPS, Addresses, base_of
from .for_ajv import counted, safe, with_part

Dialect = Literal["draft-07", "2019-09", "2020-12"]
OTHER_NAMES = "otherNames"
"""A keyword of the emitted validators: names that a property is read by too, as Avro's aliases and those of a .proto file."""
FORM = "form"
"""Another: how a text is spelled, by a name that templates/typescript/forms.ts.jinja knows."""
_VALUES = frozenset({"enum", "const", OTHER_NAMES})
_DROPPED = frozenset(
    {"$id", "id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$comment", "title", "description", "deprecated"}
) | {
    "example",
    "examples",
    "default",
    "nullable",
}
_REFERENCES = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})


# What other languages have in patterns and JavaScript has not: flags and comments in groups, anchors by letters, possessive quantifiers.
_FOREIGN = re.compile(r"(?:[^\\]|^)(?:\\\\)*(?:\(\?(?![:=!]|<[=!A-Za-z_$])|\\[AZzGhHRKX](?![^\[]*\])|(?:[*+?]|\{\d+(?:,\d*)?\})\+)")


@dataclass(frozen=True, slots=True)
class Loss:
    """A keyword that the bundle lacks, where it is and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """`format` is the language that the schema was made of, empty for its own: `avro` or `protobuf`. `losses` are keywords that it lacks."""

    dialect: Dialect
    schema: Json
    format: str = ""
    losses: tuple[Loss, ...] = ()


def bundled(tree: Json, path: str, library: Library, files: Iterable[str] = ()) -> Bundle:
    """The schema `tree` of the file `path`; `files` are those that it refers to."""
    tree = closed_as_a_whole(tree, path, library.with_file(path, tree))
    dialect = _dialect(tree)
    bundler = _Bundler(library.with_file(path, tree), path, files, dialect)
    return Bundle(dialect, bundler.whole(), losses=tuple(bundler.losses))


def _dialect(tree: Json) -> Dialect:
    """The oldest of the three that means the same. Without `$schema` the newest, unless it is written as only an older one could be."""
    named = str(tree.get("$schema", "")) if isinstance(tree, dict) else ""
    if "2019-09" in named:
        return "2019-09"
    if "draft-0" in named or _is_old(tree):
        return "draft-07"
    return "2020-12"


def _is_old(tree: Json) -> bool:
    if isinstance(tree, list):
        return any(map(_is_old, tree))
    if not isinstance(tree, dict):
        return False
    listed = isinstance(tree.get("items"), list) and "prefixItems" not in tree
    return listed or isinstance(tree.get("exclusiveMinimum"), bool) or any(map(_is_old, tree.values()))


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a schema is: the file, the address that its references count from, and whether a format without a type only describes there."""

    path: str
    base: str
    describes: bool


class _Bundler:
    """Other files become entries of `$defs`, numbered in the order in which they are met. `losses` are references that stay open."""

    def __init__(self, library: Library, path: str, files: Iterable[str], dialect: Dialect) -> None:
        self._library, self._path, self._dialect = library, path, dialect
        everything = (path, *files)
        self._files: dict[str, str] = {path: ""}
        self._definitions: dict[str, Json] = {}
        self._addresses = Addresses(library, siblings=dialect != "draft-07")
        self.losses: list[Loss] = []
        # Only then it matters what has been evaluated.
        self._counts = any("unevaluated" in repr(library.tree(file)) for file in everything)
        for file in everything:
            self._addresses.add(file)

    def whole(self) -> Json:
        schema = self._file(self._path)
        if not self._definitions:
            return schema
        inside = schema if isinstance(schema, dict) else cast(JsonObject, {"allOf": [schema]})
        own = inside.get("$defs")
        return {**inside, "$defs": {**(own if isinstance(own, dict) else {}), **self._definitions}}

    def _file(self, path: str) -> Json:
        tree = self._library.tree(path)
        self._addresses.add(path)
        return self._schema(tree, _Around(path, base_of(path), describes_formats(tree)), Place(path))

    def _schema(self, node: Json, around: _Around, place: Place) -> Json:
        if isinstance(node, list):
            return [self._schema(item, around, place.below(str(index))) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        around = replace(around, base=self._addresses.base(node, around.base))
        result: JsonObject = {}
        for key, value in node.items():
            if key in _DROPPED or (key == "format" and around.describes and "type" not in node and isinstance(value, str)):
                continue
            if key in _VALUES:
                result[key] = value
            elif key == "pattern" and isinstance(value, str) and self._is_foreign(value, place.below(key)):
                continue
            elif key in MAPS and isinstance(value, dict):
                result[key] = {
                    name: self._schema(inner, around, place.below(key, name))
                    for name, inner in value.items()
                    if key != "patternProperties" or not self._is_foreign(name, place.below(key, name))
                }
            elif key in _REFERENCES and isinstance(value, str):
                _add_reference(result, self._reference(key, value, around, place))
            elif key == "required" and not isinstance(value, list):
                continue  # draft 3's flag means nothing any more
            else:
                result[key] = self._schema(value, around, place.below(key))
        return bounded(safe(counted(result, self._dialect == "2020-12") if self._counts else result))

    def _is_foreign(self, pattern: str, place: Place) -> bool:
        if _FOREIGN.search(pattern) is None:
            return False
        self.losses.append(Loss(place, f"the pattern {pattern!r} is none of JavaScript, whose patterns JSON Schema has"))
        return True

    def _reference(self, keyword: str, reference: str, around: _Around, place: Place) -> JsonObject:
        if keyword != "$ref" and self._addresses.is_dynamic(reference, around.base):
            self.losses.append(
                Loss(
                    place.below(keyword), f"several schemas have the anchor of {keyword} {reference!r}, and which one counts can't be told"
                )
            )
            return {}
        target = self._addresses.follow(reference, around.base)
        if target is None:
            found = self._library.follow(reference, around.path)
            target = found[0] if found is not None else None
        if target is None:
            # A metaschema is known to every validator; anything else that leads nowhere accepts anything, and is a finding.
            return {"$ref": reference} if reference.startswith(("http://json-schema.org/", "https://json-schema.org/")) else {}
        return {"$ref": self._pointer(target)}

    def _pointer(self, place: Place) -> str:
        if place.path not in self._files:
            self._files[place.path] = name = f"file{len(self._files)}"
            self._definitions[name] = True  # before its content, which may refer to it
            self._definitions[name] = self._file(place.path)
        name = self._files[place.path]
        steps = (("$defs", name) if name else ()) + place.steps
        return "#" + "".join("/" + _escaped(step) for step in steps)


def _add_reference(schema: JsonObject, reference: JsonObject) -> None:
    """Beside another one (a dynamic one is written as one that is not) it is a part of an allOf."""
    if "$ref" in schema and reference:
        with_part(schema, reference)
    else:
        schema.update(reference)


def _escaped(step: str) -> str:
    from urllib.parse import quote

    return quote(step.replace("~", "~0").replace("/", "~1"), safe="~$!'()*+,;=:@")
