"""Grows a value that fits several JSON Schemas at once, as far as their keywords say how. Does not judge: a validator does.

Each step takes the parts that hold at a place, makes its choices (a way of `oneOf`, whether an optional property is there), and
goes on inside. Raises DeadEnd when the choices made so far leave nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import urldefrag, urljoin

from ..emitters.models.library import Library
from ..model.json import Json, JsonObject
from . import numbers, texts
from .outcome import DeadEnd

_DEEP = 5
_TOO_DEEP = 60
_TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
_HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "object",
        frozenset(
            {"properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties", "propertyNames"}
        ),
    ),
    ("array", frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "additionalItems"})),
    ("string", frozenset({"pattern", "minLength", "maxLength", "format"})),
    ("number", frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})),
)
_ALONE = frozenset(
    {
        "http://json-schema.org/draft-03",
        "http://json-schema.org/draft-04",
        "http://json-schema.org/draft-06",
        "http://json-schema.org/draft-07",
    }
)
_UNIQUE_TRIES = 30


@dataclass(frozen=True, slots=True)
class Manner:
    """How values are chosen: `optional` is how likely an optional property is there; `examples` takes those that the schema has."""

    all_fields: bool = False
    odd: bool = False
    optional: float = 0.7
    examples: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A schema that holds at a place, and the file it is in."""

    schema: Json
    path: str


class Grower:
    """One value; not used again."""

    def __init__(self, library: Library, random: Random, manner: Manner) -> None:
        self._library, self._random, self._manner = library, random, manner

    def grown(self, schema: Json, path: str) -> Json:
        return self._value([Part(schema, path)], 0)

    # --- the parts of a place

    def _joined(self, parts: Iterable[Part], depth: int) -> list[tuple[JsonObject, str]]:
        """Every object schema that holds, references followed and choices made."""
        found: list[tuple[JsonObject, str]] = []
        pending = list(parts)
        steps = 0
        while pending:
            part = pending.pop(0)
            steps += 1
            if steps > 2000:
                raise DeadEnd("the schema refers to itself and to nothing else")
            if part.schema is False:
                raise DeadEnd("nothing is valid here")
            if not isinstance(part.schema, dict):
                continue
            schema = part.schema
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                if isinstance(ref := schema.get(keyword), str):
                    pending.append(self._followed(ref, part.path))
            if isinstance(schema.get("$ref"), str) and self._stands_alone(part.path):
                continue
            found.append((schema, part.path))
            pending += [Part(inner, part.path) for inner in _list(schema.get("allOf"))]
            if isinstance(extends := schema.get("extends"), dict | list):
                pending += [Part(inner, part.path) for inner in (extends if isinstance(extends, list) else [extends])]
            for keyword in ("oneOf", "anyOf"):
                if branches := _list(schema.get(keyword)):
                    pending.append(Part(self._chosen(branches, depth), part.path))
            if "if" in schema and ("then" in schema or "else" in schema):
                pending += [Part(inner, part.path) for inner in self._condition(schema)]
            if isinstance(schema.get("not"), dict):
                found.append(({"x-not": schema["not"]}, part.path))
        return found

    def _followed(self, ref: str, path: str) -> Part:
        found = self._library.follow(ref, path)
        if found is None:  # a schema that is known by its address, relative to that of the referring one
            address, fragment = urldefrag(urljoin(path, ref))
            found = self._library.follow(f"#{fragment}", address)
        if found is None:
            raise DeadEnd(f"'$ref' {ref!r} leads nowhere")
        return Part(found[1], found[0].path)

    def _stands_alone(self, path: str) -> bool:
        """Up to draft 7 a `$ref` hides what stands beside it."""
        root = self._library.tree(path)
        dialect = str(root.get("$schema", "")) if isinstance(root, dict) else ""
        return any(dialect.startswith(draft) for draft in _ALONE)

    def _chosen(self, branches: Sequence[Json], depth: int) -> Json:
        open_ones = [branch for branch in branches if branch is not False]
        if not open_ones:
            raise DeadEnd("nothing is valid here")
        if depth > _DEEP:  # the branch with the least in it ends a recursion soonest
            open_ones = sorted(open_ones, key=lambda branch: ("$ref" in json.dumps(branch), len(json.dumps(branch))))[:2]
        return self._random.choice(open_ones)

    def _condition(self, schema: JsonObject) -> list[Json]:
        met: list[Json] = [schema["if"], schema.get("then", True)]
        unmet: list[Json] = [{"not": schema["if"]}, schema.get("else", True)]
        if schema["if"] is True or schema.get("else") is False:
            return met
        return unmet if schema["if"] is False or schema.get("then") is False or self._random.random() < 0.5 else met

    # --- values

    def _value(self, parts: Iterable[Part], depth: int) -> Json:
        if depth > _TOO_DEEP:
            raise DeadEnd("the schema has no end: each value needs another one inside")
        joined = self._joined(parts, depth)
        schemas = [schema for schema, _ in joined]
        fixed = self._fixed(schemas)
        if fixed is not None:
            return fixed[0]
        example = self._example(schemas, depth)
        if example is not None:
            return example[0]
        kind = self._kind(schemas)
        match kind:
            case "object":
                return self._object(joined, depth)
            case "array":
                return self._array(joined, depth)
            case "string":
                return self._text(schemas)
            case "integer" | "number":
                return numbers.number(self._random, schemas, whole=kind == "integer", edges=self._manner.odd)
            case "boolean":
                return self._random.random() < 0.5
            case _:
                return None

    def _fixed(self, schemas: Sequence[JsonObject]) -> tuple[Json] | None:
        """One of the values that `const` and `enum` leave; None where nothing is fixed."""
        allowed: list[Json] | None = None
        for schema in schemas:
            for values in ([schema["const"]] if "const" in schema else None, schema.get("enum")):
                if isinstance(values, list):
                    allowed = list(values) if allowed is None else [value for value in allowed if _among(value, values)]
        if allowed is None:
            return None
        denied: list[Json] = []
        for schema in schemas:
            if isinstance(never := schema.get("x-not"), dict):
                denied += [never["const"]] if "const" in never else _list(never.get("enum"))
        allowed = [
            value for value in allowed if not _among(value, denied) and all(_has_type(value, schema.get("type")) for schema in schemas)
        ]
        if not allowed:
            raise DeadEnd("the constants of the schema leave no value")
        return (self._random.choice(allowed),)

    def _example(self, schemas: Sequence[JsonObject], depth: int) -> tuple[Json] | None:
        """What the author wrote as an example of a plain value, if it may be one."""
        if not self._manner.examples or depth == 0 or self._random.random() < 0.3:
            return None
        found = [
            value for schema in schemas for value in (*_list(schema.get("examples")), *([schema["example"]] if "example" in schema else []))
        ]
        found = [
            value
            for value in found
            if not isinstance(value, dict | list) and all(_has_type(value, schema.get("type")) for schema in schemas)
        ]
        return (self._random.choice(found),) if found else None

    def _kind(self, schemas: Sequence[JsonObject]) -> str:
        allowed = list(_TYPES)
        typed = False
        for schema in schemas:
            given = schema.get("type")
            if given is None or given == "any":
                continue
            typed = True
            names = [name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]
            allowed = [name for name in allowed if name in names or (name == "integer" and "number" in names)]
            if isinstance(given, list) and any(isinstance(name, dict) for name in given):
                raise DeadEnd("types that are schemas are not sampled")
        for schema in schemas:
            if isinstance(never := schema.get("x-not"), dict) and set(never) <= {"type", "description"} and "type" in never:
                denied = never["type"] if isinstance(never["type"], list) else [never["type"]]
                allowed = [name for name in allowed if name not in denied]
        if not allowed:
            raise DeadEnd("the types of the schema exclude each other")
        if "integer" in allowed and "number" in allowed and len(allowed) > 1 and self._random.random() < 0.7:
            allowed.remove("integer")
        if not typed:
            hinted = [name for name, keywords in _HINTS if name in allowed and any(keywords & schema.keys() for schema in schemas)]
            allowed = hinted or [name for name in allowed if name in ("string", "integer", "boolean")] or allowed
        if "null" in allowed and len(allowed) > 1 and (self._manner.all_fields or self._random.random() < 0.7):
            allowed.remove("null")
        return self._random.choice(allowed)

    def _text(self, schemas: Sequence[JsonObject]) -> str:
        least = max((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("minLength"))) is not None), default=0)
        most = min((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("maxLength"))) is not None), default=None)
        if most is not None and least > most:
            raise DeadEnd("no text is as long and as short as the schema wants it")
        patterns = [pattern for schema in schemas if isinstance(pattern := schema.get("pattern"), str)]
        formats = [name for schema in schemas if isinstance(name := schema.get("format"), str)]
        for name in formats:
            for _ in range(8):
                found = texts.of_format(self._random, name)
                if found is None:
                    break
                if least <= len(found) and (most is None or len(found) <= most) and not patterns:
                    return found
        if any(texts.of_format(self._random, name) is not None for name in formats) and patterns and self._random.random() < 0.5:
            return texts.of_format(self._random, formats[0]) or ""
        if patterns:
            return texts.of_patterns(self._random, list(dict.fromkeys(patterns)), least=least, most=most)
        return texts.text(self._random, least=least, most=most, odd=self._manner.odd and not formats)

    # --- arrays

    def _array(self, joined: Sequence[tuple[JsonObject, str]], depth: int) -> Json:
        least = max((int(bound) for schema, _ in joined if (bound := numbers.exact(schema.get("minItems"))) is not None), default=0)
        most = min((int(bound) for schema, _ in joined if (bound := numbers.exact(schema.get("maxItems"))) is not None), default=None)
        wanted = [Part(schema["contains"], path) for schema, path in joined if "contains" in schema for _ in range(_times(schema))]
        unique = any(schema.get("uniqueItems") is True for schema, _ in joined)
        least = max(least, len(wanted))
        if most is not None and least > most:
            raise DeadEnd("no array is as long and as short as the schema wants it")
        usual = least if depth > _DEEP else max(least, 1) + self._random.choice((0, 0, 1, 2))
        if self._manner.odd and self._random.random() < 0.15:
            usual = self._random.choice((least, most if most is not None and most < 200 else least))
        length = usual if most is None else min(usual, most)
        found: list[Json] = []
        while len(found) < length:
            try:
                found.append(self._item(joined, found, wanted, unique=unique, depth=depth))
            except DeadEnd:
                if len(found) >= least:
                    break
                raise
        return found

    def _item(self, joined: Sequence[tuple[JsonObject, str]], before: list[Json], wanted: list[Part], *, unique: bool, depth: int) -> Json:
        index = len(before)
        parts = [part for schema, path in joined if (part := _item_part(schema, path, index)) is not None]
        if index < len(wanted):
            parts.append(wanted[index])
        for _ in range(_UNIQUE_TRIES):
            value = self._value(parts, depth + 1)
            if not unique or not _among(value, before):
                return value
        raise DeadEnd("the array runs out of different items")

    # --- objects

    def _object(self, joined: Sequence[tuple[JsonObject, str]], depth: int) -> Json:
        joined, present = list(joined), list[str]()
        for _ in range(20):  # what is there may bring further schemas, which may bring further properties
            present = self._names(joined, depth)
            more = [
                Part(inner, path)
                for schema, path in joined
                for keyword in ("dependentSchemas", "dependencies")
                for name, inner in _dict(schema.get(keyword)).items()
                if name in present and isinstance(inner, dict | bool) and (inner, path) not in joined
            ]
            more = [part for part in more if not isinstance(part.schema, dict) or all(part.schema is not schema for schema, _ in joined)]
            if not [part for part in more if part.schema is not True]:
                break
            joined += self._joined(more, depth)
        return {name: self._value(self._about(joined, name), depth + 1) for name in present}

    def _names(self, joined: Sequence[tuple[JsonObject, str]], depth: int) -> list[str]:
        """The properties that the object gets, in the order of the schema."""
        schemas = [schema for schema, _ in joined]
        declared = list(dict.fromkeys(name for schema in schemas for name in _dict(schema.get("properties"))))
        required = list(dict.fromkeys(name for schema in schemas for name in _required(schema)))
        forbidden = {name for schema in schemas for name in _forbidden(schema)}
        chance = 1.0 if self._manner.all_fields else self._manner.optional
        if depth > _DEEP:
            chance = 0.0
        chosen = [name for name in declared if name in required or (name not in forbidden and self._random.random() < chance)]
        chosen = [name for name in chosen if name in required or self._is_possible(joined, name)]
        chosen += [name for name in required if name not in chosen]
        least = max((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("minProperties"))) is not None), default=0)
        most = min((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("maxProperties"))) is not None), default=None)
        self._lead_on(schemas, chosen)
        spare = [name for name in declared if name not in chosen and name not in forbidden and self._is_possible(joined, name)]
        while len(chosen) < least and spare:
            chosen.append(spare.pop(self._random.randrange(len(spare))))
        self._add_unnamed(joined, chosen, least, depth)
        while most is not None and len(chosen) > most and (free := [name for name in chosen if name not in required]):
            chosen.remove(self._random.choice(free))
        return chosen

    def _lead_on(self, schemas: Sequence[JsonObject], chosen: list[str]) -> None:
        """Adds what the presence of a property demands."""
        pending = list(chosen)
        while pending:
            name = pending.pop()
            for schema in schemas:
                for keyword in ("dependentRequired", "dependencies"):
                    demanded = _dict(schema.get(keyword)).get(name)
                    names = demanded if isinstance(demanded, list) else [demanded]
                    for other in names:
                        if isinstance(other, str) and other not in chosen:
                            chosen.append(other)
                            pending.append(other)

    def _add_unnamed(self, joined: Sequence[tuple[JsonObject, str]], chosen: list[str], least: int, depth: int) -> None:
        """Properties whose names the schema does not say: those of a map, those that are missing, and odd ones."""
        closed = any(schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False for schema, _ in joined)
        patterns = [pattern for schema, _ in joined for pattern in _dict(schema.get("patternProperties"))]
        is_map = any(isinstance(schema.get("additionalProperties"), dict) for schema, _ in joined) or patterns
        wanted = least - len(chosen)
        if is_map and depth <= _DEEP:
            wanted = max(wanted, self._random.choice((0, 1, 2)) if not self._manner.all_fields else 2)
        if self._manner.odd and not closed and self._random.random() < 0.2:
            wanted = max(wanted, 1)
        declared = {name for schema, _ in joined for name in _dict(schema.get("properties"))}
        named = [Part(schema["propertyNames"], path) for schema, path in joined if "propertyNames" in schema]
        for _ in range(wanted * 10 if wanted > 0 else 0):
            if len([name for name in chosen if name not in declared]) >= wanted and len(chosen) >= least:
                return
            name = self._new_name(named, patterns, closed=closed)
            if name is None:
                return
            if name not in chosen and name not in declared and self._is_possible(joined, name):
                chosen.append(name)

    def _new_name(self, named: Sequence[Part], patterns: Sequence[str], *, closed: bool) -> str | None:
        if patterns and (closed or self._random.random() < 0.6):
            return texts.of_patterns(self._random, [self._random.choice(patterns)])
        if closed:
            return None
        if named:
            found = self._value([*named, Part({"type": "string"}, named[0].path)], _DEEP)
            return found if isinstance(found, str) else None
        return texts.text(self._random).replace(" ", "_")

    def _about(self, joined: Sequence[tuple[JsonObject, str]], name: str) -> list[Part]:
        """What the schemas say of the property."""
        return [part for schema, path in joined for part in _property_parts(schema, path, name)]

    def _is_possible(self, joined: Sequence[tuple[JsonObject, str]], name: str) -> bool:
        return all(part.schema is not False for part in self._about(joined, name))


def _property_parts(schema: JsonObject, path: str, name: str) -> list[Part]:
    found: list[Part] = []
    properties = _dict(schema.get("properties"))
    if name in properties:
        found.append(Part(properties[name], path))
    found += [Part(inner, path) for pattern, inner in _dict(schema.get("patternProperties")).items() if texts.is_found(pattern, name)]
    never = schema.get("x-not")
    if isinstance(never, dict):
        found += [
            Part({"not": inner}, path) for key, inner in _dict(never.get("properties")).items() if key == name and isinstance(inner, dict)
        ]
    if not found and isinstance(additional := schema.get("additionalProperties"), dict | bool):
        found.append(Part(additional, path))
    return found


def _item_part(schema: JsonObject, path: str, index: int) -> Part | None:
    before = schema.get("prefixItems")
    items = schema.get("items")
    rest = items
    if not isinstance(before, list):
        before = items if isinstance(items, list) else []
        rest = schema.get("additionalItems") if isinstance(items, list) else items
    if index < len(before):
        return Part(before[index], path)
    return Part(rest, path) if isinstance(rest, dict | bool) else None


def _times(schema: JsonObject) -> int:
    least = schema.get("minContains")
    return least if isinstance(least, int) and not isinstance(least, bool) else 1


def _required(schema: JsonObject) -> list[str]:
    listed = schema.get("required")
    found = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    for name, inner in _dict(schema.get("properties")).items():
        if isinstance(inner, dict) and inner.get("required") is True:  # draft 3
            found.append(name)
    never = schema.get("x-not")
    if isinstance(never, dict) and isinstance(never.get("properties"), dict) and "required" not in never:
        found += [name for name in _dict(never["properties"])][:1]  # a property is wrong only when it is there
    return found


def _forbidden(schema: JsonObject) -> list[str]:
    """The names whose absence is the simplest way to fail what must not hold."""
    never = schema.get("x-not")
    if not isinstance(never, dict):
        return []
    names = [name for name in _list(never.get("required")) if isinstance(name, str)]
    for inner in _list(never.get("anyOf")):
        names += [name for name in _list(_dict(inner).get("required")) if isinstance(name, str)]
    return names if "properties" not in never or len(names) == 1 else names[:1]


def _has_type(value: Json, types: Json) -> bool:
    if types is None:
        return True
    names = types if isinstance(types, list) else [types]
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, int | float):
        return "number" in names or ("integer" in names and value == int(value))
    kinds: dict[type, str] = {str: "string", list: "array", dict: "object", type(None): "null"}
    return kinds[type(value)] in names or "any" in names


def _among(value: Json, values: Iterable[Json]) -> bool:
    """As JSON Schema compares: 1 is 1.0 and not true."""
    text = _comparable(value)
    return any(_comparable(other) == text for other in values)


def _comparable(value: Json) -> str:
    def same(inner: Json) -> Json:
        if isinstance(inner, float) and inner.is_integer():
            return int(inner)
        if isinstance(inner, list):
            return [same(item) for item in inner]
        if isinstance(inner, dict):
            return {key: same(item) for key, item in inner.items()}
        return inner

    return json.dumps(same(value), sort_keys=True)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
