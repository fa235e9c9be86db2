"""JSON Schemas as Ajv has to be told them, where it takes one for something else. The verdict is meant to be that of the original."""

from collections.abc import Iterator

from ...model.json import Json, JsonObject


def counted(schema: JsonObject, newest: bool) -> JsonObject:
    """The schema for Ajv's way of counting what has been evaluated: it takes all items for that where there is a `contains`.

    Behind a double negation nothing counts; and what it finds counts as evaluated in the `newest` draft only.
    """
    schema = _decided(schema)
    hidden: JsonObject = {key: schema.pop(key) for key in ("contains", "minContains", "maxContains") if key in schema}
    if "contains" in hidden:
        schema = with_part(schema, {"not": {"not": hidden}})
    found = list(_contained(schema)) if newest and "unevaluatedItems" in schema else []
    if found:
        schema["unevaluatedItems"] = {"anyOf": [*found, schema["unevaluatedItems"]]}
    return schema


def _contained(schema: Json) -> Iterator[Json]:
    """What a hidden `contains` asks for in the schema and in what is applied to the same value, whether it has to hold or not."""
    match schema:
        case {"not": {"not": {"contains": found}}}:
            yield found
        case dict():
            for keyword in ("allOf", "anyOf", "oneOf"):
                parts = schema.get(keyword)
                for part in parts if isinstance(parts, list) else ():
                    yield from _contained(part)
        case _:
            return


def _decided(schema: JsonObject) -> JsonObject:
    """A condition as alternatives. Of `if` Ajv counts what it has looked at as evaluated, whether it holds or not; `then` and `else` alone mean nothing."""
    if "if" not in schema:
        return schema
    condition = schema.pop("if")
    holds: Json = {"allOf": [condition, schema.get("then", True)]}
    fails: Json = {"allOf": [{"not": condition}, schema.get("else", True)]}
    return with_part(schema, {"anyOf": [holds, fails]})


def with_part(schema: JsonObject, part: Json) -> JsonObject:
    parts = schema.get("allOf")
    schema["allOf"] = [*(parts if isinstance(parts, list) else []), part]
    return schema


def safe(schema: JsonObject) -> JsonObject:
    """Ajv looks at no property called `__proto__`, which as a pattern is one like any other; and it takes no empty enum."""
    if schema.get("enum") == []:
        del schema["enum"]
        with_part(schema, False)
    properties = schema.get("properties")
    if isinstance(properties, dict) and "__proto__" in properties:
        patterns = schema.get("patternProperties")
        schema["patternProperties"] = {**(patterns if isinstance(patterns, dict) else {}), "^__proto__$": properties["__proto__"]}
    return schema
