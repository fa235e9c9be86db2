"""Drift: what `flowmart check` says of a generated folder that is not what the catalog gives."""

import json
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.output.manifest import MANIFEST

MESSAGE = "---\nid: {id}\nname: {id}\nversion: 1.0.0\nschemaPath: schema.json\n---\n"
SCHEMA = '{{"type": "object", "properties": {{"{field}": {{"type": "string"}}}}}}\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for id in ("OrderPlaced", "OrderPaid"):
        folder = tmp_path / "catalog" / "events" / id
        folder.mkdir(parents=True)
        (folder / "index.mdx").write_text(MESSAGE.format(id=id))
        (folder / "schema.json").write_text(SCHEMA.format(field="orderId"))
    pipeline.write(pipeline.generate(pipeline.open_project(tmp_path)))
    return tmp_path


def _found(project: Path) -> list[tuple[str, str, str]]:
    """Rule, place, and the catalog's place of each finding."""
    report = pipeline.check(pipeline.open_project(project))
    return [(found.rule, found.location.path, found.related[0].path if found.related else "") for found in report]


def test_generated_files_as_they_should_be_are_no_finding(project: Path) -> None:
    assert _found(project) == []


@pytest.mark.parametrize("path", ["messages/order_placed.py", "messages/__init__.py", "gateway/routes.py"])
def test_a_missing_file(project: Path, path: str) -> None:
    (project / "generated" / path).unlink()
    assert [(rule, place) for rule, place, _ in _found(project)] == [("check/missing-file", f"generated/{path}")]


@pytest.mark.parametrize("edit", ["\nNOTE = 1\n", "# a comment\n", " " * 8])
def test_an_edited_file_names_its_source(project: Path, edit: str) -> None:
    with (project / "generated/messages/order_paid.py").open("a") as file:
        file.write(edit)
    assert _found(project) == [("check/edited-file", "generated/messages/order_paid.py", "catalog/events/OrderPaid/index.mdx")]


def test_a_stale_file(project: Path) -> None:
    (project / "catalog/events/OrderPaid/schema.json").write_text(SCHEMA.format(field="paidBy"))
    assert _found(project) == [("check/stale-file", "generated/messages/order_paid.py", "catalog/events/OrderPaid/index.mdx")]


def test_orphaned_files(project: Path) -> None:
    folder = project / "catalog/events/OrderPaid"
    for path in list(folder.iterdir()):
        path.unlink()
    folder.rmdir()
    found = {place: rule for rule, place, _ in _found(project)}
    assert found["generated/messages/order_paid.py"] == "check/orphaned-file"
    assert set(found.values()) == {"check/orphaned-file", "check/stale-file"}  # the package's index is stale then


@pytest.mark.parametrize("version", ["999.0", "99.1.2", "1000"])
def test_a_manifest_of_a_newer_version_is_the_only_finding(project: Path, version: str) -> None:
    manifest = project / "generated" / MANIFEST
    document = json.loads(manifest.read_text())
    document["flowmart"] = version
    manifest.write_text(json.dumps(document))
    (project / "generated/messages/order_paid.py").unlink()
    assert [(rule, place) for rule, place, _ in _found(project)] == [("check/newer-manifest", f"generated/{MANIFEST}")]
