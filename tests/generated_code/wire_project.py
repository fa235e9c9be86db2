"""A catalog of Avro or Protobuf messages, generated and imported under a package of its own."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Report

from .conftest import imported


@dataclass(frozen=True)
class WireProject:
    """`package` is the name under which the generated code was imported."""

    folder: Path
    package: str
    report: Report

    def message(self, name: str) -> Any:
        return getattr(importlib.import_module(f"{self.package}.messages"), name)

    def module(self, path: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.{path}")

    def source(self, path: str) -> str:
        return (self.folder / "generated" / path).read_text()

    def findings(self) -> list[tuple[str, int, int]]:
        return [(found.rule, found.location.line, found.location.column) for found in self.report]


def generated(folder: Path, schemas: Mapping[str, str], files: Mapping[str, str] | None = None) -> WireProject:
    """`schemas` are texts by `<event>/<file name>`; `files` are other files below the catalog."""
    catalog = folder / "catalog"
    for path, text in schemas.items():
        name, _, file = path.partition("/")
        home = catalog / "events" / name
        home.mkdir(parents=True, exist_ok=True)
        (home / "index.mdx").write_text(f"---\nid: {name}\nname: {name}\nversion: 1.0.0\nschemaPath: {file}\n---\n")
        (home / file).write_text(text)
    for path, text in (files or {}).items():
        (catalog / path).parent.mkdir(parents=True, exist_ok=True)
        (catalog / path).write_text(text)
    (folder / "flowmart.yaml").write_text("catalog: catalog\n")
    return opened(folder, catalog)


def opened(folder: Path, catalog: Path) -> WireProject:
    """The models of a catalog, written below `folder`."""
    generation = pipeline.generate(pipeline.open_project(folder, catalog=catalog), only=["models"])
    pipeline.write(generation)
    (folder / "generated" / "__init__.py").touch()
    return WireProject(folder, imported(folder / "generated").__name__, generation.report)
