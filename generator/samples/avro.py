"""Samples of an Avro schema in Avro's own JSON encoding, and what such a schema has against a JSON value.

Unions carry the name of their branch, bytes are texts of the code points 0 to 255, moments are numbers.
"""

from collections.abc import Mapping
from random import Random
from typing import cast

from ..emitters.models.avro_defaults import python_logical_type
from ..model.json import Json, JsonObject
from ..source.avro import declared_name, full_name, problems
from . import texts
from .outcome import DeadEnd, Mismatch, NoSample, expected, first, mismatch

_WIDTHS = {"int": 31, "long": 63}
_DEEP = 4
_TOO_DEEP = 60
_DAY = 86_400_000
_LARGEST_MOMENT = 253_402_300_800_000
"""The end of the year 9999 in milliseconds: no program has moments beyond."""


class AvroSampler:
    """Samples of one schema. Raises NoSample when it is none."""

    def __init__(self, schema: Json) -> None:
        fault = next((problem for problem in problems(schema) if not problem.ignored and problem.path[-1:] != ("default",)), None)
        if fault is not None:
            raise NoSample(f"the schema can't be used: {fault.message}")
        self._schema = schema
        self._named: dict[str, tuple[JsonObject, str]] = {}
        self._collect(schema, "")

    def sample(self, seed: int, *, all_fields: bool = False, odd: bool = False) -> Json:
        """Raises NoSample."""
        try:
            value = _Maker(self._named, Random(f"{seed}"), all_fields=all_fields, odd=odd).value(self._schema, "", 0)
        except (DeadEnd, RecursionError):
            raise NoSample("the schema has no end: each value needs another one inside") from None
        problem = self.problem(value)
        if problem is not None:
            raise NoSample(f"no valid value was found: {problem}")
        return value

    def accepts(self, value: Json) -> bool:
        return self.problem(value) is None

    def problem(self, value: Json) -> Mismatch | None:
        """What the schema has against the value; None for nothing."""
        return mismatch(self._against(value, self._schema, "", ""))

    def _collect(self, schema: Json, namespace: str) -> None:
        for inner in schema if isinstance(schema, list) else ():
            self._collect(inner, namespace)
        if not isinstance(schema, dict):
            return
        if "name" in schema and schema.get("type") in ("record", "error", "enum", "fixed"):
            full = declared_name(schema, namespace)
            self._named[full] = (schema, full.rpartition(".")[0])
            namespace = full.rpartition(".")[0]
        for key in ("type", "items", "values"):
            self._collect(schema.get(key), namespace)
        for field in cast("list[Json]", schema.get("fields") or []):
            self._collect(field.get("type") if isinstance(field, dict) else None, namespace)

    def _against(self, value: Json, schema: Json, namespace: str, place: str) -> str | None:
        if isinstance(schema, list):
            return self._against_union(value, schema, namespace, place)
        if isinstance(schema, str):
            named = self._named.get(full_name(schema, namespace))
            return _against_primitive(value, schema, place) if named is None else self._against(value, named[0], namespace, place)
        node = cast("JsonObject", schema)
        kind = node["type"]
        if not isinstance(kind, str):
            return self._against(value, kind, namespace, place)
        if kind in ("record", "error"):
            return self._against_record(value, node, namespace, place)
        if kind == "array":
            if not isinstance(value, list):
                return expected(place, "an array")
            entries = [(f"{place}/{index}", entry) for index, entry in enumerate(value)]
            return first(self._against(entry, node["items"], namespace, below) for below, entry in entries)
        if kind == "map":
            if not isinstance(value, dict):
                return expected(place, "an object")
            return first(self._against(entry, node["values"], namespace, f"{place}/{key}") for key, entry in value.items())
        if kind == "enum":
            symbols = cast("list[Json]", node["symbols"])
            return None if value in symbols else expected(place, f"one of {', '.join(map(str, symbols))}")
        if kind == "fixed":
            wanted = f"a text of {node['size']} characters up to U+00FF"
            return None if _is_bytes(value) and len(cast(str, value)) == node["size"] else expected(place, wanted)
        return _against_primitive(value, kind, place) or _against_logical(value, python_logical_type(node), node, place)

    def _against_union(self, value: Json, branches: list[Json], namespace: str, place: str) -> str | None:
        if value is None:
            return None if "null" in branches else expected(place, "a value, for null is no branch")
        if isinstance(value, dict) and len(value) == 1:
            tag, inner = next(iter(value.items()))
            for branch in branches:
                if tag == branch_name(branch, namespace):
                    return self._against(inner, branch, namespace, f"{place}/{tag}")
        names = [branch_name(branch, namespace) for branch in branches if branch != "null"]
        return expected(place, f'an object with the name of its type, such as {{"{names[0] if names else "null"}": ...}}')

    def _against_record(self, value: Json, node: JsonObject, namespace: str, place: str) -> str | None:
        if not isinstance(value, dict):
            return expected(place, "an object")
        inside = declared_name(node, namespace).rpartition(".")[0]
        fields = {str(field["name"]): field for field in cast("list[JsonObject]", node["fields"])}
        for name, field in fields.items():
            if name not in value:
                if "default" not in field:
                    return f"{place or '/'}: the field '{name}' is missing"
                continue
            found = self._against(value[name], field["type"], inside, f"{place}/{name}")
            if found is not None:
                return found
        return None


class _Maker:
    def __init__(self, named: Mapping[str, tuple[JsonObject, str]], random: Random, *, all_fields: bool, odd: bool) -> None:
        self._named, self._random, self._all_fields, self._odd = named, random, all_fields, odd

    def value(self, schema: Json, namespace: str, depth: int) -> Json:
        if depth > _TOO_DEEP:
            raise DeadEnd
        if isinstance(schema, list):
            return self._union(schema, namespace, depth)
        if isinstance(schema, str):
            named = self._named.get(full_name(schema, namespace))
            return self._primitive(schema) if named is None else self.value(named[0], namespace, depth)
        node = cast("JsonObject", schema)
        kind = node["type"]
        if not isinstance(kind, str):
            return self.value(kind, namespace, depth)
        match kind:
            case "record" | "error":
                inside = declared_name(node, namespace).rpartition(".")[0]
                fields = cast("list[JsonObject]", node["fields"])
                return {str(field["name"]): self.value(field["type"], inside, depth + 1) for field in fields}
            case "enum":
                return self._random.choice(cast("list[Json]", node["symbols"]))
            case "array":
                return [self.value(node["items"], namespace, depth + 1) for _ in range(self._few(depth))]
            case "map":
                return {
                    f"{texts.text(self._random)} {n}": self.value(node["values"], namespace, depth + 1) for n in range(self._few(depth))
                }
            case _:
                return self._logical(node, kind)

    def _union(self, branches: list[Json], namespace: str, depth: int) -> Json:
        if "null" in branches and (depth > _DEEP or (not self._all_fields and self._random.random() < 0.3)):
            return None
        branch = self._random.choice([branch for branch in branches if branch != "null"] or ["null"])
        return None if branch == "null" else {branch_name(branch, namespace): self.value(branch, namespace, depth)}

    def _few(self, depth: int) -> int:
        return 0 if depth > _DEEP else self._random.choice((1, 2, 3) if self._all_fields else (0, 1, 2))

    def _primitive(self, kind: str) -> Json:
        match kind:
            case "null":
                return None
            case "boolean":
                return self._random.random() < 0.5
            case "int" | "long":
                edge = 2 ** _WIDTHS[kind]
                return (
                    self._random.choice((edge - 1, -edge)) if self._odd and self._random.random() < 0.3 else self._random.randint(0, 1000)
                )
            case "float" | "double":
                return self._random.randint(-4000, 4000) / 8
            case "bytes":
                return self._bytes(self._random.randint(0, 8))
            case _:
                return texts.text(self._random, odd=self._odd)

    def _bytes(self, size: int) -> str:
        return self._random.randbytes(size).decode("latin-1")

    def _logical(self, node: JsonObject, kind: str) -> Json:
        logical = python_logical_type(node)
        match logical:
            case "decimal":
                digits = self._random.randrange(10 ** min(int(cast(int, node["precision"])), 9))
                length = cast(int, node["size"]) if kind == "fixed" else digits.bit_length() // 8 + 1
                if digits.bit_length() >= length * 8:
                    digits = 0
                return digits.to_bytes(length, "big", signed=True).decode("latin-1")
            case "uuid" if kind == "string":
                return texts.of_format(self._random, "uuid")
            case "date":
                return self._random.randint(18_000, 22_000)
            case "time-millis" | "time-micros":
                return self._random.randrange(_DAY * (1 if logical == "time-millis" else 1000))
            case _ if "timestamp" in logical:
                return self._random.randrange(10**12, 2 * 10**12) * (1 if logical.endswith("millis") else 1000)
            case _:
                return self._bytes(cast(int, node["size"])) if kind == "fixed" else self._primitive(kind)


def branch_name(branch: Json, namespace: str) -> str:
    """What a union's branch is called in JSON."""
    if isinstance(branch, str):
        return (
            branch if branch in ("null", "boolean", "int", "long", "float", "double", "bytes", "string") else full_name(branch, namespace)
        )
    node = cast("JsonObject", branch)
    return declared_name(node, namespace) if "name" in node else str(node["type"])


def _against_primitive(value: Json, kind: str, place: str) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    match kind:
        case "null":
            fits, wanted = value is None, "null"
        case "boolean":
            fits, wanted = isinstance(value, bool), "true or false"
        case "int" | "long":
            edge = 2 ** _WIDTHS[kind]
            fits, wanted = whole and -edge <= cast(int, value) < edge, f"a whole number of {_WIDTHS[kind] + 1} bits"
        case "float" | "double":
            fits, wanted = whole or isinstance(value, float) or value in ("NaN", "Infinity", "-Infinity"), "a number"
        case "bytes":
            fits, wanted = _is_bytes(value), "a text of characters up to U+00FF"
        case _:
            fits, wanted = isinstance(value, str), "a text"
    return None if fits else expected(place, wanted)


def _against_logical(value: Json, logical: str, node: JsonObject, place: str) -> str | None:
    if logical == "decimal" and isinstance(value, str):
        digits = abs(int.from_bytes(value.encode("latin-1"), "big", signed=True))
        return None if digits < 10 ** cast(int, node["precision"]) else expected(place, f"a decimal of {node['precision']} digits")
    if logical == "uuid" and isinstance(value, str):
        return None if texts.is_found("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", value) else expected(place, "a UUID")
    if logical.startswith("time-"):
        return None if 0 <= cast(int, value) < _DAY * (1 if logical == "time-millis" else 1000) else expected(place, "a time within a day")
    if "timestamp" in logical and abs(cast(int, value)) >= _LARGEST_MOMENT * (1 if logical.endswith("millis") else 1000):
        return expected(place, "a moment before the year 10000")
    return None


def _is_bytes(value: Json) -> bool:
    return isinstance(value, str) and all(ord(character) < 256 for character in value)
