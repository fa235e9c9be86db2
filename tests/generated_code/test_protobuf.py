"""Models of Protobuf messages against Google's protobuf: the same JSON, equal messages, in both directions."""

import importlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.protobuf_samples import ProtobufSamples, compiled, from_json, json_of

from .wire_project import WireProject, generated, opened

EVERYTHING = """
syntax = "proto3";
package shop.orders;

import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "shared/money.proto";

// Of what it is.
enum Colour {
  COLOUR_UNSPECIFIED = 0;
  RED = 1; // Like blood.
  None = 2;
}

// All of it.
message Everything {
  message Item {
    enum Kind { option allow_alias = true; PLAIN = 0; FANCY = 1; NICE = 1; }
    string sku = 1;
    Kind kind = 2;
    repeated Item parts = 3;
  }
  double a = 1;
  float b = 2;
  int32 c = 3;
  int64 d = 4;
  uint32 e = 5;
  uint64 f = 6;
  sint32 g = 7;
  sint64 h = 8;
  fixed32 i = 9;
  fixed64 j = 10;
  sfixed32 k = 11;
  sfixed64 l = 12;
  bool m = 13;
  string n = 14;
  bytes o = 15;
  Colour colour = 16;
  Item item = 17;
  repeated int64 numbers = 18;
  repeated int32 unpacked = 19 [packed = false];
  repeated string texts = 20;
  repeated Colour colours = 21;
  repeated Item items = 22;
  map<string, Item> by_name = 23;
  map<int64, string> by_number = 24;
  map<bool, Colour> by_flag = 25;
  optional string maybe_text = 26;
  optional int64 maybe_number = 27;
  optional Colour maybe_colour = 28;
  oneof how { string one_text = 29; Item one_item = 30; int64 one_number = 31; google.protobuf.Empty one_empty = 32; }
  shop.shared.Money price = 33;
  google.protobuf.Timestamp created_at = 40;
  google.protobuf.Duration took = 41;
  google.protobuf.Struct bag = 42;
  google.protobuf.Value value = 43;
  google.protobuf.ListValue list_value = 44;
  google.protobuf.FieldMask mask = 45;
  google.protobuf.Empty empty = 46;
  google.protobuf.Any any = 47;
  google.protobuf.StringValue w_text = 48;
  google.protobuf.Int64Value w_number = 49;
  google.protobuf.BoolValue w_flag = 50;
  google.protobuf.BytesValue w_raw = 51;
  google.protobuf.DoubleValue w_double = 52;
  google.protobuf.FloatValue w_float = 53;
  google.protobuf.UInt32Value w_small = 54;
  repeated google.protobuf.Timestamp moments = 55;
  map<string, google.protobuf.Value> values = 56;
  string Odd_Name9 = 57;
  string renamed = 58 [json_name = "other"];
  google.protobuf.NullValue nothing = 59;
}

message Unrelated { Everything everything = 1; }
"""
MONEY = """
syntax = "proto3";
package shop.shared;
message Money { string currency_code = 1; int64 units = 2; }
"""
LEGACY = """
syntax = "proto2";
package shop.legacy;
message Legacy {
  enum Level { LOW = 1; HIGH = 5; }
  required string id = 1;
  optional int32 count = 2 [default = 7];
  optional string text = 3 [default = "it's \\"so\\""];
  optional bytes raw = 4 [default = "\\001\\377"];
  optional Level level = 5 [default = HIGH];
  optional double rate = 6 [default = -inf];
  optional bool flag = 7 [default = true];
  optional Level plain = 8;
  repeated int32 numbers = 9;
  repeated int32 packed = 10 [packed = true];
  repeated Level levels = 11;
  optional group Detail = 12 { optional string note = 1; required int32 rank = 2; }
  repeated group Line = 13 { optional string sku = 1; }
  extensions 100 to 199;
}
extend Legacy { optional string more = 100; }
"""
MODERN = """
edition = "2023";
package shop.modern;
message Modern {
  enum Open { ZERO = 0; ONE = 1; }
  enum Closed { option features.enum_type = CLOSED; LOW = 1; }
  int32 explicit = 1;
  int32 implicit = 2 [features.field_presence = IMPLICIT];
  string needed = 3 [features.field_presence = LEGACY_REQUIRED];
  repeated int32 packed = 4;
  repeated int32 expanded = 5 [features.repeated_field_encoding = EXPANDED];
  Open open = 6;
  Closed closed = 7;
  Modern delimited = 8 [features.message_encoding = DELIMITED];
  int32 preset = 9 [default = 5];
}
"""
FILES = {"shared/money.proto": MONEY}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> WireProject:
    schemas = {"Everything/schema.proto": EVERYTHING, "Legacy/schema.proto": LEGACY, "Modern/schema.proto": MODERN}
    return generated(tmp_path_factory.mktemp("protobuf"), schemas, {"events/Everything/shared/money.proto": MONEY})


def _round_trips(project: WireProject, name: str, module: str, kind: Any, samples: int, any_of: tuple[Any, ...] = ()) -> None:
    """Google's to ours and ours to Google's, in binary and in JSON."""
    model, schema = project.message(name), project.module(f"wire.{module}").SCHEMA
    for seed in range(samples):
        theirs = ProtobufSamples(seed, any_of).fill(kind())
        mine = model.model_validate(schema.read(theirs.SerializeToString(), model))
        assert kind.FromString(schema.write(mine)) == theirs
        assert schema.write(mine) == theirs.SerializeToString()
        assert json.loads(mine.to_json()) == json.loads(json_of(theirs))
        assert from_json(mine.to_json(), kind) == theirs
        assert model.from_json(json_of(theirs)) == mine
        assert model.model_validate(schema.read(schema.write(mine), model)) == mine


def test_samples_of_every_construct_of_proto3_round_trip(project: WireProject) -> None:
    files = {"schema.proto": EVERYTHING, **FILES}
    kind = compiled(files, "shop.orders.Everything")
    pool = kind.DESCRIPTOR.file.pool
    factory = importlib.import_module("google.protobuf.message_factory")
    names = ("shop.orders.Everything.Item", "shop.shared.Money", "google.protobuf.Timestamp", "google.protobuf.Int64Value")
    any_of = tuple(factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in names)
    _round_trips(project, "Everything", "everything", kind, 300, any_of)


def test_samples_of_every_construct_of_proto2_round_trip(project: WireProject) -> None:
    _round_trips(project, "Legacy", "legacy", compiled({"schema.proto": LEGACY}, "shop.legacy.Legacy"), 300)


def test_samples_of_an_edition_round_trip(project: WireProject) -> None:
    _round_trips(project, "Modern", "modern", compiled({"schema.proto": MODERN}, "shop.modern.Modern"), 300)


def test_every_schema_of_the_corpora_round_trips(corpora: Path, tmp_path: Path) -> None:
    """Every file."""
    found, files = 0, 0
    for catalog in sorted(path for path in corpora.iterdir() if list(path.rglob("*.proto"))):
        files += len(list(catalog.rglob("*.proto")))
        folder = tmp_path / catalog.name
        folder.mkdir()
        project = opened(folder, catalog)
        texts = [path.read_text() for path in sorted(catalog.rglob("*.proto"))]
        for module in sorted((folder / "generated" / "wire").glob("*.py")):
            if "ProtobufSchema" in module.read_text():
                exports: dict[str, str] = project.module("messages")._MODULES
                (name,) = (name for name, where in exports.items() if where == module.stem)
                full_name = project.module(f"wire.{module.stem}").SCHEMA.message
                package, _, short = full_name.rpartition(".")
                (text,) = (text for text in texts if f"package {package};" in text and f"message {short} " in text)
                _round_trips(project, name, module.stem, compiled({"schema.proto": text}, full_name), 100)
                found += 1
    assert found == files == 6


def test_fields_read_as_their_proto_says(project: WireProject) -> None:
    model, module = project.message("Everything"), project.module("messages.everything")
    empty = model()
    assert (empty.n, empty.o, empty.colour, empty.maybe_text, empty.by_name) == (
        "",
        b"",
        module.EverythingColour.COLOUR_UNSPECIFIED,
        None,
        {},
    )
    assert empty.to_json() == b"{}"
    assert model(d=2**53 + 1, maybe_text="").to_json() == b'{"d":"9007199254740993","maybeText":""}'
    legacy = project.message("Legacy")(id="x")
    assert (legacy.count, legacy.text, legacy.raw, legacy.level.name, legacy.rate, legacy.flag) == (
        7,
        'it\'s "so"',
        b"\x01\xff",
        "HIGH",
        float("-inf"),
        True,
    )
    assert legacy.to_json() == b'{"id":"x"}'
    assert project.message("Legacy")(id="x", count=7).to_json() == b'{"id":"x","count":7}'


def test_json_is_read_as_the_mapping_allows(project: WireProject) -> None:
    model = project.message("Everything")
    read = model.from_json(
        '{"by_name": null, "createdAt": "2026-01-02T03:04:05.123456789+01:00", "took": "-1.5s", "d": 12, "c": "3e2", "e": 1.0,'
        ' "o": "_-8", "colour": 1, "a": "NaN", "maybe_number": "-5", "Odd_Name9": "x", "mask": "userName,address.zipCode", "unknown": 1}'
    )
    assert read.created_at == datetime(2026, 1, 2, 2, 4, 5, 123_456, tzinfo=UTC)
    assert (read.took, read.d, read.c, read.e, read.o) == (timedelta(seconds=-1.5), 12, 300, 1, b"\xff\xef")
    assert (read.colour.name, read.a != read.a, read.maybe_number, read.odd_name9) == ("RED", True, -5, "x")
    assert read.mask == ["user_name", "address.zip_code"] and b"unknown" not in read.to_json()
    assert model.from_json('{"colour": "None"}').to_json() == b'{"colour":"None"}'
    assert model.from_json('{"colour": 77}').to_json() == b'{"colour":77}'


@pytest.mark.parametrize(
    "content",
    [
        {"c": 2**31},
        {"e": -1},
        {"c": 1.5},
        {"c": True},
        {"m": "true"},
        {"n": 1},
        {"o": "!"},
        {"colour": "BLUE"},
        {"createdAt": "2026-01-02"},
        {"took": "1 s"},
        {"b": 1e39},
        {"oneText": "x", "oneNumber": 1},
        {"items": [None, 1]},
    ],
)
def test_what_the_mapping_does_not_allow_is_refused(project: WireProject, content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        project.message("Everything").from_json(json.dumps(content))


def test_a_closed_enum_drops_numbers_that_it_does_not_know(project: WireProject) -> None:
    legacy, schema = project.message("Legacy"), project.module("wire.legacy").SCHEMA
    read = legacy.model_validate(schema.read(b"\x0a\x01x\x28\x63\x58\x63\x58\x01", legacy))
    assert (read.level.name, [level.name for level in read.levels]) == ("HIGH", ["LOW"])


def test_broken_bytes_are_refused(project: WireProject) -> None:
    kind = compiled({"schema.proto": EVERYTHING, **FILES}, "shop.orders.Everything")
    model, schema = project.message("Everything"), project.module("wire.everything").SCHEMA
    for broken in (b"\x0a", b"\x08\xff", b"\x0a\x05x", b"\x0f\x01", b"\x00\x01", b"\x0c", b"\xff" * 11, b"\x72\x01\xff"):
        with pytest.raises(ValueError):
            schema.read(broken, model)
    raw = ProtobufSamples(5).fill(kind()).SerializeToString()
    assert schema.read(raw + b"\xfa\x3f\x01x", model) == schema.read(raw, model)  # a field that nobody knows


def test_the_message_is_the_one_of_the_events_name(tmp_path: Path) -> None:
    text = 'syntax = "proto3";\nmessage Part { string a = 1; }\nmessage Whole { Part part = 1; }\nmessage Other { Whole whole = 1; }\n'
    project = generated(tmp_path, {"Whole/schema.proto": text, "Parts/schema.proto": text})
    assert "part" in project.message("Whole").model_fields and "whole" in project.message("Parts").model_fields
    assert project.findings() == [("payload/message-choice", 4, 9)] or ("payload/message-choice", 4, 9) in project.findings()
    assert project.module("wire.whole").SCHEMA.indexes == (1,)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ('syntax = "proto3";\nimport "absent.proto";\nmessage Odd { string a = 1; }', ("schema/dangling-reference", 2, 1)),
        ('syntax = "proto3";\nmessage Odd {\n  Missing a = 1;\n}', ("schema/dangling-reference", 3, 11)),
        ('syntax = "proto2";\nmessage Odd { extensions 5; }\nextend Odd { optional string x = 5; }', ("payload/unchecked-keyword", 3, 1)),
        ('syntax = "proto3";\nmessage Odd {\n  string a = ;\n}', ("schema/invalid", 3, 14)),
        ('syntax = "proto2";\nmessage Odd {\n  optional int32 a = 1 [default = "x"];\n}', ("schema/invalid", 3, 18)),
        ('syntax = "proto3";\nmessage Odd {\n  string a = 1;\n  string b = 1;\n}', ("schema/invalid", 4, 10)),
        ('syntax = "proto3";\nmessage Odd {\n  enum E { A = 0; A = 1; }\n}', ("schema/invalid", 3, 19)),
        ('syntax = "proto3";\nenum Only { A = 0; }', ("schema/invalid", 1, 1)),
    ],
)
def test_what_a_model_cannot_say_is_a_finding_with_its_place(tmp_path: Path, text: str, finding: tuple[str, int, int]) -> None:
    project = generated(tmp_path, {"Odd/schema.proto": text})
    assert [found for found in project.findings() if found[0].startswith(("payload/", "schema/"))] == [finding]
    assert project.message("Odd")().to_json() == b"{}"


def test_hostile_comments_and_names_stay_text(tmp_path: Path) -> None:
    text = '''syntax = "proto3";
    // """ + evil() # {{ 1/0 }} \\
    message Hostile {
      string class = 1; // """ \\" {% raise %}
      string protobuf = 2;
      string model_config = 3;
      string str = 4;
      enum Kind { def = 0; name = 1; mro = 2; }
      Kind kind = 5;
      string is_there = 6;
      string protobuf_name = 7;
    }'''
    project = generated(tmp_path, {"Hostile/schema.proto": text})
    content = {"class": "a", "protobuf": "b", "modelConfig": "c", "str": "d", "kind": "name", "isThere": "e", "protobufName": "f"}
    made = project.message("Hostile").from_json(json.dumps(content))
    assert json.loads(made.to_json()) == content
    schema = project.module("wire.hostile").SCHEMA
    assert made.__class__.model_validate(schema.read(schema.write(made), made.__class__)) == made


def test_an_import_is_found_further_up_and_through_another_file(tmp_path: Path) -> None:
    text = 'syntax = "proto3";\npackage shop;\nimport "common/order.proto";\nmessage Sold { Order order = 1; }\n'
    order = 'syntax = "proto3";\npackage shop;\nimport "common/money.proto";\nmessage Order { Money total = 1; }\n'
    files = {"common/order.proto": order, "common/money.proto": 'syntax = "proto3";\npackage shop;\nmessage Money { int64 cents = 1; }\n'}
    project = generated(tmp_path, {"Sold/schema.proto": text}, files)
    assert not [found for found in project.report if found.rule.startswith(("payload/", "schema/"))]
    kind = compiled({"schema.proto": text, **files}, "shop.Sold")
    _round_trips(project, "Sold", "sold", kind, 20)
