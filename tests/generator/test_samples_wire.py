"""Samples of Avro and Protobuf schemas, judged by fastavro and by Google's protobuf; and mutations, by their names."""

import importlib
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from flowmart.generator.diagnostics import Location
from flowmart.generator.emitters.models.library import Library
from flowmart.generator.emitters.models.protobuf import read_protobuf
from flowmart.generator.model.json import Json
from flowmart.generator.model.resources import SchemaFile
from flowmart.generator.samples.avro import AvroSampler
from flowmart.generator.samples.mutations import mutations
from flowmart.generator.samples.outcome import NoSample
from flowmart.generator.samples.protobuf import ProtobufSampler
from tests.generated_code.test_avro import DEFAULTS
from tests.generated_code.test_avro import EVERYTHING as EVERYTHING_AVRO
from tests.generated_code.test_protobuf import EVERYTHING, FILES, MODERN
from tests.support.protobuf_samples import compiled, from_json

_FILES = {"everything.proto": EVERYTHING, **FILES}
fastavro: Any = importlib.import_module("fastavro")


# Not the one that refers to itself: fastavro's JSON reader does not end on such a schema.
_SCHEMAS: Mapping[str, Json] = {"everything": EVERYTHING_AVRO, "defaults": DEFAULTS}


@pytest.mark.parametrize("name", sorted(_SCHEMAS))
def test_fastavro_takes_every_avro_sample(name: str) -> None:
    schema = _SCHEMAS[name]
    sampler = AvroSampler(schema)
    parsed = fastavro.parse_schema(json.loads(json.dumps(schema)))
    for seed in range(60):
        value = sampler.sample(seed, odd=seed % 2 == 1, all_fields=seed % 3 == 0)
        assert len(list(fastavro.json_reader(io.StringIO(json.dumps(value)), parsed))) == 1


def test_google_takes_every_protobuf_sample() -> None:
    schema = SchemaFile("everything.proto", "protobuf", Location("everything.proto"), EVERYTHING)
    found = read_protobuf(schema, Library(_FILES), "Everything")
    assert found.message is not None
    sampler = ProtobufSampler(found.message, found.files)
    google = compiled(_FILES, "shop.orders.Everything")
    for seed in range(100):
        from_json(json.dumps(sampler.sample(seed, odd=seed % 2 == 1, all_fields=seed % 3 == 0)), google)


@pytest.mark.parametrize(
    "wrong", [{"c": "x"}, {"c": 2**31}, {"m": 1}, {"colour": "BLUE"}, {"oneText": "a", "oneNumber": 1}, {"created_at": "now"}, 7]
)
def test_what_google_refuses_is_refused(wrong: Json) -> None:
    schema = SchemaFile("everything.proto", "protobuf", Location("everything.proto"), EVERYTHING)
    found = read_protobuf(schema, Library(_FILES), "Everything")
    assert found.message is not None
    assert ProtobufSampler(found.message, found.files).problem(wrong) is not None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "the field 'id' is missing"),
        ({"id": 1, "note": None}, "id: a text expected"),
        ({"id": "a", "note": "plain"}, "note: an object with the name of its type"),
        ({"id": "a", "note": {"string": 7}}, "note/string: a text expected"),
        ([], "an object expected"),
    ],
)
def test_what_does_not_fit_an_avro_schema_is_said_with_its_place(value: Json, said: str) -> None:
    schema: Json = {
        "type": "record",
        "name": "R",
        "fields": [{"name": "id", "type": "string"}, {"name": "note", "type": ["null", "string"]}],
    }
    assert said in str(AvroSampler(schema).problem(value))


def test_a_schema_without_an_end_has_no_sample() -> None:
    with pytest.raises(NoSample, match="no end"):
        AvroSampler({"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}).sample(0)


def test_mutations_change_one_thing_each() -> None:
    found = list(mutations({"a": 1, "b": ["x"]}))
    assert {mutation.what for mutation in found} == {"removed", "added", "null", "type", "bound", "format", "items"}
    assert [mutation.value for mutation in found if mutation.what == "removed"] == [{}, {"b": ["x"]}, {"a": 1}]
    assert all(json.dumps(mutation.value) != json.dumps({"a": 1, "b": ["x"]}) for mutation in found)


def test_an_edition_is_judged_by_its_features() -> None:
    """A field that is needed by a feature, and an enum that is closed by one; Google says the same."""
    schema = SchemaFile("schema.proto", "protobuf", Location("schema.proto"), MODERN)
    found = read_protobuf(schema, Library({}), "Modern")
    assert found.message is not None
    sampler, google = ProtobufSampler(found.message, found.files), compiled({"schema.proto": MODERN}, "shop.modern.Modern")
    for seed in range(50):
        value = sampler.sample(seed, odd=seed % 2 == 1)
        assert isinstance(value, dict) and "needed" in value
        assert from_json(json.dumps(value), google).IsInitialized()
    wrong: list[Json] = [{}, {"needed": "a", "closed": 7}, {"needed": "a", "closed": "HIGH"}]
    right: list[Json] = [{"needed": "a", "closed": 1}, {"needed": "a", "open": 7}]
    assert [sampler.accepts(value) for value in (*wrong, *right)] == [False] * 3 + [True] * 2
