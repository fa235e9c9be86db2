"""Labelled tables of changes: each row is judged as it says, in both directions (Protobuf: in all categories), with the ids it names."""

import json
from pathlib import Path
from typing import TypedDict, cast

import pytest
import yaml

from flowmart.generator.compatibility import avro, json_schema, protobuf
from flowmart.generator.compatibility.verdict import Comparison, SchemaText, Verdict

TABLES = Path(__file__).parents[1] / "compatibility"


class Row(TypedDict):
    name: str
    old: object
    new: object
    backward: str
    forward: str
    ids: list[str]
    breaks: list[str]


def _rows(table: str) -> list[Row]:
    return cast("list[Row]", yaml.safe_load((TABLES / table).read_text(encoding="utf-8")))


JSON_SCHEMA, AVRO, PROTOBUF = _rows("json_schema.yaml"), _rows("avro.yaml"), _rows("protobuf.yaml")


def _name(row: Row) -> str:
    return row["name"]


def _ids(comparison: Comparison, prefix: str) -> set[str]:
    bad = [change for change in comparison.changes if {change.backward, change.forward} != {Verdict.COMPATIBLE} or change.categories]
    return {change.rule.removeprefix(f"breaking/{prefix}-") for change in bad}


@pytest.mark.parametrize("row", JSON_SCHEMA, ids=_name)
def test_json_schema(row: Row) -> None:
    old, new = (SchemaText("schema.json", json.dumps(row[side])) for side in ("old", "new"))
    comparison = json_schema.compare(old, new)
    assert (comparison.backward, comparison.forward) == (row["backward"], row["forward"])
    assert set(row["ids"]) <= _ids(comparison, "json-schema")
    assert bool(_ids(comparison, "json-schema")) == (comparison.backward != "compatible" or comparison.forward != "compatible")


@pytest.mark.parametrize("row", JSON_SCHEMA, ids=_name)
def test_json_schema_the_other_way_round(row: Row) -> None:
    """What is forward one way is backward the other."""
    old, new = (SchemaText("schema.json", json.dumps(row[side])) for side in ("new", "old"))
    comparison = json_schema.compare(old, new)
    assert (comparison.backward, comparison.forward) == (row["forward"], row["backward"])


@pytest.mark.parametrize("row", AVRO, ids=_name)
def test_avro(row: Row) -> None:
    old, new = (SchemaText("schema.avsc", json.dumps(row[side])) for side in ("old", "new"))
    comparison = avro.compare(old, new)
    assert (comparison.backward, comparison.forward) == (row["backward"], row["forward"])
    assert set(row["ids"]) <= _ids(comparison, "avro")


@pytest.mark.parametrize("row", PROTOBUF, ids=_name)
def test_protobuf(row: Row) -> None:
    comparison = protobuf.compare(SchemaText("schema.proto", str(row["old"])), SchemaText("schema.proto", str(row["new"])))
    assert set(row["ids"]) <= _ids(comparison, "protobuf")
    broken = {category for change in comparison.changes for category in change.categories}
    assert sorted(broken) == row["breaks"]


@pytest.mark.parametrize(("table", "least"), [(JSON_SCHEMA, 150), (AVRO, 80), (PROTOBUF, 80)])
def test_tables_are_large_and_without_repetition(table: list[Row], least: int) -> None:
    assert len(table) >= least
    assert len({row["name"] for row in table}) == len(table)
