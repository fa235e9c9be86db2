"""Models of Avro schemas against fastavro: the same bytes, the same JSON, equal values, in both directions."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from flowmart.runtime.wire.avro_values import Duration
from tests.support import fast_avro
from tests.support.avro_samples import AvroSamples

from .wire_project import WireProject, generated, opened

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 123_456, tzinfo=UTC)
EVERYTHING: dict[str, Any] = {
    "type": "record",
    "name": "Everything",
    "namespace": "shop.orders",
    "doc": "All of it.",
    "fields": [
        {"name": "flag", "type": "boolean"},
        {"name": "small", "type": "int", "doc": "How many."},
        {"name": "large", "type": "long"},
        {"name": "rate", "type": "float"},
        {"name": "ratio", "type": "double"},
        {"name": "raw", "type": "bytes"},
        {"name": "text", "type": "string", "aliases": ["oldText"]},
        {"name": "hash", "type": {"type": "fixed", "name": "MD5", "size": 16}},
        {"name": "sameHash", "type": "MD5"},
        {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "GREEN", "None"], "doc": "Of it."}},
        {"name": "list", "type": {"type": "array", "items": "long"}},
        {"name": "nested", "type": {"type": "map", "values": {"type": "array", "items": ["null", "string"]}}},
        {"name": "maybe", "type": ["null", "string"], "default": None},
        {"name": "either", "type": ["int", "string", {"type": "map", "values": "int"}, {"type": "array", "items": "int"}]},
        {"name": "widths", "type": ["null", "int", "long", "float", "boolean", "bytes"]},
        {
            "name": "item",
            "type": {
                "type": "record",
                "name": "Item",
                "namespace": "shop.parts",
                "fields": [{"name": "sku", "type": "string"}, {"name": "colour", "type": ["null", "shop.orders.Colour"]}],
            },
        },
        {"name": "more", "type": {"type": "array", "items": "shop.parts.Item"}},
        {"name": "choice", "type": ["null", "shop.parts.Item", "MD5", "Colour", {"type": "record", "name": "Other", "fields": []}]},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {
            "name": "fixedPrice",
            "type": {"type": "fixed", "name": "Price", "size": 8, "logicalType": "decimal", "precision": 15, "scale": 4},
        },
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "atFine", "type": {"type": "long", "logicalType": "time-micros"}},
        {"name": "moment", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "momentFine", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
        {"name": "localFine", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
        {"name": "when", "type": ["null", {"type": "int", "logicalType": "date"}, {"type": "long", "logicalType": "timestamp-micros"}]},
        {"name": "amount", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}, "string"]},
    ],
}

TREE: dict[str, Any] = {
    "type": "record",
    "name": "Tree",
    "fields": [
        {"name": "label", "type": "string"},
        {"name": "left", "type": ["null", "Tree"], "default": None},
        {"name": "others", "type": {"type": "array", "items": "Tree"}, "default": []},
    ],
}
DEFAULTS: dict[str, Any] = {
    "type": "record",
    "name": "Defaults",
    "fields": [
        {"name": "text", "type": "string", "default": 'it\'s "quoted"\n'},
        {"name": "raw", "type": "bytes", "default": "\u00ff\u0000"},
        {"name": "rate", "type": "double", "default": 1},
        {"name": "odd", "type": "float", "default": "NaN"},
        {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "GREEN"]}, "default": "GREEN"},
        {"name": "list", "type": {"type": "array", "items": "Colour"}, "default": ["RED"]},
        {"name": "map", "type": {"type": "map", "values": "int"}, "default": {"a": 1}},
        {
            "name": "point",
            "type": {
                "type": "record",
                "name": "Point",
                "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 7}],
            },
            "default": {"x": 1},
        },
        {"name": "union", "type": ["int", "string"], "default": 5},
        {"name": "late", "type": ["string", "null"], "default": None},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}, "default": 20000},
        {"name": "moment", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 1},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}, "default": "\u0004\u00d2"},
        {
            "name": "span",
            "type": {"type": "fixed", "name": "Span", "size": 12, "logicalType": "duration"},
            "default": "\u0001" + "\u0000" * 11,
        },
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}, "default": "00000000-0000-0000-0000-000000000001"},
    ],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> WireProject:
    schemas = {"Everything": EVERYTHING, "Tree": TREE, "Defaults": DEFAULTS, "Names": {"type": "array", "items": "string"}}
    texts = {f"{name}/schema.avsc": json.dumps(schema) for name, schema in schemas.items()}
    return generated(tmp_path_factory.mktemp("avro"), texts)


def _round_trips(project: WireProject, name: str, module: str, seeds: range, *, in_json: bool = True) -> None:
    """Theirs to ours and ours to theirs, in binary and in JSON."""
    model, schema = project.message(name), project.module(f"wire.{module}").SCHEMA
    judge = fast_avro.parsed(schema.text)
    for seed in seeds:
        raw = fast_avro.written(judge, AvroSamples(seed).value(json.loads(schema.text)))
        mine = model.model_validate(schema.read(raw))
        assert schema.write(mine) == raw
        assert model.from_json(mine.to_json()) == mine
        if in_json:
            text = fast_avro.json_written(judge, raw)
            assert json.loads(mine.to_json()) == json.loads(text)
            assert model.from_json(text) == mine
            assert fast_avro.json_read(judge, mine.to_json()) == fast_avro.read(judge, raw)


def _sample(project: WireProject, seed: int) -> tuple[Any, bytes]:
    """A model of every construct, and its bytes."""
    raw = fast_avro.written(fast_avro.parsed(json.dumps(EVERYTHING)), AvroSamples(seed).value(EVERYTHING))
    return project.message("Everything").model_validate(project.module("wire.everything").SCHEMA.read(raw)), raw


def test_samples_of_every_construct_round_trip(project: WireProject) -> None:
    _round_trips(project, "Everything", "everything", range(300))


def test_samples_of_a_recursive_record_round_trip(project: WireProject) -> None:
    # fastavro's JSON writer can't follow a union into a type that contains it.
    _round_trips(project, "Tree", "tree", range(100), in_json=False)


def test_a_payload_that_is_no_record_round_trips(project: WireProject) -> None:
    _round_trips(project, "Names", "names", range(20))


def test_every_schema_of_the_corpora_round_trips(corpora: Path, tmp_path: Path) -> None:
    """Every file: one that is no JSON is a finding there, and fastavro can't read it either (docs/messages.md says which)."""
    found, broken = 0, 0
    for catalog in sorted(corpora.iterdir()):
        files = sorted([*catalog.rglob("*.avro"), *catalog.rglob("*.avsc")])
        if not files:
            continue
        folder = tmp_path / catalog.name
        folder.mkdir()
        project = opened(folder, catalog)
        unreadable = [path for path in files if not _is_json(path.read_text())]
        refused = {Path(each.location.path).resolve() for each in project.report if each.rule == "schema/unreadable"}
        assert {path.resolve() for path in unreadable} <= refused
        before = found
        for module in sorted((folder / "generated" / "wire").glob("*.py")):
            if "AvroSchema" in module.read_text():
                exports: dict[str, str] = project.module("messages")._MODULES
                (name,) = (name for name, where in exports.items() if where == module.stem)
                _round_trips(project, name, module.stem, range(100))
                found += 1
        assert found - before == len(files) - len(unreadable)
        broken += len(unreadable)
    assert (found, broken) == (7, 3)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_defaults_are_those_of_the_schema(project: WireProject) -> None:
    defaults = project.message("Defaults")()
    assert (defaults.text, defaults.raw, defaults.rate, defaults.union, defaults.late) == ('it\'s "quoted"\n', b"\xff\0", 1.0, 5, None)
    assert (defaults.colour, defaults.list_, defaults.map, defaults.point.y) == ("GREEN", ["RED"], {"a": 1}, 7)
    assert (str(defaults.day), str(defaults.moment), str(defaults.price)) == ("2024-10-04", "1970-01-01 00:00:00.001000+00:00", "12.34")
    assert defaults.span == Duration(1, 0, 0) and defaults.id.int == 1
    schema = project.module("wire.defaults").SCHEMA
    read = fast_avro.read(fast_avro.parsed(schema.text), schema.write(defaults))
    assert (read["raw"], read["map"], read["point"], read["day"]) == (b"\xff\0", {"a": 1}, {"x": 1, "y": 7}, defaults.day)


def test_json_is_tagged_and_aliases_are_read(project: WireProject) -> None:
    model = project.message("Everything")
    content = json.loads(_sample(project, 1)[0].to_json())
    content["either"], content["oldText"] = {"string": "x"}, content.pop("text")
    assert model.from_json(json.dumps(content)).either == "x"
    for wrong in ("x", {"text": "x"}, {"string": 1}, {"int": 1, "string": "x"}, None):
        with pytest.raises(ValidationError):
            model.from_json(json.dumps({**content, "either": wrong}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("small", 2**31),
        ("small", "5"),
        ("small", True),
        ("flag", 1),
        ("raw", "\u0100"),
        ("hash", "short"),
        ("colour", "BLUE"),
        ("day", 10**7),
        ("at", 86_400_000),
        ("moment", "2026-01-01T00:00:00Z"),
        ("id", "no uuid"),
        ("price", 12.5),
        ("maybe", {"int": 1}),
    ],
)
def test_what_is_no_value_of_the_schema_is_refused(project: WireProject, field: str, value: object) -> None:
    model = project.message("Everything")
    content = json.loads(_sample(project, 2)[0].to_json())
    with pytest.raises(ValidationError) as refused:
        model.from_json(json.dumps({**content, field: value}))
    assert refused.value.errors()[0]["loc"][0] == field


def test_values_are_settled_to_what_the_schema_keeps(project: WireProject) -> None:
    model, item = project.message("Everything"), project.module("messages.everything")
    base = dict(_sample(project, 3)[0])
    made = model(**{**base, "rate": 0.1, "price": Decimal("1.5"), "choice": item.EverythingOther(), "moment": MOMENT})
    assert (made.rate, str(made.price), made.moment.microsecond) == (0.10000000149011612, "1.50", 123_000)
    assert model.from_json(made.to_json()) == made
    with pytest.raises(ValidationError, match="does not fit"):
        model(**{**base, "price": Decimal("1.505")})
    with pytest.raises(ValidationError, match="time zone"):
        model(**{**base, "moment": MOMENT.replace(tzinfo=None)})


def test_broken_bytes_are_refused(project: WireProject) -> None:
    schema = project.module("wire.everything").SCHEMA
    _, raw = _sample(project, 4)
    for cut in range(len(raw)):
        with pytest.raises(ValueError):
            schema.read(raw[:cut])
    with pytest.raises(ValueError, match="left over"):
        schema.read(raw + b"x")


@pytest.mark.parametrize(
    ("type", "finding"),
    [
        ('{"type": "long", "logicalType": "timestamp-nanos"}', ("payload/unchecked-keyword", 3, 46)),
        ('{"type": "long", "logicalType": "decimal", "precision": 4}', ("schema/logical-type", 3, 46)),
        ('"string", "logicalType": "date"', ("payload/unchecked-keyword", 3, 39)),
        ('{"type": "string", "logicalType": "email"}', ("payload/unchecked-keyword", 3, 48)),
        ('"Missing"', ("schema/invalid", 3, 21)),
        ('"int", "default": "x"', ("schema/invalid", 3, 36)),
    ],
)
def test_what_a_model_cannot_say_is_a_finding_with_its_place(tmp_path: Path, type: str, finding: tuple[str, int, int]) -> None:
    text = f'{{"type": "record", "name": "Odd",\n "fields": [\n    {{"name": "odd", "type": {type}}}]}}\n'
    project = generated(tmp_path, {"Odd/schema.avsc": text})
    assert [found for found in project.findings() if found[0].startswith(("payload/", "schema/"))] == [finding]
    assert project.message("Odd")


def test_a_file_that_does_not_parse_gives_an_open_model(tmp_path: Path) -> None:
    project = generated(tmp_path, {"Broken/schema.avro": '{"type": "record",\n  "name": }'})
    assert ("schema/unreadable", 2, 11) in project.findings()
    assert project.message("Broken").from_json('{"kept": 1}').to_json() == b'{"kept":1}'


def test_an_avro_record_in_a_json_file_is_one(tmp_path: Path) -> None:
    project = generated(tmp_path, {"Tree/schema.json": json.dumps(TREE)})
    assert "avro.Record" in project.source("messages/tree.py")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = "\"\"\" + evil() # {{ 1/0 }} \\ \n \u202e \0 ''' {% raise %}"
    schema = {
        "type": "record",
        "name": "Hostile",
        "doc": hostile,
        "fields": [
            {"name": "class", "type": "string", "doc": hostile, "default": hostile},
            {"name": "avro", "type": ["null", "string"], "default": None},
            {"name": "model_config", "type": "int", "default": 1},
            {"name": "str", "type": {"type": "enum", "name": "None", "symbols": ["mro", "def", "name"], "doc": hostile}, "default": "def"},
            {"name": "datetime", "type": {"type": "int", "logicalType": "date"}, "default": 0},
            {"name": "other", "type": {"type": "int", "logicalType": "date"}, "default": 1},
        ],
    }
    project = generated(tmp_path, {"Hostile/schema.avsc": json.dumps(schema)})
    made = project.message("Hostile")()
    content = json.loads(made.to_json())
    assert content == {"class": hostile, "avro": None, "model_config": 1, "str": "def", "datetime": 0, "other": 1}
    wire = project.module("wire.hostile").SCHEMA
    assert wire.text == json.dumps(schema) and made.__class__.model_validate(wire.read(wire.write(made))) == made
