"""Grows a value that fits several JSON Schemas at once, as far as their keywords say how. Does not judge: a validator does.

Each step takes the parts that hold at a place, makes its choices (a way of `oneOf`, whether an optional property is there), and
goes on inside. Raises DeadEnd when the choices made so far leave nothing.
"""

import json
from collections.abc import Iterable, Sequence
from random import Random
from urllib.parse import urldefrag, urljoin

from ..emitters.models.library import Library
from ..model.json import Json, JsonObject
from . import numbers, texts
from .objects import ObjectGrower
from .outcome import DeadEnd
from .parts import DEEP, Manner, Part, has_type, is_among, item_part, list_of, times_of

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


class Grower:
    """One value; not used again."""

    def __init__(self, library: Library, random: Random, manner: Manner) -> None:
        self._library, self._random, self._manner = library, random, manner
        self._objects = ObjectGrower(random, manner, self._value, self._joined)
        self._start = Part(True, "")

    def grown(self, schema: Json, path: str) -> Json:
        self._start = Part(schema, path)
        return self._value([Part(schema, path)], 0)

    # --- the parts of a place

    def _joined(self, parts: Iterable[Part], depth: int) -> list[tuple[JsonObject, str]]:
        """Every object schema that holds, references followed and choices made."""
        found: list[tuple[JsonObject, str]] = []
        pending = list(parts)
        seen: set[int] = set()
        while pending:
            part = pending.pop(0)
            if id(part.schema) in seen:  # it refers to itself, or several refer to it: it holds, once
                continue
            seen.add(id(part.schema))
            if part.schema is False:
                raise DeadEnd("nothing is valid here")
            if not isinstance(part.schema, dict):
                continue
            schema = part.schema
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                if isinstance(ref := schema.get(keyword), str):
                    pending.append(self._outermost(keyword, ref) or self._followed(ref, part.path))
            if isinstance(schema.get("$ref"), str) and self._stands_alone(part.path):
                continue
            found.append((schema, part.path))
            pending += [Part(inner, part.path) for inner in list_of(schema.get("allOf"))]
            if isinstance(extends := schema.get("extends"), dict | list):
                pending += [Part(inner, part.path) for inner in (extends if isinstance(extends, list) else [extends])]
            for keyword in ("oneOf", "anyOf"):
                if branches := list_of(schema.get(keyword)):
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

    def _outermost(self, keyword: str, ref: str) -> Part | None:
        """What a dynamic reference means when the schema that is sampled has its anchor, since that is met first. Deeper ones are found by chance."""
        schema = self._start.schema
        if keyword == "$recursiveRef":
            return self._start if isinstance(schema, dict) and schema.get("$recursiveAnchor") is True else None
        if keyword == "$dynamicRef" and (target := _anchored(schema, ref.rpartition("#")[2])) is not None:
            return Part(target, self._start.path)
        return None

    def _stands_alone(self, path: str) -> bool:
        """Up to draft 7 a `$ref` hides what stands beside it."""
        root = self._library.tree(path)
        dialect = str(root.get("$schema", "")) if isinstance(root, dict) else ""
        return any(dialect.startswith(draft) for draft in _ALONE)

    def _chosen(self, branches: Sequence[Json], depth: int) -> Json:
        open_ones = [branch for branch in branches if branch is not False]
        if not open_ones:
            raise DeadEnd("nothing is valid here")
        if depth > DEEP:  # the branch with the least in it ends a recursion soonest
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
                return self._objects.grown(joined, depth)
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
                    allowed = list(values) if allowed is None else [value for value in allowed if is_among(value, values)]
        if allowed is None:
            return None
        denied: list[Json] = []
        for schema in schemas:
            if isinstance(never := schema.get("x-not"), dict):
                denied += [never["const"]] if "const" in never else list_of(never.get("enum"))
        allowed = [
            value for value in allowed if not is_among(value, denied) and all(has_type(value, schema.get("type")) for schema in schemas)
        ]
        if not allowed:
            raise DeadEnd("the constants of the schema leave no value")
        return (self._random.choice(allowed),)

    def _example(self, schemas: Sequence[JsonObject], depth: int) -> tuple[Json] | None:
        """What the author wrote as an example of a plain value, if it may be one."""
        if not self._manner.examples or depth == 0 or self._random.random() < 0.3:
            return None
        found = [
            value
            for schema in schemas
            for value in (*list_of(schema.get("examples")), *([schema["example"]] if "example" in schema else []))
        ]
        found = [
            value
            for value in found
            if not isinstance(value, dict | list) and all(has_type(value, schema.get("type")) for schema in schemas)
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
        wanted = [Part(schema["contains"], path) for schema, path in joined if "contains" in schema for _ in range(times_of(schema))]
        unique = any(schema.get("uniqueItems") is True for schema, _ in joined)
        least = max(least, len(wanted))
        if most is not None and least > most:
            raise DeadEnd("no array is as long and as short as the schema wants it")
        usual = least if depth > DEEP else max(least, 1) + self._random.choice((0, 0, 1, 2))
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
        parts = [part for schema, path in joined if (part := item_part(schema, path, index)) is not None]
        if index < len(wanted):
            parts.append(wanted[index])
        for _ in range(_UNIQUE_TRIES):
            value = self._value(parts, depth + 1)
            if not unique or not is_among(value, before):
                return value
        raise DeadEnd("the array runs out of different items")


def _anchored(schema: Json, name: str) -> JsonObject | None:
    """What has the dynamic anchor, outside of embedded schemas that have an address of their own."""
    pending: list[Json] = [schema]
    while pending:
        node = pending.pop(0)
        if isinstance(node, dict):
            if "$id" in node and node is not schema:
                continue
            if node.get("$dynamicAnchor") == name:
                return node
            pending += [value for key, value in node.items() if key not in ("enum", "const")]
        elif isinstance(node, list):
            pending += node
    return None
