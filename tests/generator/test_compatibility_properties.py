"""What `breaking` calls compatible is: samples of the writer's schema are valid under the reader's, for random pairs of schemas.

And what it calls incompatible has a counterexample. FLOWMART_EXAMPLES sets how many pairs; the default keeps `make test` quick.
"""

import contextlib
import io
import json
import os
from itertools import islice
from random import Random
from typing import Any, cast

import fastavro as fastavro_
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowmart.generator.compatibility import avro, json_schema
from flowmart.generator.compatibility.json_schema.dialect import Compiler, Policy
from flowmart.generator.compatibility.json_schema.documents import Documents, Place
from flowmart.generator.compatibility.json_schema.outcomes import Found, Outcome
from flowmart.generator.compatibility.json_schema.search import Search
from flowmart.generator.compatibility.json_schema.values import plain
from flowmart.generator.compatibility.verdict import SchemaText, Verdict, worst
from flowmart.generator.model.json import Json
from tests.support import avro_schemas, json_schemas

fastavro = cast(Any, fastavro_)  # its own annotations leave types open
EXAMPLES = int(os.environ.get("FLOWMART_EXAMPLES", "150"))
SAMPLES = 200
_TRIED = 1500
_settings = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def _pair(seed: int) -> tuple[Random, Json, Json]:
    random = Random(seed)
    old = json_schemas.schema(random)
    new = json_schemas.edited(random, old) if random.random() < 0.85 else json_schemas.schema(random)
    if random.random() < 0.25:
        tied = random.randint(0, 10**9)  # the same knots on both sides, as far as the edit leaves their places
        return random, json_schemas.circular(Random(tied), old), json_schemas.circular(Random(tied), new)
    return random, old, new


def _validator(schema: Json) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(cast("dict[str, Any] | bool", schema))


def _text(schema: Json) -> SchemaText:
    return SchemaText("schema.json", json.dumps(schema))


def _samples(random: Random, valid: Json, *schemas: Json) -> list[Json]:
    validator = _validator(valid)
    candidates = islice(json_schemas.values(random, *schemas), _TRIED)
    return list(islice((value for value in candidates if validator.is_valid(value)), SAMPLES))


@_settings
@given(st.integers(min_value=0, max_value=10**9))
def test_compatible_json_schemas_accept_each_others_values(seed: int) -> None:
    random, old, new = _pair(seed)
    comparison = json_schema.compare(_text(old), _text(new))
    for verdict, writer, reader in ((comparison.backward, old, new), (comparison.forward, new, old)):
        if verdict is Verdict.COMPATIBLE:
            validator = _validator(reader)
            wrong = [value for value in _samples(random, writer, old, new) if not validator.is_valid(value)]
            assert not wrong, f"{json.dumps(writer)} => {json.dumps(reader)}: {json.dumps(wrong[0])}"


@_settings
@given(st.integers(min_value=0, max_value=10**9))
def test_incompatible_json_schemas_have_a_counterexample(seed: int) -> None:
    _, old, new = _pair(seed)
    outcome = _outcome(old, new)
    if isinstance(outcome, Found):
        value = plain(outcome.value)
        assert _validator(old).is_valid(value)
        assert not _validator(new).is_valid(value)


@_settings
@given(st.integers(min_value=0, max_value=10**9))
def test_the_whole_is_no_better_than_its_changes(seed: int) -> None:
    """A direction that is not compatible has a change that says so, and the other way round."""
    _, old, new = _pair(seed)
    comparison = json_schema.compare(_text(old), _text(new))
    assert worst(change.backward for change in comparison.changes) == comparison.backward
    assert worst(change.forward for change in comparison.changes) == comparison.forward


def test_unknown_is_rare() -> None:
    """The engine is worth something: of random pairs hardly any is left open."""
    outcomes = [_outcome(old, new) for _, old, new in map(_pair, range(300))]
    assert sum(type(outcome).__name__ == "Unknown" for outcome in outcomes) <= 6
    assert sum(type(outcome).__name__ == "Found" for outcome in outcomes) >= 90
    assert sum(type(outcome).__name__ == "Nothing" for outcome in outcomes) >= 90


def _outcome(old: Json, new: Json) -> Outcome:
    before, after = (Documents({"schema.json": json.dumps(schema)}) for schema in (old, new))
    writer = Compiler(before, Policy(), writing=True, side="old").node(Place("schema.json", ""))
    reader = Compiler(after, Policy(), writing=False, side="new").node(Place("schema.json", ""))
    return Search().counterexample(frozenset(((writer, True),)), reader)


LOOPS: tuple[Json, ...] = (
    {"$ref": "#"},
    {"anyOf": [{"$ref": "#"}]},
    {"anyOf": [{"$ref": "#"}, {"type": "string"}]},
    {"oneOf": [{"$ref": "#"}, {"$ref": "#"}]},
    {"allOf": [{"$ref": "#"}], "type": "object"},
    {"not": {"$ref": "#"}},
    {"if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"}},
    {"dependentSchemas": {"a": {"$ref": "#"}}},
    {"properties": {"a": {"$ref": "#"}}, "required": ["a"]},
    {"$dynamicRef": "#"},
)


@pytest.mark.parametrize("old", LOOPS, ids=json.dumps)
def test_schemas_that_refer_to_themselves_end(old: Json) -> None:
    """Also those that mean nothing, because they refer to themselves without consuming a value."""
    others: tuple[Json, ...] = (*LOOPS, {"type": "string"}, True, False)
    for new in others:
        json_schema.compare(_text(old), _text(new))
        json_schema.compare(_text(new), _text(old))


@_settings
@given(st.integers(min_value=0, max_value=10**9))
def test_compatible_avro_schemas_resolve_each_others_data(seed: int) -> None:
    random = Random(seed)
    made = avro_schemas.Schemas(random)
    old: Json = made.record()
    new = made.edited(old)
    comparison = avro.compare(SchemaText("a.avsc", json.dumps(old)), SchemaText("a.avsc", json.dumps(new)))
    for verdict, writer, reader in ((comparison.backward, old, new), (comparison.forward, new, old)):
        if verdict is Verdict.COMPATIBLE:
            _resolves(random, writer, reader)


def _resolves(random: Random, writer: Json, reader: Json) -> None:
    written, read = fastavro.parse_schema(json.loads(json.dumps(writer))), fastavro.parse_schema(json.loads(json.dumps(reader)))
    for _ in range(SAMPLES):
        stream = io.BytesIO()
        fastavro.schemaless_writer(stream, written, avro_schemas.datum(random, writer))
        stream.seek(0)
        with contextlib.suppress(UnicodeDecodeError):  # bytes that are no text: the specification promotes, the value is at fault
            fastavro.schemaless_reader(stream, written, read)  # raises what the engine should have foreseen
