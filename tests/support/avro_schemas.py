"""Random Avro schemas, random edits of them, and data that fits them: functions of a `random.Random`, so that a seed repeats a failure."""

import copy
from random import Random

from flowmart.generator.model.json import Json, JsonObject

_PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
_SYMBOLS = ("A", "B", "C", "D")
_FIELDS = ("a", "b", "c", "d")


class Schemas:
    """Makes the schemas of one test; names are numbered so that none is given twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._names = 0

    def record(self, depth: int = 3) -> JsonObject:
        names = self._random.sample(_FIELDS, self._random.randint(1, 3))
        return {"type": "record", "name": self._name("R"), "fields": [self.field(name, depth) for name in names]}

    def field(self, name: str, depth: int) -> JsonObject:
        type = self.type(depth - 1)
        default = self._default(type)
        found: JsonObject = {"name": name, "type": type}
        if default is not _NONE and self._random.random() < 0.5:
            found["default"] = default
        return found

    def type(self, depth: int) -> Json:
        kind = self._random.randint(0, 9 if depth > 0 else 6)
        match kind:
            case 5:
                symbols: list[Json] = list(self._random.sample(_SYMBOLS, self._random.randint(1, 3)))
                found: JsonObject = {"type": "enum", "name": self._name("E"), "symbols": symbols}
                return {**found, "default": symbols[0]} if self._random.random() < 0.3 else found
            case 6:
                return {"type": "fixed", "name": self._name("F"), "size": self._random.randint(1, 3)}
            case 7:
                return self.record(depth - 1)
            case 8:
                container = self._random.choice(("array", "map"))
                return {"type": container, "items" if container == "array" else "values": self.type(depth - 1)}
            case 9:
                return self._union(depth)
            case _:
                return self._random.choice(_PRIMITIVES)

    def _union(self, depth: int) -> Json:
        branches: list[Json] = list(self._random.sample(_PRIMITIVES, self._random.randint(1, 3)))
        if self._random.random() < 0.4:
            branches.append(self.record(depth - 1))
        return branches

    def edited(self, old: Json) -> Json:
        """The schema with one or two places changed."""
        new = copy.deepcopy(old)
        for _ in range(self._random.randint(1, 2)):
            new = self._edit(new, 3)
        return new

    def _edit(self, old: Json, depth: int) -> Json:
        if isinstance(old, list):
            index = self._random.randrange(len(old))
            if self._random.random() < 0.4 and len(old) > 1:
                return [branch for at, branch in enumerate(old) if at != index]
            if self._random.random() < 0.5:
                rest = [name for name in _PRIMITIVES if name not in old]
                return [*old, self._random.choice(rest)] if rest else old
            changed = self._edit(old[index], depth - 1)
            if isinstance(changed, list) or changed in old:
                return old
            return [changed if at == index else branch for at, branch in enumerate(old)]
        if not isinstance(old, dict):
            wider: dict[str, Json] = {"int": "long", "long": "double", "float": "double", "string": "bytes", "bytes": "string"}
            if self._random.random() < 0.5 and str(old) in wider:
                return wider[str(old)]
            return [old, "null"] if self._random.random() < 0.4 and old != "null" else self.type(1)
        match old["type"]:
            case "record":
                return self._edited_record(old, depth)
            case "enum":
                symbols: list[Json] = list(self._random.sample(_SYMBOLS, self._random.randint(1, 4)))
                return {**{key: value for key, value in old.items() if key != "default"}, "symbols": symbols}
            case "array":
                return {**old, "items": self._edit(old["items"], depth - 1)}
            case "map":
                return {**old, "values": self._edit(old["values"], depth - 1)}
            case _:
                return {**old, "size": self._random.randint(1, 3)}

    def _edited_record(self, old: JsonObject, depth: int) -> JsonObject:
        fields = list(_list(old["fields"]))
        choice = self._random.random()
        names = [name for name in _FIELDS if all(not isinstance(field, dict) or field["name"] != name for field in fields)]
        if choice < 0.25 and names:
            fields.insert(self._random.randint(0, len(fields)), self.field(self._random.choice(names), 1))
        elif choice < 0.45 and len(fields) > 1:
            fields.pop(self._random.randrange(len(fields)))
        elif choice < 0.55:
            self._random.shuffle(fields)
        elif fields:
            index = self._random.randrange(len(fields))
            field = fields[index]
            assert isinstance(field, dict)
            fields[index] = {"name": field["name"], "type": self._edit(field["type"], depth - 1)}
        return {**old, "fields": fields}

    def _default(self, type: Json) -> Json:
        if isinstance(type, list):
            return self._default(type[0])
        plain: dict[str, Json] = {
            "null": None,
            "boolean": True,
            "int": 1,
            "long": 2,
            "float": 1.5,
            "double": 2.5,
            "bytes": "x",
            "string": "y",
        }
        if isinstance(type, str):
            return plain[type]
        if isinstance(type, dict) and type["type"] == "array":
            return []
        return {} if isinstance(type, dict) and type["type"] == "map" else _NONE

    def _name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"


_NONE: Json = "\0none"


def _list(value: Json) -> list[Json]:
    assert isinstance(value, list)
    return value


def datum(random: Random, type: Json) -> object:
    """A value of the type, for fastavro; a branch of a union that is a record is told by its name."""
    if isinstance(type, list):
        branch = random.choice(type)
        value = datum(random, branch)
        return (branch["name"], value) if isinstance(branch, dict) and "name" in branch else (branch, value)
    if isinstance(type, dict):
        match type["type"]:
            case "record":
                return {str(field["name"]): datum(random, field["type"]) for field in _list(type["fields"]) if isinstance(field, dict)}
            case "enum":
                return random.choice(_list(type["symbols"]))
            case "fixed":
                size = type["size"]
                assert isinstance(size, int)
                return random.randbytes(size)
            case "array":
                return [datum(random, type["items"]) for _ in range(random.randint(0, 2))]
            case _:
                return {random.choice("xyz"): datum(random, type["values"]) for _ in range(random.randint(0, 2))}
    match type:
        case "null":
            return None
        case "boolean":
            return random.random() < 0.5
        case "int" | "long":
            return random.randint(-5, 5)
        case "float" | "double":
            return random.choice((0.0, 1.5, -2.25))
        case "bytes":
            return random.choice((b"", b"ab"))
        case _:
            return random.choice(("", "ab", "é"))
