"""allOf into one schema: what all parts demand together, as far as one type can say it."""

import posixpath
from collections.abc import Callable

from ...model.json import Json, JsonObject, with_references
from .library import Library, Place

_LEAST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_MOST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "example", "$comment", "$schema", "$id", "id", "deprecated"})


class Merger:
    """Merges for one module. What can't be joined is kept in part: the compiled schema checks the whole."""

    def __init__(self, library: Library, siblings: bool = True) -> None:
        self._library, self._siblings = library, siblings

    def merged(self, schema: JsonObject, place: Place) -> JsonObject:
        """The schema without allOf, and without `$ref` where other keywords stand beside it. References are as seen from `place`."""
        return self._merged(schema, place, frozenset())

    def _merged(self, schema: JsonObject, place: Place, seen: frozenset[Place]) -> JsonObject:
        if "$ref" in schema and not self._siblings:
            schema = {"$ref": schema["$ref"]}
        own: JsonObject = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
        parts: list[JsonObject] = [own]
        reference = schema.get("$ref")
        if isinstance(reference, str):
            parts.append(self._followed(reference, place, seen))
        branches = schema.get("allOf")
        if isinstance(branches, list):
            parts.extend(self._merged(branch, place, seen) for branch in branches if isinstance(branch, dict))
        result: JsonObject = {}
        for part in parts:
            result = self.both(result, part)
        return result

    def _followed(self, reference: str, place: Place, seen: frozenset[Place]) -> JsonObject:
        found = self._library.follow(reference, place.path)
        if found is None or found[0] in seen:
            return {}
        target, schema = found
        if not isinstance(schema, dict):
            return {}
        inner = self._merged(schema, target, seen | {target})
        annotations = {"title", "$id", "id", "$schema", "definitions", "$defs"}
        inner = {key: value for key, value in inner.items() if key not in annotations}
        return inner if target.path == place.path else {key: _anchored(item, target.path) for key, item in inner.items()}

    def both(self, one: JsonObject, other: JsonObject) -> JsonObject:
        result = dict(one)
        for key, value in other.items():
            if key not in result or result[key] == value:
                result[key] = value
            elif key not in _ANNOTATIONS:
                result[key] = self._join(key, result[key], value)
        return result

    def _join(self, key: str, one: Json, other: Json) -> Json:
        join = _JOINS.get(key)
        if join is not None:
            joined = join(one, other)
            if joined is not None:
                return joined
        elif isinstance(one, int | float) and isinstance(other, int | float) and (key in _LEAST or key in _MOST):
            return max(one, other) if key in _LEAST else min(one, other)
        return one


def _properties(one: Json, other: Json) -> Json:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return None
    return {**one, **{name: _every(one[name], schema) if name in one else schema for name, schema in other.items()}}


def _every(one: Json, other: Json) -> Json:
    return one if one == other else {"allOf": [one, other]}


def _additional(one: Json, other: Json) -> Json:
    if one is False or other is False:
        # Formally nothing fits two closed parts; generators of closed allOf parts mean the closed whole.
        return False
    return other if one is True else one if other is True else _every(one, other)


def _union(one: Json, other: Json) -> Json:
    return [*one, *(item for item in other if item not in one)] if isinstance(one, list) and isinstance(other, list) else None


def _common(one: Json, other: Json) -> Json:
    first, second = (value if isinstance(value, list) else [value] for value in (one, other))
    common = [item for item in first if item in second or (item == "integer" and "number" in second)]
    common += [item for item in second if item == "integer" and "number" in first and item not in common]
    return common or None


_JOINS: dict[str, Callable[[Json, Json], Json]] = {
    "properties": _properties,
    "$defs": _properties,
    "definitions": _properties,
    "required": _union,
    "additionalProperties": _additional,
    "items": _every,
    "type": _common,
    "enum": _common,
}


def _anchored(value: Json, path: str) -> Json:
    """References of a part that comes from another file, made good in this one."""

    def lead(reference: str) -> str:
        if "://" in reference or reference.startswith("catalog:/"):
            return reference
        file, _, fragment = reference.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        return f"catalog:/{target}#{fragment}"

    return with_references(value, lead)
