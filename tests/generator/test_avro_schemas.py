"""What an Avro schema is: one judge, by which lint, models, samples and breaking go."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from flowmart.generator.compatibility import avro
from flowmart.generator.compatibility.verdict import SchemaText, Verdict
from flowmart.generator.diagnostics import Location
from flowmart.generator.emitters.models.avro import read_avro
from flowmart.generator.model.json import Json
from flowmart.generator.model.resources import SchemaFile
from flowmart.generator.samples.avro import AvroSampler
from flowmart.generator.samples.outcome import NoSample
from flowmart.generator.source.avro import declared_name, logical_type, problems


def _record(*fields: Mapping[str, Any], **others: Json) -> Json:
    return {"type": "record", "name": "Made", **others, "fields": [dict(field) for field in fields]}


POINT = {
    "type": "record",
    "name": "Point",
    "namespace": "geo",
    "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 0}],
}
FIXED = {"type": "fixed", "name": "Sum", "size": 2}
INVALID: Mapping[str, tuple[Json, str]] = {
    "no such type": (_record({"name": "a", "type": "Nowhere"}), "there is no type 'Nowhere'"),
    "a primitive's name": ({"type": "fixed", "name": "string", "size": 2}, "'string' is the name of a primitive type"),
    "twice": (_record({"name": "a", "type": FIXED}, {"name": "b", "type": FIXED}), "'Sum' is defined twice"),
    "union in union": (["int", ["string"]], "a union can't be in a union"),
    "no symbols": ({"type": "enum", "name": "E"}, "'symbols' of the enum must be a list"),
    "no size": ({"type": "fixed", "name": "F"}, "'size' of the fixed must be a whole number"),
    "symbol that is no name": ({"type": "enum", "name": "E", "symbols": ["a-b"]}, "'a-b' is no Avro name"),
    "field without a type": (_record({"name": "a"}), "the field 'a' has no 'type'"),
}
DEFAULTS: Mapping[str, tuple[Json, bool]] = {
    "record": (_record({"name": "p", "type": POINT, "default": {"x": 1}}), True),
    "record without a field": (_record({"name": "p", "type": POINT, "default": {"y": 1}}), False),
    "record with another type": (_record({"name": "p", "type": POINT, "default": {"x": "1"}}), False),
    "record by name": (_record({"name": "p", "type": POINT}, {"name": "q", "type": "geo.Point", "default": {"x": "1"}}), False),
    "fixed": (_record({"name": "f", "type": FIXED, "default": "ab"}), True),
    "fixed of another length": (_record({"name": "f", "type": FIXED, "default": "abc"}), False),
    "any branch": (_record({"name": "u", "type": ["null", "int"], "default": 5}), True),
    "no branch": (_record({"name": "u", "type": ["null", "int"], "default": "5"}), False),
}


@pytest.mark.parametrize("name", sorted(INVALID))
def test_what_is_no_schema_is_none_for_anybody(name: str) -> None:
    schema, said = INVALID[name]
    assert any(said in problem.message and not problem.ignored for problem in problems(schema))
    text = json.dumps(schema)
    assert not read_avro(SchemaFile("a.avsc", "avro", Location("a.avsc"), text), schema).usable
    with pytest.raises(NoSample):
        AvroSampler(schema)
    comparison = avro.compare(SchemaText("a.avsc", text), SchemaText("a.avsc", '"int"'))
    assert comparison.backward is Verdict.UNKNOWN and said in comparison.changes[0].message


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_defaults_are_of_their_type(name: str) -> None:
    schema, fits = DEFAULTS[name]
    assert (not list(problems(schema))) is fits
    changed = cast(dict[str, Json], schema) | {"doc": "Said."}
    comparison = avro.compare(SchemaText("a.avsc", json.dumps(schema)), SchemaText("a.avsc", json.dumps(changed)))
    assert (comparison.backward is Verdict.COMPATIBLE) is fits


@pytest.mark.parametrize(
    ("schema", "logical"),
    [
        ({"type": "int", "logicalType": "date"}, "date"),
        ({"type": "string", "logicalType": "date"}, ""),
        ({"type": "long", "logicalType": "timestamp-nanos"}, "timestamp-nanos"),
        ({"type": "fixed", "size": 16, "logicalType": "uuid"}, "uuid"),
        ({"type": "fixed", "size": 8, "logicalType": "uuid"}, ""),
        ({"type": "fixed", "size": 12, "logicalType": "duration"}, "duration"),
        ({"type": "fixed", "size": 16, "logicalType": "duration"}, ""),
        ({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}, "decimal"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 4}, ""),
        ({"type": "bytes", "logicalType": "decimal"}, ""),
        ({"type": "string", "logicalType": "of-our-own"}, "of-our-own"),
        ({"type": "string"}, ""),
    ],
)
def test_a_logical_type_that_does_not_fit_is_none(schema: dict[str, Json], logical: str) -> None:
    assert logical_type(schema) == logical


def test_two_logical_types_that_readers_ignore_are_the_same() -> None:
    old, new = ({"type": "string", "logicalType": kind} for kind in ("date", "time-millis"))
    comparison = avro.compare(SchemaText("a.avsc", json.dumps(old)), SchemaText("a.avsc", json.dumps(new)))
    assert (comparison.backward, comparison.forward) == (Verdict.COMPATIBLE, Verdict.COMPATIBLE)


@pytest.mark.parametrize(
    ("name", "own", "full"), [("A", "x", "x.A"), ("A", None, "out.A"), ("y.A", "x", "y.A"), ("A", "", "A"), ("y.A", None, "y.A")]
)
def test_a_name_is_full_by_its_own_namespace_else_by_that_around(name: str, own: str | None, full: str) -> None:
    assert declared_name({"name": name, "namespace": own}, "out") == full
