"""`models:` in flowmart.yaml: a base class, models that are not frozen, and classes of the project's own."""

import subprocess
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline

from .type_checkers import passes_mypy

_SCHEMA = """{"type": "object", "required": ["id", "price"], "properties": {"id": {"type": "string"},
"price": {"type": "object", "required": ["cents"], "properties": {"cents": {"type": "integer"}}}}}"""
_BASE = """
from flowmart.runtime import Model

class ShopModel(Model):
    def shouted(self) -> str:
        return str(self).upper()
"""
_OWN = """
from flowmart.runtime import Event

class Paid(Event, id="Paid", version="1.0.0", digest="own"):
    id: str

    @property
    def short(self) -> str:
        return self.id[:2]
"""


def _project(folder: Path, settings: str) -> pipeline.Generation:
    for name in ("Paid", "Sold"):
        home = folder / "catalog" / "events" / name
        home.mkdir(parents=True)
        (home / "index.mdx").write_text(f"---\nid: {name}\nname: {name}\nversion: 1.0.0\nschemaPath: schema.json\n---\n")
        (home / "schema.json").write_text(_SCHEMA)
    (folder / "services").mkdir()
    (folder / "services" / "shop_models.py").write_text(_BASE)
    (folder / "services" / "own.py").write_text(_OWN)
    (folder / "flowmart.yaml").write_text(f"models:\n{settings}")
    project = pipeline.open_project(folder)
    made = pipeline.generate(project, only=["models"])
    if not any(found.severity.label == "error" for found in (*project.diagnostics, *made.report)):
        pipeline.write(made)
    return made


def _python(folder: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_every_model_has_the_projects_base_class(tmp_path: Path) -> None:
    _project(tmp_path, "  base: services.shop_models:ShopModel\n")
    text = (tmp_path / "generated/messages/paid.py").read_text()
    assert "class PaidPrice(ShopModel, Model):" in text and "class Paid(ShopModel, Event, id=" in text
    code = 'from generated.messages import Paid\nprint(Paid.from_json(\'{"id":"a","price":{"cents":1}}\').price.shouted())'
    assert _python(tmp_path, code) == "CENTS=1\n"
    passes_mypy(tmp_path, "generated", "services")


@pytest.mark.parametrize(
    ("settings", "thawed"),
    [("  frozen: false\n", {"Paid", "Sold"}), ("  frozen: {Paid: false}\n", {"Paid"}), ("  frozen: true\n", set[str]())],
)
def test_models_are_frozen_by_choice(tmp_path: Path, settings: str, thawed: set[str]) -> None:
    _project(tmp_path, settings)
    for name in ("Paid", "Sold"):
        code = f'from generated.messages import {name} as M\nm = M.from_json(\'{{"id":"a","price":{{"cents":1}}}}\')\nm.price.cents = 2\nm.id = \'b\'\nprint(m.id, m.price.cents)'
        assert (_python(tmp_path, code) == "b 2\n") == (name in thawed)


def test_a_class_of_the_projects_own_stands_for_a_message(tmp_path: Path) -> None:
    _project(tmp_path, "  own: {Paid: services.own:Paid}\n")
    code = "from generated.messages import Paid, Sold\nimport services.own\nprint(Paid is services.own.Paid, Paid(id='abc').short, Sold.meta.id)"
    assert _python(tmp_path, code) == "True ab Sold\n"
    passes_mypy(tmp_path, "generated", "services")


def test_an_own_class_without_a_version_is_the_current_ones(tmp_path: Path) -> None:
    _project(tmp_path, "  own: {Paid: services.own:Paid}\n")
    old = tmp_path / "catalog/events/Paid/versioned/0.5.0"
    old.mkdir(parents=True)
    (old / "index.mdx").write_text("---\nid: Paid\nname: Paid\nversion: 0.5.0\nschemaPath: schema.json\n---\n")
    (old / "schema.json").write_text(_SCHEMA)
    pipeline.write(pipeline.generate(pipeline.open_project(tmp_path), only=["models"]))
    code = "from generated.messages import Paid, PaidV0\nimport services.own\nprint(Paid is services.own.Paid, PaidV0.meta.version)"
    assert _python(tmp_path, code) == "True 0.5.0\n"


def test_an_own_class_of_another_message_is_refused_when_it_is_imported(tmp_path: Path) -> None:
    _project(tmp_path, "  own: {Sold: services.own:Paid}\n")
    assert "services.own.Paid stands for Sold 1.0.0 by flowmart.yaml, and is Paid 1.0.0" in _python(
        tmp_path, "from generated.messages import Sold"
    )


@pytest.mark.parametrize(
    ("settings", "place", "said"),
    [
        ("  own: {Payd: services.own:Paid}\n", "2:15", "the catalog has no message 'Payd'"),
        ("  frozen: {Payd: false}\n", "2:18", "did you mean 'Paid'?"),
        ("  own: {Paid: services.own.Paid}\n", "2:15", "names no class"),
        ("  own: {Paid: services.nowhere:Paid}\n", "2:15", "there is no module services.nowhere"),
        ("  own: {Paid: services.own:Payment}\n", "2:15", "has no class Payment"),
        ("  base: 7\n", "2:9", "base"),
        ("  bases: x:Y\n", "2:3", "bases"),
        ("  frozen: maybe\n", "2:11", "true or false"),
    ],
)
def test_what_is_wrong_is_one_finding_with_its_place(tmp_path: Path, settings: str, place: str, said: str) -> None:
    made = _project(tmp_path, settings)
    found = {str(each) for each in (*pipeline.open_project(tmp_path).diagnostics, *made.report)}
    assert len(found) == 1
    assert next(iter(found)).startswith(f"flowmart.yaml:{place}: error") and said in next(iter(found))


@pytest.mark.parametrize(
    ("file", "more", "severity"),
    [
        ("schema.json", "", ""),
        ("schema.avsc", "", "warning"),
        ("schema.proto", "", "warning"),
        ("schema.avsc", "x-flowmart-encoding: avro\n", "error"),
        ("schema.proto", "x-flowmart-encoding: protobuf\n", "error"),
    ],
)
def test_an_own_class_is_json_only(tmp_path: Path, file: str, more: str, severity: str) -> None:
    _project(tmp_path, "  own:\n    Paid: services.own:Paid\n")
    home = tmp_path / "catalog" / "events" / "Paid"
    (home / "index.mdx").write_text(f"---\nid: Paid\nname: Paid\nversion: 1.0.0\nschemaPath: {file}\n{more}---\n")
    (home / "schema.avsc").write_text('{"type": "record", "name": "Paid", "fields": [{"name": "id", "type": "string"}]}')
    (home / "schema.proto").write_text('syntax = "proto3";\nmessage Paid { string id = 1; }\n')
    made = pipeline.generate(pipeline.open_project(tmp_path), only=["models"])
    found = [(each.rule, each.severity.label, str(each.location)) for each in made.report]
    assert found == ([("payload/own-class", severity, "flowmart.yaml:3:11")] if severity else [])
