"""Changing one message of many rewrites its module and nothing else. `FLOWMART_INCREMENTAL=10000` makes it ten thousand (minutes)."""

import json
import os
from pathlib import Path

import pytest

from flowmart.generator import pipeline

COUNT = int(os.environ.get("FLOWMART_INCREMENTAL", "300"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("incremental")
    for number in range(COUNT):
        home = folder / "catalog" / "events" / f"Event{number}"
        home.mkdir(parents=True)
        (home / "index.mdx").write_text(f"---\nid: Event{number}\nname: Event {number}\nversion: 1.0.0\nschemaPath: schema.json\n---\n")
        (home / "schema.json").write_text(json.dumps(_schema(number)))
    (folder / "flowmart.yaml").write_text("catalog: catalog\n")
    pipeline.write(_generated(folder))
    return folder


def _schema(number: int, **more: object) -> object:
    properties = {"id": {"type": "string"}, f"amount{number}": {"type": "integer", "minimum": 0}, **more}
    return {"type": "object", "required": ["id"], "properties": properties}


def _generated(folder: Path) -> pipeline.Generation:
    return pipeline.generate(pipeline.open_project(folder), only=["models"])


def _stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (folder / "generated" / "messages").glob("*.py")}


def test_nothing_changed_nothing_is_written(project: Path) -> None:
    before = _stamps(project)
    assert len(before) == COUNT + 1
    pipeline.write(_generated(project))
    assert _stamps(project) == before


def test_one_schema_changed_one_module_is_written(project: Path) -> None:
    before = _stamps(project)
    number = COUNT // 2
    schema = project / "catalog" / "events" / f"Event{number}" / "schema.json"
    schema.write_text(json.dumps(_schema(number, note={"type": "string"})))
    pipeline.write(_generated(project))
    after = _stamps(project)
    (changed,) = [name for name in after if after[name] != before.get(name)]
    assert changed.startswith("event") and changed.endswith(f"{number}.py")
    assert "note" in (project / "generated" / "messages" / changed).read_text()
