"""The schema dialect of OpenAPI 3.0 in the words of JSON Schema: `nullable`, flags beside bounds, and `discriminator` as tags of branches.

A base with a discriminator that other schemas extend is the union of these (inheritance.py).

Every reader of a schema file sees it so. Schemas that name a `$schema` are left as they are: there these words assert nothing.
"""

from typing import cast

from ..model.json import Json, JsonObject
from .inheritance import branch, united

_WORDS = ("nullable", "discriminator", "openapi", "swagger")
_VALUES = frozenset({"enum", "const", "default", "example", "examples", "mapping"})
_NAMES = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "schemas"})


def understood(tree: Json, text: str) -> Json:
    """`text` is what `tree` was read from: nearly every schema has none of the words, and costs one look."""
    if not isinstance(tree, dict) or "$schema" in tree or not any(word in text for word in _WORDS):
        return tree
    return _schema(united(tree) if "discriminator" in text else tree)


def _schema(node: Json) -> Json:
    if isinstance(node, list):
        return [_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    result: JsonObject = {}
    for key, value in node.items():
        if key in _NAMES and isinstance(value, dict):
            result[key] = {name: _schema(inner) for name, inner in value.items()}
        else:
            result[key] = value if key in _VALUES else _schema(value)
    return _or_null(_tagged(bounded(result)))


def bounded(schema: JsonObject) -> JsonObject:
    """The schema, changed: `exclusiveMinimum: true` of draft 4 becomes the number that it stands beside."""
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = schema.get(exclusive)
        if isinstance(flag, bool):
            del schema[exclusive]
            if flag and inclusive in schema:
                schema[exclusive] = schema.pop(inclusive)
    return schema


def _or_null(schema: JsonObject) -> JsonObject:
    """Null is one of the values, also of an enum that does not name it and of what `nullable` stands beside: so it is meant."""
    if not isinstance(schema.get("nullable"), bool):
        return schema
    if schema.pop("nullable") is False:
        return schema
    kind = schema.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    if isinstance(values := schema.get("enum"), list) and None not in values:
        schema["enum"] = [*values, None]
    for keyword in ("oneOf", "anyOf"):
        if isinstance(branches := schema.get(keyword), list):
            schema[keyword] = [*branches, {"type": "null"}]
    parts = schema.get("allOf")
    if isinstance(parts, list):
        schema["anyOf"] = [parts[0] if len(parts) == 1 else {"allOf": parts}, {"type": "null"}]
        del schema["allOf"]
    elif "$ref" in schema:
        schema["anyOf"] = [{"$ref": schema.pop("$ref")}, {"type": "null"}]
    return schema


def _tagged(schema: JsonObject) -> JsonObject:
    """Each branch of a union with a discriminator says its tag, which is required."""
    discriminator = schema.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else discriminator  # AsyncAPI 2 has the name alone
    keyword = next((keyword for keyword in ("oneOf", "anyOf") if isinstance(schema.get(keyword), list)), "")
    if not isinstance(name, str) or not keyword:
        return schema
    written = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    mapping: JsonObject = written if isinstance(written, dict) else {}
    schema[keyword] = [_with_tag(branch, name, mapping) for branch in cast("list[Json]", schema[keyword])]
    del schema["discriminator"]
    return schema


def _with_tag(schema: Json, name: str, mapping: JsonObject) -> Json:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    if not isinstance(reference, str):
        return schema  # has no name that could be a tag: its own schema says what it is
    own = reference.rpartition("/")[2]
    tags = tuple(tag for tag, target in mapping.items() if target in (reference, own)) or (own,)
    return branch(own, reference, name, tags)
