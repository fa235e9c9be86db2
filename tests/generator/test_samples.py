"""Samples of JSON Schemas: every one is valid, the same seed gives the same one, and where there is none the reason is said."""

import json
from pathlib import Path

import pytest

from flowmart.generator.model.json import Json
from flowmart.generator.samples import NoSample, sample, samples
from flowmart.generator.samples.json_schema import JsonSampler

_CATALOG = Path(__file__).parents[2] / "catalog"
_FILES = {str(path.relative_to(_CATALOG)): path.read_text() for path in sorted(_CATALOG.rglob("schema.json"))}

ORDER: Json = {
    "type": "object",
    "required": ["id", "lines", "total"],
    "properties": {
        "id": {"type": "string", "pattern": "^ORD-[0-9]{6}$"},
        "total": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}, "minItems": 2, "uniqueItems": True},
        "placedAt": {"type": "string", "format": "date-time"},
        "note": {"type": ["string", "null"], "maxLength": 3},
    },
    "additionalProperties": False,
    "$defs": {"Line": {"type": "object", "required": ["sku"], "properties": {"sku": {"enum": ["a", "b", "c"]}, "count": {"const": 7}}}},
}


@pytest.mark.parametrize("path", sorted(_FILES))
@pytest.mark.parametrize("odd", [False, True])
def test_every_schema_of_flowmart_has_samples(path: str, odd: bool) -> None:
    sampler = JsonSampler(json.loads(_FILES[path]), path, _FILES)
    for seed in range(20):
        value = sampler.sample(seed, odd=odd)
        assert sampler.problem(value) is None


def test_a_seed_gives_the_same_sample_and_another_seed_another() -> None:
    assert sample(ORDER, seed=3) == sample(ORDER, seed=3)
    assert len({json.dumps(value) for value in samples(ORDER, 20)}) > 15


def test_all_fields_has_every_optional_property() -> None:
    for value in samples(ORDER, 10, all_fields=True):
        assert isinstance(value, dict) and set(value) == {"id", "total", "lines", "placedAt", "note"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": r"^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,12}$"},
        {"type": "string", "pattern": r"\bword\b"},
        {"type": "string", "pattern": r"^\p{L}+$", "minLength": 3},
        {"allOf": [{"type": "string", "pattern": "^a"}, {"pattern": "z$", "minLength": 5, "maxLength": 5}]},
        {"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]},
        {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": ["a", "b"]}},
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"required": ["x"]},
            "else": {"required": ["y"], "not": {"required": ["x"]}},
        },
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False, "minProperties": 2},
        {
            "type": "object",
            "properties": {"a": True},
            "required": ["a"],
            "dependentRequired": {"a": ["b"]},
            "dependentSchemas": {"b": {"required": ["c"]}},
        },
        {"type": "array", "contains": {"const": 5}, "minContains": 2, "items": {"type": "integer"}},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "minItems": 2},
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 2},
        {
            "$ref": "#/$defs/Tree",
            "$defs": {
                "Tree": {
                    "type": "object",
                    "required": ["next"],
                    "properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Tree"}]}},
                }
            },
        },
        {"type": "number", "minimum": 0.1, "maximum": 0.2},
        {"not": {"type": ["string", "object", "array", "number", "boolean"]}},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)
def test_what_is_hard_to_meet_is_met(schema: Json) -> None:
    for seed in range(10):
        sample(schema, seed=seed)  # raises where the validator refuses what was made


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 4}, "contradicts itself"),
        (False, "contradicts itself"),
        ({"type": "string", "enum": [1, 2]}, "contradicts itself"),
        (
            {
                "$ref": "#/$defs/Endless",
                "$defs": {"Endless": {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/Endless"}}}},
            },
            "contradicts itself",
        ),
        ({"$ref": "nowhere.json"}, "can't be used"),
        ({"type": "strange"}, "can't be used"),
        ({"type": "string", "pattern": r"^(a+)\1$"}, "is not one that flowmart can make texts of"),
    ],
)
def test_where_there_is_none_the_reason_is_said(schema: Json, reason: str) -> None:
    with pytest.raises(NoSample, match=reason):
        sample(schema)


_LABELLED: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.com/labelled",
    "$dynamicAnchor": "node",
    "$ref": "tree",
    "required": ["label"],
    "properties": {"label": {"type": "string"}},
    "$defs": {
        "tree": {
            "$id": "tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "required": ["children"],
            "properties": {"children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        }
    },
}
_RECURSIVE: Json = json.loads(
    json.dumps(_LABELLED)
    .replace("2020-12", "2019-09")
    .replace('"$dynamicAnchor": "node"', '"$recursiveAnchor": true')
    .replace('{"$dynamicRef": "#node"}', '{"$recursiveRef": "#"}')
)


@pytest.mark.parametrize("schema", [_LABELLED, _RECURSIVE], ids=["dynamic", "recursive"])
def test_a_dynamic_reference_means_the_schema_that_is_sampled(schema: Json) -> None:
    """Taken as it stands, the reference means a tree without labels, and only trees without children would be valid."""
    found = json.dumps([*samples(schema, 10, seed=1)])
    assert found.count('"label"') > 20
    assert found.count('"label"') == found.count('"children"')


@pytest.mark.parametrize("path", ["api/openapi.yml#Paid", "a b/sch%41ma.json", "\u00fcn\u00ef/what?.json"])
def test_a_path_may_have_what_is_no_address(path: str) -> None:
    schema: Json = {
        "type": "object",
        "required": ["own", "other"],
        "properties": {"own": {"$ref": "#/$defs/A"}, "other": {"$ref": "part.json"}},
        "$defs": {"A": {"type": "integer"}},
    }
    sampler = JsonSampler(schema, path, {f"{path.rpartition('/')[0]}/part.json": '{"type": "boolean"}'})
    value = sampler.sample(1)
    assert isinstance(value, dict) and isinstance(value["own"], int) and isinstance(value["other"], bool)
    assert not sampler.accepts({"own": 1, "other": "x"}) and not sampler.accepts({"own": "x", "other": True})
