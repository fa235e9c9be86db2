"""Old data in a new model: what our reader makes of bytes that another Avro schema wrote is what fastavro makes of them."""

import importlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from flowmart.runtime.wire.avro_binary import AvroSchema
from flowmart.runtime.wire.avro_resolution import Unresolvable, resolved
from flowmart.runtime.wire.encoding import Encoding, read
from tests.support import fast_avro

from .wire_project import WireProject, generated

_fastavro: Any = importlib.import_module("fastavro")


def _record(*fields: Any, name: str = "Paid", **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": name, "namespace": "shop", "fields": list(fields), **more}


def _field(name: str, type: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **more}


def _enum(*symbols: str, **more: Any) -> dict[str, Any]:
    return {"type": "enum", "name": "Colour", "symbols": list(symbols), **more}


_POINT = _record(_field("x", "int"), name="Point")
_MOMENT = {"type": "long", "logicalType": "timestamp-millis"}
_DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}

CASES: dict[str, tuple[Any, Any, list[Any]]] = {
    "a field that is new, with its default": (
        _record(_field("a", "int")),
        _record(_field("a", "int"), _field("b", "string", default="x")),
        [{"a": 1}],
    ),
    "a field that is gone": (
        _record(_field("a", "int"), _field("gone", {"type": "array", "items": _POINT}), _field("c", "string")),
        _record(_field("c", "string")),
        [{"a": 1, "gone": [{"x": 1}, {"x": 2}], "c": "s"}],
    ),
    "fields in another order": (
        _record(_field("a", "int"), _field("b", "string")),
        _record(_field("b", "string"), _field("a", "int")),
        [{"a": 1, "b": "s"}],
    ),
    "a field by its alias": (_record(_field("old", "int")), _record(_field("new", "int", aliases=["old"])), [{"old": 5}]),
    "a record by its alias": (
        _record(_field("p", _record(_field("x", "int"), name="Place"))),
        _record(_field("p", _record(_field("x", "int"), name="Point", aliases=["shop.Place"]))),
        [{"p": {"x": 3}}],
    ),
    **{
        f"{one} as {other}": (_record(_field("a", one)), _record(_field("a", other)), [{"a": value}])
        for one, other, value in [
            *(("int", "long", -7), ("int", "float", 7), ("int", "double", 7), ("long", "float", 2**20), ("long", "double", 2**40)),
            *(("float", "double", 0.5), ("string", "bytes", "ü"), ("bytes", "string", b"abc")),
        ]
    },
    "a value that became optional": (_record(_field("a", "int")), _record(_field("a", ["null", "int"])), [{"a": 4}]),
    "an optional value that became required": (_record(_field("a", ["null", "int"])), _record(_field("a", "int")), [{"a": 4}]),
    "a union with more branches": (
        _record(_field("a", ["null", "int"])),
        _record(_field("a", ["string", "null", "long"])),
        [{"a": 4}, {"a": None}],
    ),
    "an enum with a symbol less": (
        _record(_field("a", _enum("RED", "BLUE"))),
        _record(_field("a", _enum("RED", "UNKNOWN", default="UNKNOWN"))),
        [{"a": "RED"}, {"a": "BLUE"}],
    ),
    "an enum in another order": (_record(_field("a", _enum("RED", "BLUE"))), _record(_field("a", _enum("BLUE", "RED"))), [{"a": "RED"}]),
    "inside arrays and maps": (
        _record(_field("a", {"type": "array", "items": "int"}), _field("m", {"type": "map", "values": _POINT})),
        _record(
            _field("a", {"type": "array", "items": "double"}),
            _field("m", {"type": "map", "values": _record(_field("x", "long"), _field("y", "int", default=9), name="Point")}),
        ),
        [{"a": [1, 2], "m": {"k": {"x": 1}}}],
    ),
    "a type that refers to itself": (
        _record(_field("value", "int"), _field("next", ["null", "Paid"])),
        _record(_field("next", ["null", "Paid"]), _field("value", "long"), _field("note", "string", default="-")),
        [{"value": 1, "next": {"value": 2, "next": None}}],
    ),
    "logical types": (
        _record(_field("at", _MOMENT), _field("gone", _DECIMAL), _field("price", _DECIMAL)),
        _record(_field("price", _DECIMAL), _field("at", _MOMENT), _field("until", _MOMENT, default=0)),
        [{"at": 1_700_000_000_123, "gone": b"\1", "price": b"\1\2"}],
    ),
    "a new record as a default": (
        _record(_field("a", "int")),
        _record(_field("a", "int"), _field("p", _POINT, default={"x": 7})),
        [{"a": 1}],
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> WireProject:
    texts = {
        f"Paid{number}/schema.avsc": json.dumps(reader)
        for number, (_, reader, _) in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", CASES.values(), strict=False)
    }
    return generated(tmp_path_factory.mktemp("resolution"), texts)


@pytest.mark.parametrize("case", CASES)
def test_old_data_is_read_as_fastavro_reads_it(project: WireProject, case: str) -> None:
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(CASES).index(case)]
    model, reader = project.message(f"Paid{letter}"), project.module(f"wire.paid_{letter.lower()}").SCHEMA
    writer_tree, reader_tree, values = CASES[case]
    convert = resolved(AvroSchema(json.dumps(writer_tree)), reader)
    writer, judge = fast_avro.parsed(json.dumps(writer_tree)), fast_avro.parsed(json.dumps(reader_tree))
    for value in values:
        raw = fast_avro.written(writer, value)
        theirs = _fastavro.schemaless_reader(io.BytesIO(raw), writer, judge)
        mine = model.model_validate(convert(raw))
        assert reader.write(mine) == fast_avro.written(judge, theirs)


@pytest.mark.parametrize(
    ("writer", "reader", "value", "said"),
    [
        (_record(_field("a", "int")), _record(_field("a", "int"), _field("b", "int")), {"a": 1}, "b of shop.Paid was not written"),
        (_record(_field("a", "long")), _record(_field("a", "int")), {"a": 1}, "/a: long was written, int is expected"),
        (_record(_field("a", ["null", "int"])), _record(_field("a", "int")), {"a": None}, "/a: null was written"),
        (
            _record(_field("a", _enum("RED", "BLUE"))),
            _record(_field("a", _enum("RED"))),
            {"a": "BLUE"},
            "has no symbol BLUE and no default",
        ),
        (
            _record(_field("a", "int")),
            _record(_field("a", "int"), name="Other"),
            {"a": 1},
            "record shop.Paid was written, record shop.Other",
        ),
        (_record(_field("a", "int")), _record(_field("a", ["null", "string"])), {"a": 1}, "which is no branch"),
    ],
)
def test_what_fastavro_refuses_is_refused_with_the_place(writer: Any, reader: Any, value: Any, said: str) -> None:
    raw = fast_avro.written(fast_avro.parsed(json.dumps(writer)), value)
    with pytest.raises(Exception):  # noqa: B017 - fastavro has several of its own
        _fastavro.schemaless_reader(io.BytesIO(raw), fast_avro.parsed(json.dumps(writer)), fast_avro.parsed(json.dumps(reader)))
    with pytest.raises(Unresolvable, match=said):
        resolved(AvroSchema(json.dumps(writer)), AvroSchema(json.dumps(reader)))(raw)


def _versions(folder: Path, *ids: int) -> WireProject:
    """Paid 1.1.0 and 1.0.0, with their ids in a registry where there are any."""
    home = folder / "catalog" / "events" / "Paid"
    for number, (below, version, schema) in enumerate(
        (
            (home, "1.1.0", _record(_field("note", "string", default="none"), _field("order", "string"))),
            (home / "versioned" / "1.0.0", "1.0.0", _record(_field("order", "string"))),
        )
    ):
        below.mkdir(parents=True)
        more = f"x-flowmart-schema-id: {ids[number]}\n" if ids else ""
        (below / "index.mdx").write_text(f"---\nid: Paid\nname: Paid\nversion: {version}\nschemaPath: schema.avsc\n{more}---\n")
        (below / "schema.avsc").write_text(json.dumps(schema))
    return generated(folder, {})


def test_the_id_in_the_header_says_which_schema_it_was_written_with(tmp_path: Path) -> None:
    project = _versions(tmp_path, 8, 7)
    assert project.findings() == []
    new, old = project.message("Paid"), project.message("PaidV1_0")
    first, second = old(order="o-1"), new(order="o-1", note="hello")
    header = "application/avro; header=confluent"
    by_old, by_new = Encoding("avro", 7).write(first), Encoding("avro", 8).write(second)
    assert (read(new, by_old, header).order, read(new, by_old, header).note) == ("o-1", "none")
    assert read(new, by_new, header) == second
    assert read(old, by_new, header) == first  # a newer one to the reader of the older
    assert read(new, by_new, header, version="1.0.0") == second  # the id goes before what the envelope says
    unknown = Encoding("avro", 99)
    assert read(new, unknown.write(first), header, version="1.0.0").note == "none"
    assert read(new, unknown.write(second), header) == second  # nothing says otherwise: the schema of the reader
    with pytest.raises(ValueError, match="bytes expected"):
        read(new, unknown.write(first), header)


def test_without_ids_in_the_catalog_the_version_says_it(tmp_path: Path) -> None:
    project = _versions(tmp_path)
    new, old = project.message("Paid"), project.message("PaidV1_0")
    raw = Encoding("avro", 7).write(old(order="o-1"))
    assert read(new, raw, "application/avro; header=confluent", version="1.0.0").note == "none"


def test_a_message_of_an_older_version_is_read_with_the_schema_of_that_version(tmp_path: Path) -> None:
    project = _versions(tmp_path)
    new = project.message("Paid")
    old = next(getattr(project.module("messages"), name) for name in project.module("messages").__all__ if name != "Paid")
    raw = project.module(f"wire.{old.__module__.rpartition('.')[2]}").SCHEMA.write(old(order="o-1"))
    found = read(new, raw, "application/avro", version="1.0.0")
    assert (found.order, found.note) == ("o-1", "none")
    with pytest.raises(ValueError, match="bytes expected"):
        read(new, raw, "application/avro")
