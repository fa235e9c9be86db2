"""Do the types of a model say all that its schema says? Where they don't, the compiled schema is checked too.

A list of what is known to be exact: whatever is not on it has a reason, which the header of the module names. Follows
references, and looks only at what the message reaches. Does not shape anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from ...model.json import Json, JsonObject
from .library import Library, Place
from .metaschemas import describes_formats
from .scalars import TYPED_FORMATS, kind_of, portable_pattern

# Keywords of all drafts that assert something; what is no keyword asserts nothing.
_ASSERTIONS = frozenset(
    (
        *("$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "const", "enum", "type"),
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties"),
        *("dependencies", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems"),
        *("items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format"),
    )
)
_OBJECT = frozenset({"properties", "required", "additionalProperties"})
_ARRAY = frozenset({"items", "minItems", "maxItems"})
_TEXT = frozenset({"minLength", "maxLength", "pattern", "format"})
_NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_KEPT: dict[str, frozenset[str]] = {
    "object": _OBJECT,
    "array": _ARRAY,
    "string": _TEXT,
    "number": _NUMBER,
    "integer": _NUMBER | {"multipleOf"},
    "boolean": frozenset(),
    "null": frozenset(),
}
_EXACT_WHOLE = 2**53
_DEEPEST, _MOST_PARTS = 20, 200  # of parts inside of parts, which may contain themselves


def inexact(tree: Json, path: str, library: Library, *, siblings: bool) -> Mapping[str, Place]:
    """The keywords that the types leave to the compiled schema, each with the schema that has it first; none when the types say it all.

    `siblings` is True where keywords beside `$ref` count (from 2019-09 on).
    """
    return _Judge(library.with_file(path, tree), siblings, describes_formats(tree)).reasons(tree, Place(path))


class _Judge:
    def __init__(self, library: Library, siblings: bool, describes_formats: bool) -> None:
        self._library, self._siblings, self._describes_formats = library, siblings, describes_formats
        self._seen: set[Place] = set()
        self._pending: list[tuple[Json, Place]] = []

    def reasons(self, tree: Json, place: Place) -> Mapping[str, Place]:
        found = dict.fromkeys(self._of(tree, place, is_root=True), place)
        while self._pending:
            schema, where = self._pending.pop()
            if where not in self._seen:
                self._seen.add(where)
                found = dict.fromkeys(self._of(schema, where), where) | found
        return found

    def _of(self, schema: Json, place: Place, *, is_root: bool = False) -> Iterator[str]:
        if not isinstance(schema, dict):
            if schema is False:
                yield "false"
            return
        asserted = schema.keys() & _ASSERTIONS
        if asserted == {"format"} and (self._describes_formats or schema["format"] not in TYPED_FORMATS):
            return
        if "$ref" in schema:
            yield from self._reference(schema, place, asserted)
        elif "allOf" in schema:
            yield from self._all_of(schema, place, asserted)
        elif asserted & {"const", "enum"}:
            yield from _values(schema, asserted)
        elif asserted & {"anyOf", "oneOf"}:
            yield from self._alternatives(schema, place, asserted)
        elif "type" in schema:
            yield from self._typed(schema, place, asserted)
            if is_root and isinstance(schema["type"], list) and "object" in schema["type"]:
                yield "type"  # the message is an object, and keeps what is none as it is
        elif is_root and asserted and asserted <= _OBJECT and "properties" in asserted:
            yield from self._object(schema, place)  # what is no object is kept as it is
        else:
            yield from asserted

    def _reference(self, schema: JsonObject, place: Place, asserted: frozenset[str] | set[str]) -> Iterator[str]:
        if self._siblings and asserted != {"$ref"}:
            yield "$ref with more beside it"
        found = self._library.follow(str(schema["$ref"]), place.path)
        if found is None:
            yield "$ref"  # the diagnostic has its place; the other keywords still count
            return
        self._pending.append((found[1], found[0]))

    def _all_of(self, schema: JsonObject, place: Place, asserted: set[str]) -> Iterator[str]:
        """Exact where open objects with names of their own are put together, or where one says of a text which ones."""
        resolved = list(islice(self._parts(schema, place, 0), _MOST_PARTS))
        if len(resolved) == _MOST_PARTS:
            yield "allOf"
            return
        for part, _ in resolved:
            keywords = part.keys() & _ASSERTIONS
            if not keywords <= {"type", "properties", "required"} or part.get("type", "object") != "object":
                yield "allOf"
                return
        if not _fit_together([part for part, _ in resolved]) or not any(part.get("type") == "object" for part, _ in resolved):
            yield "allOf"
            return
        for part, where in resolved:
            yield from self._object(part, where)

    def _parts(self, schema: JsonObject, place: Place, depth: int) -> Iterator[tuple[JsonObject, Place]]:
        """The schema without its allOf, and all parts of that, those inside of parts too. What can't be followed says `allOf` itself."""
        yield {key: value for key, value in schema.items() if key != "allOf"}, place
        branches = schema.get("allOf", [])
        for index, branch in enumerate(branches if isinstance(branches, list) else [False]):
            found = self._resolved(branch, place.below("allOf", str(index))) if depth < _DEEPEST else None
            if found is None:
                yield {"allOf": True}, place
            else:
                yield from self._parts(*found, depth + 1)

    def _resolved(self, part: Json, place: Place) -> tuple[JsonObject, Place] | None:
        for _ in range(20):
            if not isinstance(part, dict):
                return None
            if "$ref" not in part:
                return part, place
            if self._siblings and part.keys() & _ASSERTIONS != {"$ref"}:
                return None
            found = self._library.follow(str(part["$ref"]), place.path)
            if found is None:
                return None
            place, part = found
        return None

    def _alternatives(self, schema: JsonObject, place: Place, asserted: set[str]) -> Iterator[str]:
        (keyword, *more) = sorted(asserted)
        branches = schema.get(keyword)
        if more or keyword not in ("anyOf", "oneOf") or not isinstance(branches, list):
            yield from asserted
            return
        if keyword == "oneOf" and not self._disjoint(branches, place):
            yield "oneOf"
        self._pending.extend((branch, place.below(keyword, str(index))) for index, branch in enumerate(branches))

    def _disjoint(self, branches: Sequence[Json], place: Place) -> bool:
        found = [self._resolved(branch, place) for branch in branches]
        if not all(found):
            return False
        parts = [part for part, _ in cast("list[tuple[JsonObject, Place]]", found)]
        kinds = [_kinds(part) for part in parts]
        if not all(kinds):
            return False
        flat = [kind for each in kinds for kind in each]
        if len(flat) == len(set(flat)):
            return True
        return all(each == {"object"} for each in kinds) and _tagged(parts)

    def _typed(self, schema: JsonObject, place: Place, asserted: set[str]) -> Iterator[str]:
        written = schema["type"]
        types = cast("list[str]", written if isinstance(written, list) else [written])
        kept = frozenset({"type"}).union(*(_KEPT.get(str(kind), frozenset()) for kind in types))
        yield from asserted - kept
        if "string" in types:
            yield from _text(schema)
        if asserted & _NUMBER and any(_is_inexact_number(schema.get(key)) for key in _NUMBER):
            yield "minimum"
        if "multipleOf" in asserted and ("number" in types or not _is_whole(schema["multipleOf"])):
            yield "multipleOf"
        if "array" in types and "items" in schema:
            if isinstance(schema["items"], list):
                yield "items"
            else:
                self._pending.append((schema["items"], place.below("items")))
        if "object" in types:
            yield from self._object(schema, place)

    def _object(self, schema: JsonObject, place: Place) -> Iterator[str]:
        properties, required = schema.get("properties"), schema.get("required")
        declared = properties if isinstance(properties, dict) else {}
        if isinstance(required, list) and not declared and required:
            yield "required"
        self._pending.extend((inner, place.below("properties", name)) for name, inner in declared.items())
        additional = schema.get("additionalProperties")
        if isinstance(additional, dict):
            self._pending.append((additional, place.below("additionalProperties")))


def _fit_together(parts: Sequence[JsonObject]) -> bool:
    """True when each property is declared once, or once but for parts that say only that it is a text where the other has constants."""
    declared: dict[str, list[Json]] = {}
    for part in parts:
        properties = part.get("properties")
        for name, inner in properties.items() if isinstance(properties, dict) else ():
            declared.setdefault(name, []).append(inner)
    for schemas in declared.values():
        others = [each for each in schemas if not (isinstance(each, dict) and _said(each) == {"type": "string"})]
        if len(schemas) > 1 and not (len(others) == 1 and _is_text_constant(others[0])):
            return False
    return True


def _is_text_constant(schema: Json) -> bool:
    said = _said(schema) if isinstance(schema, dict) else {}
    listed = said.get("enum")
    values = [said["const"]] if "const" in said else listed if isinstance(listed, list) else []
    return len(said) == 1 and bool(values) and all(isinstance(value, str) for value in values)


def _said(schema: JsonObject) -> JsonObject:
    return {key: value for key, value in schema.items() if key in _ASSERTIONS}


def _values(schema: JsonObject, asserted: set[str]) -> Iterator[str]:
    yield from asserted - {"const", "enum", "type"}
    listed = schema.get("enum")
    values = [schema["const"]] if "const" in schema else listed if isinstance(listed, list) else []
    # To pydantic true is 1, and 1.0 is no 1.
    if not values or not all(value is None or isinstance(value, str) or (_is_whole(value) and value not in (0, 1)) for value in values):
        yield "const" if "const" in schema else "enum"
    if "const" in schema and "enum" in schema:
        yield "enum"
    written = schema.get("type")
    if written is not None:
        types = written if isinstance(written, list) else [written]
        if not all(kind_of(value) in types or (kind_of(value) == "integer" and "number" in types) for value in values):
            yield "type"


def _text(schema: JsonObject) -> Iterator[str]:
    if schema.get("format") in TYPED_FORMATS:
        yield from sorted(schema.keys() & {"minLength", "maxLength", "pattern"})
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and portable_pattern(pattern) is None:
        yield "pattern"


def _kinds(schema: JsonObject) -> set[str]:
    if "const" in schema:
        return {kind_of(schema["const"]).replace("integer", "number")}
    if isinstance(values := schema.get("enum"), list):
        return {kind_of(value).replace("integer", "number") for value in values}
    written = schema.get("type")
    types = written if isinstance(written, list) else [written] if written else []
    return {str(kind).replace("integer", "number") for kind in types}


def _tagged(parts: Sequence[JsonObject]) -> bool:
    """True when a required property has another constant in each."""
    first = parts[0].get("properties")
    for name in first if isinstance(first, dict) else ():
        tags: list[str] = []
        for part in parts:
            properties, required = part.get("properties"), part.get("required")
            inner = properties.get(name) if isinstance(properties, dict) else None
            if not isinstance(inner, dict) or not isinstance(required, list) or name not in required:
                break
            listed = inner.get("enum")
            tags.extend(map(repr, [inner["const"]] if "const" in inner else listed if isinstance(listed, list) else []))
            if "const" not in inner and not isinstance(listed, list):
                break
        else:
            return len(tags) == len(set(tags))
    return False


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_inexact_number(value: Json) -> bool:
    return isinstance(value, bool) or (isinstance(value, int | float) and abs(value) > _EXACT_WHOLE)
