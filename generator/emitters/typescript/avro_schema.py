"""An Avro schema as the JSON Schema of its JSON encoding: what the Python model of the message reads and writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from ...model.json import Json, JsonObject
from ...source.avro import declared_name, full_name
from ..models.avro_defaults import python_logical_type
from .bundle import FORM, OTHER_NAMES

_SPECIAL: Json = ["NaN", "Infinity", "-Infinity"]
_UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_BYTES = "^[\\u0000-\\u00ff]*$"
_TOO_LARGE = 3.4028235677973366e38
"""What is no number of single precision any more."""
_PRIMITIVES: Mapping[str, JsonObject] = {
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "float": {"anyOf": [{"type": "number", "exclusiveMinimum": -_TOO_LARGE, "exclusiveMaximum": _TOO_LARGE}, {"enum": _SPECIAL}]},
    "double": {"anyOf": [{"type": "number"}, {"enum": _SPECIAL}]},
    "bytes": {"type": "string", "pattern": _BYTES},
    "string": {"type": "string"},
}

_DAY = 86_400_000
_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999 in milliseconds, which is what Python has moments for."""
_MOMENTS: Mapping[str, tuple[int, int]] = {
    "date": (_FIRST // _DAY, _LAST // _DAY),
    "time-millis": (0, _DAY - 1),
    "time-micros": (0, _DAY * 1000 - 1),
    **dict.fromkeys(("timestamp-millis", "local-timestamp-millis"), (_FIRST, _LAST)),
    **dict.fromkeys(("timestamp-micros", "local-timestamp-micros"), (_FIRST * 1000, _LAST * 1000 + 999)),
}


def avro_json_schema(tree: Json) -> JsonObject:
    """The schema of a valid Avro schema, draft 2020-12. Named types are definitions."""
    translator = _Translator()
    whole = translator.schema(tree, "")
    return {**whole, "$defs": translator.definitions} if translator.definitions else whole


@dataclass
class _Translator:
    definitions: dict[str, Json] = field(default_factory=dict[str, Json])
    names: dict[str, str] = field(default_factory=dict[str, str])

    def schema(self, node: Json, namespace: str) -> JsonObject:
        if isinstance(node, list):
            return self._union(node, namespace)
        if isinstance(node, str):
            known = self.names.get(full_name(node, namespace))
            if known is None or node in _PRIMITIVES:
                return dict(_PRIMITIVES[node])
            return {"$ref": f"#/$defs/{known}"}
        declared = cast(JsonObject, node)
        kind = declared.get("type")
        if not isinstance(kind, str):
            return self.schema(kind, namespace)
        match kind:
            case "record" | "error" | "enum" | "fixed":
                return self._named(kind, declared, namespace)
            case "array":
                return {"type": "array", "items": self.schema(declared["items"], namespace)}
            case "map":
                return {"type": "object", "additionalProperties": self.schema(declared["values"], namespace)}
            case _:
                return {**self.schema(kind, namespace), **_logical(declared)}

    def _named(self, kind: str, node: JsonObject, namespace: str) -> JsonObject:
        full = declared_name(node, namespace)
        space, _, short = full.rpartition(".")
        name = short
        while name in self.definitions:
            name += "_"
        self.names[full] = name
        about: JsonObject = {"description": node["doc"]} if isinstance(node.get("doc"), str) else {}
        self.definitions[name] = True  # before its content, which may name it
        if kind == "enum":
            self.definitions[name] = {**about, "type": "string", "enum": cast("list[Json]", node["symbols"])}
        elif kind == "fixed":
            size = node["size"]
            self.definitions[name] = {**about, "type": "string", "pattern": _BYTES, "minLength": size, "maxLength": size, **_logical(node)}
        else:
            self.definitions[name] = {**about, **self._record(node, space)}
        return {"$ref": f"#/$defs/{name}"}

    def _record(self, node: JsonObject, namespace: str) -> JsonObject:
        fields = cast("list[JsonObject]", node["fields"])
        properties: JsonObject = {}
        for declared in fields:
            schema = self.schema(declared["type"], namespace)
            if isinstance(doc := declared.get("doc"), str):
                schema = {**schema, "description": doc}
            properties[str(declared["name"])] = schema
        other: JsonObject = {str(declared["name"]): aliases for declared in fields if (aliases := declared.get("aliases"))}
        required: list[Json] = [str(declared["name"]) for declared in fields if "default" not in declared]
        constraints: JsonObject = {**({"required": required} if required else {}), **({OTHER_NAMES: other} if other else {})}
        return {"type": "object", "properties": properties, **constraints}

    def _union(self, branches: list[Json], namespace: str) -> JsonObject:
        """A branch that isn't null is an object with one property, the name of its type."""
        found: list[Json] = []
        for branch in branches:
            tag = self._tag(branch, namespace)
            if tag == "null":
                found.append({"type": "null"})
                continue
            inner = self.schema(branch, namespace)
            found.append({"$ref": f"#/$defs/{self._branch(tag, inner)}"})
        return cast(JsonObject, found[0]) if len(found) == 1 else {"anyOf": found}

    def _branch(self, tag: str, inner: JsonObject) -> str:
        """The definition of the object around a value; `ShippedInsurance` stays the name of what is inside it."""
        name = f"{tag.rpartition('.')[2]} branch"
        wrapped: JsonObject = {"type": "object", "properties": {tag: inner}, "required": [tag], "additionalProperties": False}
        while self.definitions.get(name, wrapped) != wrapped:
            name += "_"
        self.definitions[name] = wrapped
        return name

    def _tag(self, branch: Json, namespace: str) -> str:
        if isinstance(branch, str):
            return branch if branch in _PRIMITIVES else full_name(branch, namespace)
        node = cast(JsonObject, branch)
        kind = node["type"]
        if kind in ("record", "error", "enum", "fixed"):
            return declared_name(node, namespace)
        return (
            self._tag(kind, namespace) if not isinstance(kind, str) else (kind if kind in ("array", "map") else self._tag(kind, namespace))
        )


def _logical(node: JsonObject) -> JsonObject:
    """What a logical type asserts beyond the type below it."""
    logical = python_logical_type(node)
    if logical in _MOMENTS:
        lowest, highest = _MOMENTS[logical]
        return {"minimum": lowest, "maximum": highest}
    if logical == "decimal":
        return {FORM: node["precision"]}
    return {"pattern": _UUID} if logical == "uuid" and node["type"] == "string" else {}
