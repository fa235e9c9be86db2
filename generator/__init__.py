"""Reads a catalog, resolves it, and derives everything that flowmart generates or reports from it.

    from pathlib import Path
    from flowmart.generator import load, open_project, producers_at

    graph = load(open_project(Path("."))).graph
    order_confirmed = graph.message("OrderConfirmed", "^1.0.0")

These names are public; importing the package loads none of them until it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .diagnostics import Diagnostic, FlowmartError, Location, Report, Severity
    from .graph.boundary import Crossing, Orphan, boundary, orphans
    from .graph.graph import ChannelLink, Graph, Link
    from .graph.impact import Impact, impact
    from .graph.parties import FieldUse, FieldUses, Responsibility, consumers_at, field_uses, producers_at, responsible
    from .graph.paths import Hop, paths
    from .graph.resolve import Resolution, resolve
    from .model.catalog import Catalog
    from .model.ids import ResourceKey, ResourceType
    from .pipeline import Loaded, Project, generate, load, open_project, write
    from .source import Reading, read_catalog

_HOMES = {
    "diagnostics": ("Diagnostic", "FlowmartError", "Location", "Report", "Severity"),
    "graph.boundary": ("Crossing", "Orphan", "boundary", "orphans"),
    "graph.graph": ("ChannelLink", "Graph", "Link"),
    "graph.impact": ("Impact", "impact"),
    "graph.parties": ("FieldUse", "FieldUses", "Responsibility", "consumers_at", "field_uses", "producers_at", "responsible"),
    "graph.paths": ("Hop", "paths"),
    "graph.resolve": ("Resolution", "resolve"),
    "model.catalog": ("Catalog",),
    "model.ids": ("ResourceKey", "ResourceType"),
    "pipeline": ("Loaded", "Project", "generate", "load", "open_project", "write"),
    "source": ("Reading", "read_catalog"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Catalog",
    "ChannelLink",
    "Crossing",
    "Diagnostic",
    "FieldUse",
    "FieldUses",
    "FlowmartError",
    "Graph",
    "Hop",
    "Impact",
    "Link",
    "Loaded",
    "Location",
    "Orphan",
    "Project",
    "Reading",
    "Report",
    "Resolution",
    "ResourceKey",
    "ResourceType",
    "Responsibility",
    "Severity",
    "boundary",
    "consumers_at",
    "field_uses",
    "generate",
    "impact",
    "load",
    "open_project",
    "orphans",
    "paths",
    "producers_at",
    "read_catalog",
    "resolve",
    "responsible",
    "write",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *_HOME))
