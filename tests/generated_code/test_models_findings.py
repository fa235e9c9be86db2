"""What is lost or renamed when a schema becomes a model is said, at its place in the schema."""

import pytest

from .conftest import Generate

HOME = "events/Made/schema.json"
NOWHERE: list[tuple[int, int]] = []


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        pytest.param(
            """{"properties": {
  "orderId": {"type": "string"},
  "order_id": {"type": "integer"}}}""",
            [("names/field-collision", (3, 3), [(2, 3)])],
            id="fields",
        ),
        pytest.param(
            """{"properties": {"state": {"enum": [
  "in-stock",
  "IN_STOCK"]}}}""",
            [("names/member-collision", (3, 3), [(2, 3)])],
            id="members",
        ),
        pytest.param(
            """{"properties": {"state": {"oneOf": [
  {"const": "in-stock"},
  {"const": "IN_STOCK"}]}}}""",
            [("names/member-collision", (3, 3), [(2, 3)])],
            id="members-of-constants",
        ),
        pytest.param(
            """{"properties": {
  "address": {"properties": {"city": {"type": "string"}}},
  "from": {"$ref": "#/definitions/address"}},
"definitions": {
  "address": {"properties": {"zip": {"type": "string"}}}}}""",
            [("names/class-collision", (5, 3), [(2, 3)])],
            id="classes",
        ),
        pytest.param(
            """{"properties": {
  "count": {"type": "integer",
    "default": "many"}}}""",
            [("payload/default-dropped", (3, 5), NOWHERE)],
            id="default",
        ),
        pytest.param(
            """{"properties": {"part": {
  "allOf": [
    {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
    {"type": "object", "properties": {"b": {}}, "additionalProperties": false}]}}}""",
            [("payload/closed-parts", (2, 3), NOWHERE)],
            id="closed-parts",
        ),
        pytest.param(
            """{"properties": {"code": {"type": "string",
  "not": {"pattern": "(?<name"}}}}""",
            [("payload/unchecked-keyword", (2, 3), NOWHERE)],
            id="unchecked",
        ),
        pytest.param('{"properties": {"kept": {"type": "integer", "default": 1, "not": {"const": 2}}}}', [], id="nothing-lost"),
    ],
)
def test_what_is_lost_has_its_place(generate: Generate, schema: str, said: list[object]) -> None:
    report = [found for found in generate(Made=schema).report if found.location.path.endswith(HOME)]
    assert [
        (found.rule, (found.location.line, found.location.column), [(place.line, place.column) for place in found.related])
        for found in report
    ] == said
    assert all(place.path.endswith(HOME) for found in report for place in found.related)


def test_a_reference_of_another_file_has_its_place_there(generate: Generate) -> None:
    files = {
        "events/Made/parts.json": """{"properties": {
  "a": {"$ref": "missing.json"}}}"""
    }
    report = generate(files, Made={"properties": {"part": {"$ref": "parts.json"}}}).report
    (found,) = [found for found in report if found.rule == "schema/dangling-reference"]
    assert (found.location.path.rpartition("/")[2], found.location.line, found.location.column) == ("parts.json", 2, 9)


def test_types_that_meet_are_named_after_their_places(generate: Generate) -> None:
    city = {"type": "object", "properties": {"city": {"type": "string"}}}
    zip_code = {"type": "object", "properties": {"zip": {"type": "string"}}}
    schema = {"properties": {"address": city, "from": {"$ref": "#/definitions/address"}}, "definitions": {"address": zip_code}}
    source = generate(Made=schema).source("made")
    assert "class MadeAddress(" in source
    assert "class MadeAddressDefinition(" in source
