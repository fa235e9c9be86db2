"""Random JSON Schemas, random edits of them, and values that are likely to tell two of them apart.

Everything is a function of a `random.Random`, so that hypothesis can shrink a failure and a seed can repeat it.
"""

import json
from collections.abc import Iterator
from random import Random

from flowmart.generator.model.json import Json, JsonObject

_NAMES = ("a", "b", "c", "x-1", "ab")
_PATTERNS = ("^a", "^x-", "^[a-c]{1,2}$", "b$", "^[A-Z]{2}$", "^[0-9]+$", ".", "^(ab|c)*$")
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_CONSTANTS: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    2,
    -1,
    1.5,
    3,
    "",
    "a",
    "ab",
    "abc",
    "AB",
    "x-1",
    "12",
    [],
    [1],
    ["a", "b"],
    {},
    {"a": 1},
    {"a": "ab", "b": 2},
)
_NUMBERS = (-2, -1, 0, 0.5, 1, 1.5, 2, 3, 4, 6)


def schema(random: Random, depth: int = 3) -> Json:
    """A schema of draft 2020-12 with any keyword that a validator knows, references excepted."""
    if depth <= 0 or random.random() < 0.08:
        simple: tuple[Json, ...] = (True, {}, {"type": random.choice(_TYPES)}, {"const": random.choice(_CONSTANTS)}, random.random() < 0.8)
        return random.choice(simple)
    found: JsonObject = {}
    kind = random.choice(_TYPES)
    if random.random() < 0.8:
        found["type"] = kind if random.random() < 0.8 else random.sample(_TYPES, 2)
    for _ in range(random.randint(0, 3)):
        found.update(_keyword(random, kind if random.random() < 0.85 else random.choice(_TYPES), depth))
    if random.random() < 0.25:
        found.update(_logic(random, depth))
    if random.random() < 0.12:
        found["enum"] = [random.choice(_CONSTANTS) for _ in range(random.randint(1, 4))]
    return found


def _keyword(random: Random, kind: str, depth: int) -> JsonObject:
    match kind:
        case "integer" | "number":
            name = random.choice(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
            return {name: random.choice((0.5, 1, 1.5, 2, 3)) if name == "multipleOf" else random.choice(_NUMBERS)}
        case "string":
            name = random.choice(("minLength", "maxLength", "pattern"))
            return {name: random.choice(_PATTERNS) if name == "pattern" else random.randint(0, 4)}
        case "array":
            return _of_array(random, depth)
        case "object":
            return _of_object(random, depth)
        case _:
            return {}


def _of_array(random: Random, depth: int) -> JsonObject:
    match random.randint(0, 5):
        case 0 | 1:
            return {"items": schema(random, depth - 1)}
        case 2:
            return {"prefixItems": [schema(random, depth - 1) for _ in range(random.randint(1, 2))]}
        case 3:
            return {random.choice(("minItems", "maxItems")): random.randint(0, 3)}
        case 4:
            return {"uniqueItems": True}
        case _:
            found: JsonObject = {"contains": schema(random, depth - 1)}
            if random.random() < 0.4:
                found["minContains"] = random.randint(0, 2)
            if random.random() < 0.3:
                found["maxContains"] = random.randint(1, 2)
            return found


def _of_object(random: Random, depth: int) -> JsonObject:
    match random.randint(0, 9):
        case 0 | 1 | 2:
            return {"properties": {name: schema(random, depth - 1) for name in random.sample(_NAMES, random.randint(1, 3))}}
        case 3 | 4:
            return {"required": list(random.sample(_NAMES, random.randint(1, 2)))}
        case 5:
            return {"additionalProperties": random.choice((False, schema(random, depth - 1)))}
        case 6:
            return {"patternProperties": {random.choice(_PATTERNS): schema(random, depth - 1)}}
        case 7:
            return {random.choice(("minProperties", "maxProperties")): random.randint(0, 3)}
        case 8:
            one, other = random.sample(_NAMES, 2)
            dependencies: tuple[JsonObject, ...] = (
                {"dependentRequired": {one: [other]}},
                {"dependentSchemas": {one: schema(random, depth - 1)}},
            )
            return random.choice(dependencies)
        case _:
            names: tuple[JsonObject, ...] = ({"pattern": random.choice(_PATTERNS)}, {random.choice(("minLength", "maxLength")): 1})
            return {"propertyNames": random.choice(names)}


def _logic(random: Random, depth: int) -> JsonObject:
    match random.randint(0, 4):
        case 0:
            return {"not": schema(random, depth - 1)}
        case 1:
            return {"if": schema(random, depth - 1), random.choice(("then", "else")): schema(random, depth - 1)}
        case _:
            return {random.choice(("allOf", "anyOf", "oneOf")): [schema(random, depth - 1) for _ in range(random.randint(1, 3))]}


def edited(random: Random, old: Json, depth: int = 3) -> Json:
    """The schema with one or two places changed: pairs that have something to do with each other."""
    new: Json = json.loads(json.dumps(old))
    for _ in range(random.randint(1, 2)):
        new = _edit(random, new, depth)
    return new


def _edit(random: Random, old: Json, depth: int) -> Json:
    if not isinstance(old, dict) or random.random() < 0.15:
        return schema(random, depth)
    inner = [key for key in old if key in ("properties", "patternProperties", "dependentSchemas") and old[key]]
    single = [key for key in ("items", "additionalProperties", "not", "contains", "if", "then", "else", "propertyNames") if key in old]
    lists = [key for key in ("allOf", "anyOf", "oneOf", "prefixItems") if key in old]
    choice = random.random()
    if inner and choice < 0.45:
        key = random.choice(inner)
        children = old[key]
        assert isinstance(children, dict)
        name = random.choice(list(children))
        return {**old, key: {**children, name: _edit(random, children[name], depth - 1)}}
    if single and choice < 0.6:
        key = random.choice(single)
        return {**old, key: _edit(random, old[key], depth - 1)}
    if lists and choice < 0.75:
        key = random.choice(lists)
        entries = old[key]
        assert isinstance(entries, list)
        index = random.randrange(len(entries))
        return {**old, key: [_edit(random, entry, depth - 1) if at == index else entry for at, entry in enumerate(entries)]}
    if old and choice < 0.85:
        gone = random.choice(list(old))
        return {key: value for key, value in old.items() if key != gone}
    return {**old, **_keyword(random, random.choice(_TYPES), depth)}


def circular(random: Random, old: Json) -> JsonObject:
    """The schema as a definition that it refers to from inside, below properties and elements, where a value gets smaller."""
    inner = _tied(random, old)
    return {"$defs": {"A": inner}, "$ref": "#/$defs/A"}


def _tied(random: Random, old: Json) -> Json:
    if not isinstance(old, dict):
        return old
    found: JsonObject = {}
    for key, value in old.items():
        if key in ("properties", "patternProperties") and isinstance(value, dict):
            found[key] = {name: _tie(random, inner) for name, inner in value.items()}
        elif key in ("items", "additionalProperties", "contains"):
            found[key] = _tie(random, value)
        elif key in ("allOf", "anyOf", "oneOf") and isinstance(value, list):
            found[key] = [_tied(random, inner) for inner in value]
        else:
            found[key] = value
    return found


def _tie(random: Random, old: Json) -> Json:
    return {"$ref": "#/$defs/A"} if random.random() < 0.4 else _tied(random, old)


def values(random: Random, *schemas: Json) -> Iterator[Json]:
    """Endless values made of what the schemas mention and of what lies just beside it."""
    words = _Words()
    for found in schemas:
        words.read(found)
    while True:
        yield words.value(random, 3)


class _Words:
    def __init__(self) -> None:
        self.constants: list[Json] = list(_CONSTANTS)
        self.numbers: set[float] = {0, 1, -1}
        self.names: set[str] = {*_NAMES, "other"}
        self.lengths: set[int] = {0, 1}

    def read(self, schema: Json) -> None:
        if isinstance(schema, list):
            for entry in schema:
                self.read(entry)
        elif isinstance(schema, dict):
            for key, value in schema.items():
                if key in ("properties", "dependentSchemas") and isinstance(value, dict):
                    self.names.update(value)
                elif key == "const":
                    self.constants += [value] * 3
                elif key == "enum" and isinstance(value, list):
                    self.constants += value
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    self.numbers |= {value, value + 1, value - 1, value + 0.5, value * 2, value * 3}
                    self.lengths.add(int(abs(value)))
                self.read(value)

    def value(self, random: Random, depth: int) -> Json:
        kind = random.randint(0, 7 if depth > 0 else 4)
        if kind == 0:
            return random.choice(self.constants)
        if kind == 1:
            number = random.choice(sorted(self.numbers))
            return int(number) if number == int(number) else number
        if kind in (2, 3):
            return "".join(random.choice("abcABx-1 ") for _ in range(random.choice(sorted(self.lengths)) + random.randint(-1, 1)))
        if kind == 4:
            return random.choice((None, True, False))
        if kind == 5:
            return [self.value(random, depth - 1) for _ in range(random.randint(0, 4))]
        return {
            name: self.value(random, depth - 1) for name in random.sample(sorted(self.names), random.randint(0, min(4, len(self.names))))
        }
