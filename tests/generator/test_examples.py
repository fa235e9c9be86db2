"""`flowmart example`: the catalog's own examples first, made ones else; what does not fit its schema is said and not printed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flowmart.cli import app
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.samples.examples import message_sampler
from flowmart.generator.source import read_catalog

CATALOG = Path(__file__).parents[2] / "catalog"
ORDER = "domains/Orders/services/OrdersService/events/OrderConfirmed"


def _run(*arguments: str) -> tuple[int, Any, str]:
    found = CliRunner().invoke(app, ["example", *arguments], standalone_mode=False)
    if found.exception is not None:
        return 2, None, str(found.exception)
    return int(found.return_value or 0), json.loads(found.stdout), found.stderr


def test_the_example_of_the_catalog_comes_first() -> None:
    code, value, _ = _run("OrderConfirmed")
    assert code == 0
    assert value == json.loads((CATALOG / ORDER / "examples" / "order-confirmed.json").read_text())


def test_made_examples_follow_and_a_seed_repeats_them() -> None:
    _, three, _ = _run("OrderConfirmed", "--count", "3")
    _, made, _ = _run("OrderConfirmed", "--generated", "--count", "2")
    assert three[1:] == made or three[-1] in made
    assert made == _run("OrderConfirmed", "--generated", "--count", "2")[1]
    assert made != _run("OrderConfirmed", "--generated", "--count", "2", "--seed", "9")[1]


def test_a_version_is_chosen() -> None:
    assert "totalAmount" in _run("OrderConfirmed", "--version", "0.9.0", "--generated")[1]


def test_all_fields_sets_every_optional_property() -> None:
    assert "discount" in _run("OrderConfirmed", "--generated", "--all-fields")[1]


def test_what_there_is_not_is_said() -> None:
    assert "no message 'Nothing'" in _run("Nothing")[2]
    assert "there is 0.9.0, 1.0.0" in _run("OrderConfirmed", "--version", "7")[2]


def test_they_are_written_as_test_data(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["example", "OrderConfirmed", "-n", "2", "-o", str(tmp_path / "data")], standalone_mode=False)
    assert found.return_value == 0
    assert [path.name for path in sorted((tmp_path / "data").iterdir())] == ["OrderConfirmed-1.0.0-1.json", "OrderConfirmed-1.0.0-2.json"]


def test_an_example_that_does_not_fit_is_a_finding_with_its_place(tmp_path: Path) -> None:
    shutil.copytree(CATALOG, tmp_path / "catalog")
    example = tmp_path / "catalog" / ORDER / "examples" / "order-confirmed.json"
    example.write_text(example.read_text().replace('"currency": "EUR"', '"currency": "euro"', 1))
    code, value, said = _run("OrderConfirmed", "--project", str(tmp_path))
    assert code == 1
    assert "order-confirmed.json:" in said and "breaks the schema" in said and "'euro'" in said.replace('"', "'")
    assert "euro" not in json.dumps(value)


def test_every_message_of_flowmart_has_examples() -> None:
    graph = resolve(read_catalog(CATALOG, frozenset()).catalog).graph
    for message in graph.messages:
        sampler = message_sampler(graph, message)
        for seed in range(5):
            assert sampler.accepts(sampler.sample(seed)), message.id


@pytest.mark.parametrize("schema", ["avsc", "proto"])
def test_messages_in_other_languages_have_examples_too(tmp_path: Path, schema: str) -> None:
    texts = {
        "avsc": json.dumps(
            {"type": "record", "name": "Sent", "fields": [{"name": "id", "type": "string"}, {"name": "n", "type": ["null", "long"]}]}
        ),
        "proto": 'syntax = "proto3"; message Sent { string id = 1; optional int64 n = 2; }',
    }
    folder = tmp_path / "catalog" / "events" / "Sent"
    folder.mkdir(parents=True)
    (folder / "index.mdx").write_text(f"---\nid: Sent\nversion: 1.0.0\nschemaPath: schema.{schema}\n---\n")
    (folder / f"schema.{schema}").write_text(texts[schema])
    code, value, _ = _run("Sent", "--project", str(tmp_path), "--all-fields")
    assert code == 0
    assert isinstance(value["id"], str) and value["n"] is not None
