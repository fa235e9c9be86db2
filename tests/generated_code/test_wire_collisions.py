"""Names of Avro and Protobuf schemas that meet in Python: a finding with both places, and code that works all the same."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from .wire_project import WireProject, generated

Place = tuple[int, int]


def collisions(project: WireProject) -> list[tuple[str, Place, list[Place]]]:
    """(rule, place, other places) of what was found in schema files."""
    found = [each for each in project.report if "schema." in each.location.path]
    assert all(place.path == each.location.path for each in found for place in each.related)
    return [
        (each.rule, (each.location.line, each.location.column), [(place.line, place.column) for place in each.related]) for each in found
    ]


AVRO_FIELDS = """{"type": "record", "name": "Met", "fields": [
  {"name": "orderId", "type": "string"},
  {"name": "order_id", "type": "int"}]}"""
AVRO_SYMBOLS = """{"type": "record", "name": "Met", "fields": [
  {"name": "state", "type": ["null", {"type": "enum", "name": "State", "symbols": [
    "in_stock",
    "IN_STOCK"]}]}]}"""
AVRO_TYPES = """{"type": "record", "name": "Met", "namespace": "shop", "fields": [
  {"name": "here", "type":
    {"type": "record", "name": "Address", "fields": [{"name": "city", "type": "string"}]}},
  {"name": "there", "type": {"type": "array", "items":
    {"type": "record", "name": "Address", "namespace": "old.crm", "fields": [{"name": "zip", "type": "string"}]}}}]}"""
PROTO_FIELDS = """syntax = "proto2";
message Met {
  optional string orderId = 1;
  optional int32 order_id = 2;
}"""
PROTO_TYPES = """syntax = "proto3";
package shop;
message Met {
  message Line { string sku = 1; }
  Line line = 1;
  MetLine other = 2;
}
message MetLine { int32 count = 1; }"""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        pytest.param("schema.avsc", AVRO_FIELDS, ("names/field-collision", (3, 4), [(2, 4)]), id="avro-fields"),
        pytest.param("schema.avsc", AVRO_SYMBOLS, ("names/member-collision", (4, 5), [(3, 5)]), id="avro-members"),
        pytest.param("schema.avsc", AVRO_TYPES, ("names/class-collision", (5, 24), [(3, 24)]), id="avro-classes"),
        pytest.param("schema.proto", PROTO_FIELDS, ("names/field-collision", (4, 18), [(3, 19)]), id="protobuf-fields"),
        pytest.param("schema.proto", PROTO_TYPES, ("names/class-collision", (8, 9), [(4, 11)]), id="protobuf-classes"),
    ],
)
def test_names_that_meet_are_a_finding_with_both_places(tmp_path: Path, file: str, text: str, said: object) -> None:
    project = generated(tmp_path, {f"Met/{file}": text})
    assert collisions(project) == [said]
    assert project.message("Met")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('syntax = "proto3";\nmessage Met {\n  string foo_bar = 1;\n  string fooBar = 2;\n}', ((4, 10), [(3, 10)])),
        ('syntax = "proto3";\nmessage Met {\n  string a = 1;\n  string b = 2 [json_name = "a"];\n}', ((4, 10), [(3, 10)])),
        ('syntax = "proto3";\nmessage Met {\n  string a = 1;\n  string a = 2;\n}', ((4, 10), [(3, 10)])),
        ('syntax = "proto3";\nmessage Met {\n  enum E {\n    A = 0;\n    A = 1;\n  }\n}', ((5, 5), [(4, 5)])),
    ],
)
def test_what_protoc_refuses_has_both_places_too(tmp_path: Path, text: str, said: object) -> None:
    assert collisions(generated(tmp_path, {"Met/schema.proto": text})) == [("schema/invalid", *said)]  # type: ignore[misc]


def test_types_that_meet_are_told_apart_by_their_namespaces(tmp_path: Path) -> None:
    source = generated(tmp_path, {"Met/schema.avsc": AVRO_TYPES}).source("messages/met.py")
    assert "class MetAddress(" in source and "class MetCrmAddress(" in source


def test_a_field_that_is_renamed_for_the_generated_code_does_not_meet_another(tmp_path: Path) -> None:
    """`avro` and `protobuf` get an underscore, which is how the next field is spelled already."""
    fields = [{"name": name, "type": "string"} for name in ("avro", "avro_", "class", "class_")]
    proto = 'syntax = "proto3";\nmessage Kept { string protobuf = 1; string protobuf_ = 2 [json_name = "other"]; }\n'
    schemas = {"Met/schema.avsc": json.dumps({"type": "record", "name": "Met", "fields": fields}), "Kept/schema.proto": proto}
    project = generated(tmp_path, schemas)
    for name, content in (("Met", dict.fromkeys(("avro", "avro_", "class", "class_"), "x")), ("Kept", {"protobuf": "a", "other": "b"})):
        assert json.loads(project.message(name).from_json(json.dumps(content)).to_json()) == content
    assert [rule for rule, _, _ in collisions(project)].count("names/field-collision") == 3


def test_members_of_a_protobuf_enum_never_meet(tmp_path: Path) -> None:
    """Whatever Python forbids gets an underscore, and so does what ends with one."""
    proto = (
        'syntax = "proto3";\nmessage Met { enum E { def = 0; def_ = 1; def__ = 2; __x__ = 3; _x_ = 4; name = 5; value = 6; } E e = 1; }\n'
    )
    project = generated(tmp_path, {"Met/schema.proto": proto})
    for name in ("def_", "def__", "__x__", "_x_", "name", "value"):
        content = {"e": name}
        assert json.loads(project.message("Met").from_json(json.dumps(content)).to_json()) == content
    with pytest.raises(ValidationError):
        project.message("Met").from_json('{"e": "name_"}')


def test_a_member_that_python_would_hide_is_a_finding(tmp_path: Path) -> None:
    proto = 'syntax = "proto3";\nmessage Met {\n  enum E { __hidden = 0; }\n  E e = 1;\n}\n'
    project = generated(tmp_path, {"Met/schema.proto": proto})
    assert collisions(project) == [("payload/no-model", (3, 12), [])]
    assert project.message("Met").from_json('{"e": 0}').to_json() == b'{"e":0}'
