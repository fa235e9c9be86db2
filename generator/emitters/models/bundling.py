"""The schema that a generated module carries: what the compiled check needs, with the files that it refers to, and no more.

Descriptions and other annotations are left out. References that lead nowhere accept anything: their diagnostic has been given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast
from urllib.parse import quote, urljoin

from ...model.json import Json, JsonObject
from .closing import closed_as_a_whole
from .library import Library, references
from .metaschemas import DRAFT_4, DRAFT_7, describes_formats, dialect
from .scalars import TYPED_FORMATS

_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "example", "$comment", "deprecated", "readOnly", "writeOnly"})
# Types read these; others describe, as in the drafts since 2019-09. Decimal text is no format of JSON Schema.
_ASSERTED = TYPED_FORMATS - {"decimal"}
_HOME: Final = "file:///"


@dataclass(frozen=True, slots=True)
class Bundle:
    """`schema` and the other `files` by their addresses; `base` is the address of the schema, empty where nothing needs it."""

    schema: Json
    base: str = ""
    files: Mapping[str, Json] = field(default_factory=dict[str, Json])


def bundled(tree: Json, path: str, library: Library, files: Iterable[str], *, keeps_all: bool = False) -> tuple[Bundle, str | None]:
    """The schema `tree` of the file `path` with the files that it refers to, and why the compiled check can't be made of it; None when it can.

    Without a dialect it is read as the newest that takes it. References that lead nowhere are left out, unless it `keeps_all`.
    """
    others = list(files)
    tree = closed_as_a_whole(tree, path, library.with_file(path, tree)) if _has_closed_parts(tree) else tree
    refused: list[tuple[Bundle, str]] = []
    for keeps in (True,) if keeps_all else (True, False):
        whole = _bundle(tree, path, library, others, keeps_all=keeps)
        for named in ("", *(() if dialect(tree) else (DRAFT_7, DRAFT_4))):
            found = replace(whole, schema={"$schema": named, **whole.schema}) if named and isinstance(whole.schema, dict) else whole
            problem = _fault(found)
            if problem is None:
                return found, None
            refused.append((found, problem))
    return refused[0]


def _has_closed_parts(tree: Json) -> bool:
    text = repr(tree)
    return "'allOf'" in text and "'additionalProperties': False" in text


def _fault(bundle: Bundle) -> str | None:
    import jsonschema_rs

    try:
        jsonschema_rs.validator_for(
            cast("dict[str, object]", bundle.schema),
            base_uri=bundle.base or None,
            registry=jsonschema_rs.Registry(cast("Any", list(bundle.files.items()))) if bundle.files else None,
            offline=True,
            pattern_options=jsonschema_rs.FancyRegexOptions(),
        )
    except (ValueError, TypeError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        return getattr(error, "message", None) or str(error)
    return None


def _bundle(tree: Json, path: str, library: Library, others: Sequence[str], *, keeps_all: bool) -> Bundle:
    known = library.with_file(path, tree)
    if not others:
        return Bundle(_plain(tree, path, known, keeps_all))
    base = _address(path)
    found: dict[str, Json] = {}
    for file in (path, *others):
        source = known.tree(file)
        home = _base(file, source)
        for _, ref in references(source):
            name = ref.partition("#")[0]
            target = known.follow(ref, file)
            if name and target is not None and target[0].path != path:
                found[urljoin(home, name)] = _plain(known.tree(target[0].path), target[0].path, known, keeps_all)
    return Bundle(_plain(tree, path, known, keeps_all), base, dict(sorted(found.items())))


def _address(path: str) -> str:
    return _HOME + quote(path)


def _base(path: str, tree: Json) -> str:
    identifier = tree.get("$id", tree.get("id")) if isinstance(tree, dict) else None
    return urljoin(_address(path), identifier) if isinstance(identifier, str) else _address(path)


def _plain(tree: Json, path: str, library: Library, keeps_all: bool) -> Json:
    if not isinstance(tree, dict):
        return tree
    result = _Stripper(path, None if keeps_all else library, describes_formats(tree)).stripped(tree, is_schema=True)
    if isinstance(result, dict) and not dialect(tree):
        result.pop("$schema", None)
    return result


_MAPS = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies", "schemas"})
_VALUES = frozenset({"enum", "const"})


@dataclass(frozen=True, slots=True)
class _Stripper:
    """Takes annotations away, and, where there is a library, references that it can't follow. Formats that only describe are annotations."""

    path: str
    library: Library | None
    describes_formats: bool

    def stripped(self, node: Json, *, is_schema: bool) -> Json:
        if isinstance(node, list):
            return [self.stripped(item, is_schema=True) for item in node]
        if not isinstance(node, dict):
            return node
        result: JsonObject = {}
        for key, item in node.items():
            if is_schema and (key in _VALUES or not isinstance(item, dict | list)):
                if not self._is_annotation(key, item, node):
                    result[key] = item
            elif not is_schema or key not in _ANNOTATIONS:
                result[key] = self.stripped(item, is_schema=not is_schema or key not in _MAPS)
        return result

    def _is_annotation(self, key: str, value: Json, schema: JsonObject) -> bool:
        if key == "format":
            return value not in _ASSERTED or (self.describes_formats and "type" not in schema)
        if key == "$ref" and isinstance(value, str) and self.library is not None:
            return self.library.follow(value, self.path) is None
        return key in _ANNOTATIONS
