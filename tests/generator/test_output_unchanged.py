"""Whole runs over FlowMart's catalog: the same bytes everywhere, and an unchanged catalog costs no rendering."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline

REPOSITORY = Path(__file__).parents[2]
GENERATE = """
import json, sys
from pathlib import Path
from flowmart.generator import pipeline
generation = pipeline.generate(pipeline.open_project(Path.cwd()))
pipeline.write(generation)
heavy = [name for name in ("jinja2", "pydantic", "datamodel_code_generator", "sqlalchemy", "starlette") if name in sys.modules]
print(json.dumps({"changes": len(generation.plan.changes), "unchanged": generation.plan.unchanged, "heavy": heavy}))
"""


def generated(folder: Path, *, seed: str = "0") -> dict[str, object]:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", GENERATE]
    answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    report: dict[str, object] = json.loads(answer.stdout)
    return report


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.copytree(REPOSITORY / "catalog", folder / "catalog")
    shutil.copy(REPOSITORY / "flowmart.yaml", folder)
    return folder


def test_an_unchanged_catalog_is_not_rendered_and_nothing_for_it_is_imported(project: Path) -> None:
    first = generated(project)
    assert first["unchanged"] == 0
    again = generated(project)
    assert again == {"changes": 0, "unchanged": first["changes"], "heavy": []}


def test_the_same_catalog_gives_the_same_bytes_in_another_place_and_with_other_hashes(project: Path, tmp_path: Path) -> None:
    there = tmp_path / "quite" / "another place"
    shutil.copytree(project, there)
    generated(project, seed="1")
    generated(there, seed="4242")
    assert files(project) == files(there)
    manifest = (project / "generated" / ".flowmart-manifest.json").read_text()
    assert str(tmp_path) not in manifest


def test_a_file_that_cannot_be_read_takes_nothing_out_of_the_output(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generated(project)
    before = files(project / "generated")
    event = next((project / "catalog").rglob("events/OrderConfirmed/index.mdx"))
    event.write_text(event.read_text().replace("name: ", 'name: "', 1))
    monkeypatch.chdir(project)

    generation = pipeline.generate(pipeline.open_project(Path.cwd()))
    pipeline.write(generation)

    assert files(project / "generated") == before
    assert "structure/invalid-yaml" in {found.rule for found in generation.report}
    assert list(generation.lines(dry_run=False)) == [
        f"nothing written: without {event.relative_to(project)} the output would lose what it has; mend that first"
    ]
