"""An Avro schema as the JSON Schema of its JSON form, for the model.

Unions are read untagged, and logical types by the JSON that services exchange (text for dates and UUIDs, numbers where Avro has
numbers). Does not read or write Avro's own encodings.
"""

from collections.abc import Callable
from typing import cast

from ...model.json import Json, JsonObject

_PRIMITIVES: dict[str, JsonObject] = {
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "bytes": {"type": "string"},
    "string": {"type": "string"},
}


class NotAvro(Exception):
    """What is wrong with the schema."""


def json_schema(tree: Json) -> JsonObject:
    """Raises NotAvro. Named types become `$defs`, under their short names where those are unique."""
    reader = _Reader()
    root = reader.schema(tree, "")
    if "$ref" in root and reader.defs:
        return {**root, "$defs": cast("Json", reader.defs)}
    return {**root, **({"$defs": cast("Json", reader.defs)} if reader.defs else {})}


class _Reader:
    def __init__(self) -> None:
        self.defs: dict[str, JsonObject] = {}
        self._keys: dict[str, str] = {}

    def schema(self, tree: Json, namespace: str) -> JsonObject:
        if isinstance(tree, str):
            return self._by_name(tree, namespace)
        if isinstance(tree, list):
            return {"anyOf": [self.schema(item, namespace) for item in tree]}
        if not isinstance(tree, dict) or "type" not in tree:
            raise NotAvro(f"{str(tree)[:60]!r} has no type")
        kind = tree["type"]
        if not isinstance(kind, str):
            return self.schema(kind, namespace)
        makers: dict[str, Callable[[JsonObject, str], JsonObject]] = {
            "record": self._record,
            "error": self._record,
            "enum": self._enum,
            "fixed": self._fixed,
            "array": lambda node, space: {"type": "array", "items": self.schema(node.get("items"), space)},
            "map": lambda node, space: {"type": "object", "additionalProperties": self.schema(node.get("values"), space)},
        }
        return makers[kind](tree, namespace) if kind in makers else self._by_name(kind, namespace)

    def _by_name(self, name: str, namespace: str) -> JsonObject:
        if name in _PRIMITIVES:
            return dict(_PRIMITIVES[name])
        key = self._keys.get(_full(name, namespace)) or self._keys.get(name)
        if key is None:
            raise NotAvro(f"there is no type {name!r}")
        return {"$ref": f"#/$defs/{key}"}

    def _declared(self, node: JsonObject, namespace: str) -> tuple[str, str]:
        """The key in `$defs` and the namespace inside the type."""
        name = node.get("name")
        if not isinstance(name, str) or not name:
            raise NotAvro(f"a type {node.get('type')!r} has no name")
        full = _full(name, str(node.get("namespace") or namespace))
        if full in self._keys:
            raise NotAvro(f"the type {full!r} is declared twice")
        short = full.rpartition(".")[2]
        key = self._keys[full] = short if short not in self.defs else full
        self.defs[key] = {}
        return key, full.rpartition(".")[0]

    def _record(self, node: JsonObject, namespace: str) -> JsonObject:
        key, inner = self._declared(node, namespace)
        fields = node.get("fields")
        if not isinstance(fields, list):
            raise NotAvro(f"the record {key!r} has no fields")
        properties: JsonObject = {}
        required: list[Json] = []
        for field in fields:
            if not isinstance(field, dict) or not isinstance(field.get("name"), str):
                raise NotAvro(f"a field of {key!r} has no name")
            name = cast(str, field["name"])
            properties[name] = self._field(field, inner)
            if "default" not in field:
                required.append(name)
        self.defs[key] = {"type": "object", "title": key, "properties": properties, "required": required, **_doc(node)}
        return {"$ref": f"#/$defs/{key}"}

    def _field(self, field: JsonObject, namespace: str) -> JsonObject:
        schema = {**self.schema(field.get("type"), namespace), **_doc(field)}
        default = field.get("default")
        return schema if default is None else {**schema, "default": default}

    def _enum(self, node: JsonObject, namespace: str) -> JsonObject:
        key, _ = self._declared(node, namespace)
        symbols = node.get("symbols")
        if not isinstance(symbols, list) or not symbols:
            raise NotAvro(f"the enum {key!r} has no symbols")
        self.defs[key] = {"type": "string", "enum": symbols, **_doc(node)}
        return {"$ref": f"#/$defs/{key}"}

    def _fixed(self, node: JsonObject, namespace: str) -> JsonObject:
        key, _ = self._declared(node, namespace)
        self.defs[key] = {"type": "string", **_doc(node)}
        return {"$ref": f"#/$defs/{key}"}


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _doc(node: JsonObject) -> JsonObject:
    doc = node.get("doc")
    return {"description": doc} if isinstance(doc, str) and doc else {}
