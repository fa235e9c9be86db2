"""What comparisons of JSON Schemas say beside their verdicts: defaults, and the words for keywords."""

import json

import pytest

from flowmart.generator.compatibility import json_schema
from flowmart.generator.compatibility.verdict import Comparison, SchemaText, Verdict


def _compared(old: object, new: object) -> Comparison:
    return json_schema.compare(SchemaText("schema.json", json.dumps(old)), SchemaText("schema.json", json.dumps(new)))


def _of(key: str, inner: dict[str, object]) -> object:
    return {"type": "object", "properties": {key: {"type": "integer", **inner}}}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ({"default": 1}, {"default": 2}, "default of 'count' was 1, is 2"),
        ({}, {"default": 2}, "default of 'count' was added: 2"),
        ({"default": 1}, {}, "default of 'count' was removed: 1"),
        ({"default": 0}, {"default": False}, "default of 'count' was 0, is false"),
    ],
)
def test_a_default_that_changed_is_told_and_breaks_nothing(old: dict[str, object], new: dict[str, object], message: str) -> None:
    found = _compared(_of("count", old), _of("count", new))
    assert (found.backward, found.forward) == (Verdict.COMPATIBLE, Verdict.COMPATIBLE)
    assert [(change.rule, change.path, change.message) for change in found.changes] == [
        ("breaking/json-schema-default-changed", "count", message)
    ]


def test_defaults_in_lists_branches_and_definitions_are_found() -> None:
    def schema(value: int) -> object:
        inner = {"type": "integer", "default": value}
        return {"$defs": {"n": inner}, "items": inner, "anyOf": [inner], "prefixItems": [inner]}

    assert [change.path for change in _compared(schema(1), schema(2)).changes] == ["", "*", "", ""]


def test_a_bound_that_becomes_exclusive_is_no_change_of_its_number() -> None:
    found = _compared(_of("count", {"minimum": 0}), _of("count", {"exclusiveMinimum": 0}))
    assert found.changes[0].message == "minimum of 'count', 0, became exclusive; old data can hold 0"


def test_keywords_are_called_as_schemas_call_them() -> None:
    old, new = ({"type": "object", "properties": {"name": {"type": "string", "minLength": length}}} for length in (1, 2))
    assert _compared(old, new).changes[0].message.startswith("minLength of 'name' was 1, is 2")
