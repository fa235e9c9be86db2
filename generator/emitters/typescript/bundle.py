"""A schema and all that it refers to as one document, which a validator needs no other file for.

The keywords stay as they are written, but for references (made to point inside), identifiers (nothing may resolve against them any
more), annotations (they are comments of the types), and what draft 4 spells otherwise. The verdict is that of the original.
"""

from dataclasses import dataclass
from typing import Literal, cast

from ...model.json import Json, JsonObject
from ...source.openapi import bounded
from ..models.closing import closed_as_a_whole
from ..models.library import Library, Place
from ..models.metaschemas import describes_formats

Dialect = Literal["draft-07", "2019-09", "2020-12"]
_MAPS = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies"})
OTHER_NAMES = "otherNames"
"""A keyword of the emitted validators: names that a property is read by too, as Avro's aliases and those of a .proto file."""
FORM = "form"
"""Another: how a text is spelled, by a name that templates/typescript/forms.ts.jinja knows."""
_VALUES = frozenset({"enum", "const", OTHER_NAMES})
_DROPPED = frozenset({"$id", "id", "$schema", "$anchor", "$comment", "title", "description", "deprecated"}) | {
    "example",
    "examples",
    "default",
    "nullable",
}
_DYNAMIC = frozenset({"$dynamicRef", "$recursiveRef"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """`format` is the language that the schema was made of, empty for its own: `avro` or `protobuf`."""

    dialect: Dialect
    schema: Json
    format: str = ""


def bundled(tree: Json, path: str, library: Library) -> Bundle:
    """The schema `tree` of the file `path`."""
    tree = closed_as_a_whole(tree, path, library.with_file(path, tree))
    return Bundle(_dialect(tree), _Bundler(library.with_file(path, tree), path).whole())


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


class _Bundler:
    """Other files become entries of `$defs`, numbered in the order in which they are met."""

    def __init__(self, library: Library, path: str) -> None:
        self._library, self._path = library, path
        self._files: dict[str, str] = {path: ""}
        self._definitions: dict[str, Json] = {}

    def whole(self) -> Json:
        schema = self._file(self._path)
        if not self._definitions:
            return schema
        inside = schema if isinstance(schema, dict) else cast(JsonObject, {"allOf": [schema]})
        own = inside.get("$defs")
        return {**inside, "$defs": {**(own if isinstance(own, dict) else {}), **self._definitions}}

    def _file(self, path: str) -> Json:
        tree = self._library.tree(path)
        return self._schema(tree, path, describes_formats(tree))

    def _schema(self, node: Json, path: str, describes: bool) -> Json:
        """`describes` where a format without a type only describes."""
        if isinstance(node, list):
            return [self._schema(item, path, describes) for item in node]
        if not isinstance(node, dict):
            return node
        result: JsonObject = {}
        for key, value in node.items():
            if key in _DROPPED or (key == "format" and describes and "type" not in node and isinstance(value, str)):
                continue
            if key in _VALUES:
                result[key] = value
            elif key in _MAPS and isinstance(value, dict):
                result[key] = {name: self._schema(inner, path, describes) for name, inner in value.items()}
            elif key == "$ref" and isinstance(value, str):
                result.update(self._reference(value, path))
            elif key == "required" and not isinstance(value, list):
                continue  # draft 3's flag means nothing any more
            else:
                result[key] = self._schema(value, path, describes)
        return bounded(_safe(result))

    def _reference(self, reference: str, path: str) -> JsonObject:
        found = self._library.follow(reference, path)
        if found is None:
            # A metaschema is known to every validator; anything else that leads nowhere accepts anything, and is a finding.
            return {"$ref": reference} if reference.startswith(("http://json-schema.org/", "https://json-schema.org/")) else {}
        place, _ = found
        return {"$ref": self._pointer(place)}

    def _pointer(self, place: Place) -> str:
        if place.path not in self._files:
            self._files[place.path] = name = f"file{len(self._files)}"
            self._definitions[name] = True  # before its content, which may refer to it
            self._definitions[name] = self._file(place.path)
        name = self._files[place.path]
        steps = (("$defs", name) if name else ()) + place.steps
        return "#" + "".join("/" + _escaped(step) for step in steps)


def _escaped(step: str) -> str:
    from urllib.parse import quote

    return quote(step.replace("~", "~0").replace("/", "~1"), safe="~$!'()*+,;=:@")


def _safe(schema: JsonObject) -> JsonObject:
    """Ajv looks at no property called `__proto__`; as a pattern it is one like any other."""
    properties = schema.get("properties")
    if isinstance(properties, dict) and "__proto__" in properties:
        patterns = schema.get("patternProperties")
        schema["patternProperties"] = {**(patterns if isinstance(patterns, dict) else {}), "^__proto__$": properties["__proto__"]}
    return schema
