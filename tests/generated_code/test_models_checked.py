"""What types cannot say: read and made, the message is checked by its schema too."""

import builtins
import json
import sys
import time

import pytest
from pydantic import ValidationError

from .conftest import Generate
from .schema_suite import accepts

CONDITIONAL = {
    "type": "object",
    "properties": {"kind": {"type": "string"}, "iban": {"type": "string"}, "tags": {"type": "array", "uniqueItems": True}},
    "required": ["kind"],
    "if": {"properties": {"kind": {"const": "bank"}}},
    "then": {"required": ["iban"]},
}


def test_it_is_checked_when_it_is_read_and_when_it_is_made(generate: Generate) -> None:
    model = generate(Paid=CONDITIONAL)["Paid"]
    assert accepts(model, {"kind": "card"}) and not accepts(model, {"kind": "bank"})
    assert not accepts(model, {"kind": "card", "tags": [1, 1.0]})
    assert json.loads(model(kind="bank", iban="DE").to_json()) == {"kind": "bank", "iban": "DE"}
    with pytest.raises(ValidationError, match='"iban" is a required property'):
        model(kind="bank")


def test_the_error_says_where(generate: Generate) -> None:
    model = generate(Paid=CONDITIONAL)["Paid"]
    with pytest.raises(ValidationError) as refused:
        model.from_json('{"kind": "card", "tags": ["{a}", "{a}"]}')
    assert refused.value.errors()[0]["loc"] == ("tags",)


def test_a_message_that_types_say_carries_no_schema(generate: Generate) -> None:
    generated = generate(Plain={"type": "object", "properties": {"id": {"type": "string", "minLength": 1}}}, Paid=CONDITIONAL)
    assert "_SCHEMA" not in generated.source("plain")
    assert "_SCHEMA = JsonSchema(" in generated.source("paid")


def test_text_is_no_number_and_a_whole_number_may_have_a_point(generate: Generate) -> None:
    schema = {
        "type": "object",
        "properties": {"orderCount": {"type": "integer"}, "rate": {"type": "number"}, "at": {"type": "string", "format": "date-time"}},
    }
    model = generate(Counted=schema)["Counted"]
    assert model.from_json('{"orderCount": 2.0}').order_count == 2
    for wrong in ('{"orderCount": "2"}', '{"orderCount": true}', '{"orderCount": 2.5}', '{"rate": "1"}', '{"at": 1735689600}'):
        with pytest.raises(ValidationError):
            model.from_json(wrong)
    assert model.from_json('{"order_count": "x"}').order_count is None  # the name of the field is no name on the wire


def test_without_a_type_what_is_no_object_is_kept(generate: Generate) -> None:
    model = generate(Loose={"properties": {"a": {"type": "string"}}})["Loose"]
    assert model.from_json("[1]").to_json() == b"[1]" and model.from_json("[1]").payload == [1]
    assert model.from_json('{"a": "x"}').a == "x" and not accepts(model, {"a": 1})


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?=a)(a|aa)+(?!b)$"])
def test_a_pattern_that_explodes_does_not_hang(generate: Generate, pattern: str) -> None:
    model = generate(Hostile={"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}, "not": {"required": ["b"]}})[
        "Hostile"
    ]
    start = time.perf_counter()
    assert not accepts(model, {"a": "a" * 5000 + "!"})
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("text", ['""")\nimport builtins; builtins.pwned = 1\n("""', "{{ 1 }}{% x %}", "\\", "\u202e\0", "'\"\n"])
def test_nothing_in_the_schema_runs(generate: Generate, text: str) -> None:
    schema = {"type": "object", "properties": {"a": {"enum": [text, 1, 1.5]}}, "not": {"required": [text]}, "x-any": text}
    generated = generate(Quiet=schema)
    assert accepts(generated["Quiet"], {"a": text}) and not accepts(generated["Quiet"], {text: 1})
    assert not hasattr(builtins, "pwned")


def test_the_validator_is_loaded_with_the_first_message(generate: Generate) -> None:
    model = generate(Paid=CONDITIONAL)["Paid"]
    assert "_validator" not in vars(sys.modules[model.__module__]._SCHEMA)
    assert accepts(model, {"kind": "card"})
    assert "_validator" in vars(sys.modules[model.__module__]._SCHEMA)


def test_closed_parts_are_closed_as_a_whole(generate: Generate) -> None:
    part = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
    other = {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"], "additionalProperties": False}
    model = generate(Closed={"allOf": [{"$ref": "#/$defs/part"}, other], "$defs": {"part": part}})["Closed"]
    assert accepts(model, {"a": "x", "b": "y"})
    assert not accepts(model, {"a": "x"}) and not accepts(model, {"a": "x", "b": "y", "c": "z"})


@pytest.mark.parametrize(
    ("schema", "accepts_text"),
    [
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "format": "date"}, True),
        ({"$schema": "https://json-schema.org/draft/2019-09/schema", "format": "date"}, True),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "format": "date"}, False),
        ({"format": "date"}, False),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string", "format": "date"}, False),
    ],
)
def test_a_format_alone_describes_where_the_dialect_says_so(generate: Generate, schema: dict[str, str], accepts_text: bool) -> None:
    inner = {key: value for key, value in schema.items() if key != "$schema"}
    outer = {key: value for key, value in schema.items() if key == "$schema"}
    generated = generate(Whole=schema, Part={**outer, "type": "object", "properties": {"at": inner}})
    assert accepts(generated["Whole"], "soon") is accepts_text
    assert accepts(generated["Part"], {"at": "soon"}) is accepts_text
    assert accepts(generated["Part"], {"at": "2026-01-02"}) and accepts(generated["Part"], {"at": 3}) is ("type" not in inner)
    assert generated.rules() == []


_TEXT, _BASE = (
    {"type": "string"},
    {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "name": {"type": "string"}}},
)


@pytest.mark.parametrize(
    ("parts", "is_plain"),
    [
        ([_BASE, {"properties": {"kind": {"const": "a"}}}], True),
        (
            [
                _BASE,
                {
                    "allOf": [
                        {"required": ["more"], "properties": {"more": {"type": "integer"}}},
                        {"properties": {"kind": {"enum": ["a", "b"]}}},
                    ]
                },
            ],
            True,
        ),
        ([_BASE, {"properties": {"kind": _TEXT}}], False),
        ([_BASE, {"properties": {"kind": {"const": 1}}}], False),
        ([_BASE, {"properties": {"kind": {"const": "a"}}}, {"properties": {"kind": {"const": "b"}}}], False),
        ([_BASE, {"properties": {"kind": {"const": "a", "minLength": 2}}}], False),
        ([_BASE, {"properties": {"name": {"minLength": 2}}}], False),
        ([_BASE, {"allOf": [{"not": {"required": ["name"]}}]}], False),
        ([_BASE, {"allOf": [False]}], False),
        ([{"$ref": "#/$defs/Twice"}], False),
    ],
)
def test_parts_that_types_say_together_carry_no_schema(generate: Generate, parts: list[object], *, is_plain: bool) -> None:
    part = {"allOf": parts}
    twice = {"allOf": [{"$ref": "#/$defs/Twice"}, {"$ref": "#/$defs/Twice"}]}
    started = time.monotonic()
    generated = generate(Sent={"type": "object", "properties": {"part": part}, "$defs": {"Twice": twice}})
    assert time.monotonic() - started < 20
    assert ("JsonSchema" not in generated.source("sent")) is is_plain
    if parts != [{"$ref": "#/$defs/Twice"}]:
        import jsonschema_rs

        for value in ({"kind": kind, **more} for kind in ("a", "b", "x", 1) for more in ({}, {"name": "x"}, {"more": 1}, {"more": "x"})):
            assert accepts(generated["Sent"], {"part": value}) is jsonschema_rs.is_valid(part, value), value
