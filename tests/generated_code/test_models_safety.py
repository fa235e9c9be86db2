"""Broken and hostile schemas: nothing of them runs, nothing of them breaks the source, and each is a finding with its place."""

import ast
import builtins
import json
from pathlib import Path

import pytest

from .conftest import Generate

HOSTILE = [
    "'''\n__import__('builtins').pwned = 1\n'''",
    '"""\n__import__("builtins").pwned = 1\n"""',
    '\\"""; __import__("builtins").pwned = 1',
    "\\",
    'a"',
    "line\nbreak\r\x0b\x0c\u2028\x85 next",
    "nul\0 bidi\u202e\u2066",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "${HOME} {0} %s f{1}",
    "coding: utf-7",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_schema_never_runs(generate: Generate, text: str) -> None:
    schema = {
        "title": text,
        "description": text,
        "examples": [{text: text}],
        "type": "object",
        "properties": {
            text: {"type": "string", "description": text, "default": text, "examples": [text]},
            "kind": {"type": "string", "enum": [text, "other"], "description": text},
            "fixed": {"const": text},
            "nested": {"type": "object", "description": text, "properties": {"a": {"enum": [text, 1]}}},
            "pattern": {"type": "array", "items": {"type": "string", "pattern": text}},
        },
    }
    model = generate(Hostile=schema)["Hostile"]
    assert not hasattr(builtins, "pwned")
    assert model.model_fields["kind"].description == text.strip()
    assert model.model_fields["fixed"].annotation.__args__[0].__args__ == (text,)


def test_half_a_character_costs_no_more_than_its_own_model(generate: Generate) -> None:
    lone = "\ud800"
    bad = {"description": lone, "properties": {lone: {"const": lone, "default": lone}, "a": {"type": "string", "pattern": lone}}}
    generated = generate(Bad=bad, Good={"properties": {"a": {"type": "string"}}})
    assert "schema/invalid" in generated.rules()
    assert generated["Bad"].meta.id == "Bad" and "a" in generated["Good"].model_fields


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_catalog_never_runs(generate: Generate, text: str) -> None:
    name = json.dumps(text)
    index = f"---\nid: Quiet\nname: {name}\nversion: 1.0.0\nsummary: {name}\nx-flowmart-key: {name}\n---\n"
    generated = generate({"events/Quiet/index.mdx": index})
    ast.parse(generated.source("quiet"))
    assert generated["Quiet"].meta.id == "Quiet"
    assert not hasattr(builtins, "pwned")


@pytest.mark.parametrize(
    ("schema", "rule", "place"),
    [
        ('{"type": "object",\n "properties": {"a": {"type": "strin"}}}', "schema/invalid", (2, 23)),
        ('{"type": "object",}', "schema/unreadable", (1, 19)),
        ("[]", "schema/invalid", (1, 1)),
        ("", "schema/unreadable", (1, 1)),
        ('{\n  "properties": {\n    "a": {"$ref": "#/definitions/none"}}}', "schema/dangling-reference", (3, 11)),
        ('{"properties": {"a": {"$ref": "none.json"}}}', "schema/dangling-reference", (1, 23)),
        ('{"properties": {"a": {"$ref": "https://example.com/x.json"}}}', "schema/dangling-reference", (1, 23)),
        ('{"$schema": "http://example.com/mine", "type": 3}', "schema/invalid", (1, 40)),
        ('{"openapi": "3.1.0", "paths": {}}', "schema/invalid", (1, 1)),
    ],
)
def test_a_bad_schema_is_a_finding_with_its_place_and_an_open_model(
    generate: Generate, schema: str, rule: str, place: tuple[int, int]
) -> None:
    generated = generate(Odd=schema)
    (found,) = [found for found in generated.report if found.rule.startswith(("payload/", "schema/"))]
    assert (found.rule, found.location.line, found.location.column) == (rule, *place)
    assert Path(found.location.path).name == "schema.json"
    assert generated["Odd"].from_json('{"anything": [1]}').to_json() == b'{"anything":[1]}'


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"properties": {"a": {"$ref": "#/properties/b"}, "b": {"$ref": "#/properties/a"}}},
        {"properties": {"a": {"type": "string", "pattern": "(?=x)\\1"}}},
        {"properties": {"a": {"type": "number", "multipleOf": 1e-320}}},
        {"properties": {"a": {"type": "integer", "minimum": 1e308}}},
        {"properties": {"a": False, "b": True, "c": {}}},
        {"properties": {"a": {"enum": [[1], {"x": 1}, 1.5]}}},
        {"properties": {"a": {"anyOf": [{"type": "null"}]}}},
        {"properties": {"a": {"allOf": [{"type": "string"}, {"type": "integer"}]}}},
        {"required": ["x"], "additionalProperties": False},
        {"type": ["object", "null"], "properties": {"a": {"type": "string"}}},
        True,
    ],
    ids=repr,
)
def test_an_odd_schema_gives_a_module_that_imports(generate: Generate, schema: object) -> None:
    assert generate(Odd=schema)["Odd"].meta.id == "Odd"


def test_deep_nesting_is_a_finding_and_no_crash(generate: Generate) -> None:
    text = '{"properties":{"a":' * 3000 + "{}" + "}}" * 3000
    generated = generate(Deep=text, Fine={"properties": {"a": {"type": "integer"}}})
    assert [rule for rule in generated.rules() if rule.startswith(("payload/", "schema/"))]
    assert "a" in generated["Fine"].model_fields and generated["Deep"].meta.id == "Deep"


def test_two_messages_of_one_name_are_a_finding_and_the_first_wins(generate: Generate) -> None:
    generated = generate(
        **{"OrderPlaced": {"properties": {"a": {"type": "string"}}}, "order-placed": {"properties": {"b": {"type": "string"}}}}
    )
    (found,) = [found for found in generated.report if found.rule == "names/collision"]
    assert "OrderPlaced" in found.message and found.location.path.endswith("order-placed/index.mdx")
    assert list(generated["OrderPlaced"].model_fields) == ["a"]


@pytest.mark.parametrize("name", ["Event", "Field", "Model", "Omissible", "Annotated", "JsonValue"])
def test_a_message_may_be_called_like_what_the_module_imports(generate: Generate, name: str) -> None:
    generated = generate(**{name: {"properties": {"a": {"type": "string", "minLength": 1}, "b": {}}}})
    (found,) = generated.messages.__all__
    assert generated[found].from_json('{"a":"x"}').a == "x"
    assert generated[found].meta.id == name
