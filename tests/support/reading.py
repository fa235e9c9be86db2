"""Catalogs written inline, read and resolved, for tests that ask what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flowmart.generator.diagnostics import Diagnostic
from flowmart.generator.graph.graph import Graph
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.model.catalog import Catalog
from flowmart.generator.source import read_catalog


@dataclass(frozen=True, slots=True)
class Read:
    """`findings` are `path:line:column rule`, sorted as reports have them."""

    catalog: Catalog
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]

    @property
    def findings(self) -> list[str]:
        return [f"{found.location} {found.rule}" for found in sorted(self.diagnostics, key=lambda found: found.order)]

    @property
    def ids(self) -> list[str]:
        return [f"{resource.type} {resource.key}" for resource in self.catalog.resources]


def read_files(root: Path, files: Mapping[str, str | bytes], dependencies: frozenset[str] = frozenset()) -> Read:
    """Writes the files below `root` (front matter as plain YAML gets its fences and, where it lacks one, a name) and reads them."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else _text(path, content).encode("utf-8"))
    return read_folder(root, dependencies)


def read_folder(root: Path, dependencies: frozenset[str] = frozenset()) -> Read:
    reading = read_catalog(root, dependencies)
    resolution = resolve(reading.catalog)
    return Read(reading.catalog, resolution.graph, (*reading.diagnostics, *resolution.diagnostics))


def _text(path: str, content: str) -> str:
    if not path.endswith((".md", ".mdx")) or content.startswith(("---", "\ufeff", "#!")):
        return content
    named = content if "\nname:" in f"\n{content}" else f"{content}\nname: N"
    return f"---\n{named}\n---\n"
