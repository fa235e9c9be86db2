"""A project, its catalog read and resolved, and how its files are called in what is said about them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Config
from ..diagnostics import Diagnostic, FlowmartError, Location, Report
from ..emitters.registry import EMITTER_NAMES
from ..graph.graph import Graph
from ..graph.resolve import resolve
from ..model.resources import Message, SchemaFile
from ..output.folder import Folder
from ..source import read_catalog, read_config
from ..source.files import read_text

if TYPE_CHECKING:
    from ..rules.rule import AnyRule

CONFIG_NAME = "flowmart.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a flowmart.yaml (or without: then everything has its default). `diagnostics` are about that file."""

    root: Path
    config: Config
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def catalog(self) -> Path:
        return self.root / self.config.catalog

    @property
    def output(self) -> Path:
        return self.root / self.config.output


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog that was read and resolved, and everything that was found on the way. `unread` are files whose resources are missing in it."""

    graph: Graph
    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[str, ...] = ()


def open_project(root: Path, *, catalog: Path | None = None, output: Path | None = None) -> Project:
    """The project in `root`. `catalog` and `output`, relative to the working directory, override the configuration."""
    if not root.is_dir():
        raise FlowmartError(f"{root} is no folder: name the project's folder by --project")
    config, diagnostics = read_config(root / CONFIG_NAME, EMITTER_NAMES)
    if catalog is not None:
        config = replace(config, catalog=_relative(catalog, root))
    if output is not None:
        config = replace(config, output=_relative(output, root))
    return Project(root, config, diagnostics)


def load(project: Project) -> Loaded:
    """Reads and resolves the project's catalog."""
    reading = read_catalog(project.catalog, project.config.dependencies)
    resolution = resolve(reading.catalog)
    found = in_catalog(project, (*reading.diagnostics, *resolution.diagnostics))
    return Loaded(resolution.graph, (*project.diagnostics, *found), reading.unread)


def write_report(lines: Iterable[str], path: Path) -> None:
    Folder(path.parent, shown(path.parent)).write(path.name, "".join(f"{line}\n" for line in lines))


def rendered_report(report: Report, rules: "Iterable[AnyRule]", format: str, *, color: bool = False) -> Iterator[str]:
    """Findings in one of the formats of reporters/registry.py; `rules` are those that explain them."""
    from ..reporters.registry import rendered
    from ..reporters.reporting import Reporting, RuleText

    ids = {diagnostic.rule for diagnostic in report}
    texts = {rule.id: RuleText(rule.id, rule.severity, rule.summary, rule.help) for rule in rules if rule.id in ids}
    version = flowmart_version() if format in ("json", "sarif") else ""
    return rendered(format, Reporting(report, "flowmart", version, texts, file_lines, color))


def flowmart_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 15 ms that few commands need

    try:
        return version("flowmart")
    except PackageNotFoundError:  # a checkout that nobody installed
        return "0"


def derived_schemas(graph: Graph) -> list[SchemaFile]:
    """The schemas of the catalog's messages that have no file of their own."""
    messages = (resource for resource in graph.catalog.resources if isinstance(resource, Message))
    return [schema for message in messages for schema in (*message.schemas, message.reply) if schema is not None and schema.derived]


def in_catalog(project: Project, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings about catalog files, with paths from the working directory, so that a terminal or an editor can open them."""
    if not shown(project.catalog):
        return list(diagnostics)
    return [with_related(project, found) for found in diagnostics]


def with_related(project: Project, diagnostic: Diagnostic) -> Diagnostic:
    """A finding whose other places are in the catalog too."""
    related = tuple(catalog_place(project, place) for place in diagnostic.related)
    return replace(diagnostic, location=catalog_place(project, diagnostic.location), related=related)


def catalog_path(project: Project, path: str) -> str:
    folder = shown(project.catalog)
    return f"{folder}/{path}" if folder else path


def catalog_place(project: Project, place: Location) -> Location:
    """A place in a catalog file as the working directory has it. flowmart.yaml, which emitters find things in too, is none: it is called by its name."""
    if place.path == CONFIG_NAME and not (project.catalog / CONFIG_NAME).is_file():
        return place
    return replace(place, path=catalog_path(project, place.path))


@lru_cache(maxsize=64)
def file_lines(path: str) -> Sequence[str] | None:
    """The lines of a file by its path from the working directory; None for one that can't be read."""
    try:
        text = read_text(Path(path))
    except FlowmartError:
        return None
    return None if text is None else text.split("\n")


def shown(path: Path) -> str:
    """How messages call a folder: relative to the working directory where that is shorter."""
    relative = os.path.relpath(path)
    return "" if relative == "." else relative


def _relative(path: Path, root: Path) -> str:
    return os.path.relpath(path, root)
