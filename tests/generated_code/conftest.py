"""A small catalog, written, generated and imported: what tests of generated code start from."""

import importlib.util
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Report

_serial = count()


@dataclass(frozen=True)
class Generated:
    """`messages` is the generated package; `folder` holds its files; `report` is what the run had to say."""

    messages: ModuleType
    folder: Path
    report: Report

    def __getitem__(self, name: str) -> Any:
        return getattr(self.messages, name)

    def source(self, module: str) -> str:
        return (self.folder / f"{module}.py").read_text()

    def rules(self) -> list[str]:
        return [found.rule for found in self.report]


Generate = Callable[..., Generated]


@pytest.fixture
def generate(tmp_path: Path) -> Generate:
    """Generates the models of events given as `Name=schema` (a dict, or the text of schema.json); `files` are written below the catalog."""

    def run(files: Mapping[str, str] | None = None, **schemas: object) -> Generated:
        catalog = tmp_path / "catalog"
        for name, schema in schemas.items():
            home = catalog / "events" / name
            home.mkdir(parents=True, exist_ok=True)
            (home / "index.mdx").write_text(f"---\nid: {name}\nname: {name}\nversion: 1.0.0\nschemaPath: schema.json\n---\n")
            (home / "schema.json").write_text(schema if isinstance(schema, str) else json.dumps(schema))
        for path, text in (files or {}).items():
            (catalog / path).parent.mkdir(parents=True, exist_ok=True)
            (catalog / path).write_text(text)
        (tmp_path / "flowmart.yaml").write_text("catalog: catalog\n")
        generation = pipeline.generate(pipeline.open_project(tmp_path), only=["models"])
        pipeline.write(generation)
        folder = tmp_path / "generated" / "messages"
        return Generated(imported(folder), folder, generation.report)

    return run


def imported(folder: Path) -> ModuleType:
    """The package under a name of its own: tests must not see each other's `generated`."""
    name = f"generated_{next(_serial)}"
    spec = importlib.util.spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return package
