"""The pages of diagrams."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ...config import Config
from ...graph.graph import Graph
from ...model.resources import Resource
from ..emitter import Emission, Emitter, Page
from ..page_keys import page_key
from .details import domain_view, flow_view, service_view
from .landscape import Landscape
from .mermaid import DiagramView, comment_text, slug
from .overview import overview

R = TypeVar("R", bound=Resource)


def emit(graph: Graph, config: Config) -> Emission:
    landscape = Landscape(graph)
    return Emission(
        (
            _page("overview", overview(landscape, _header("the catalog"))),
            *_pages("domains", graph.domains, lambda domain, header: domain_view(landscape, domain, header)),
            *_pages("services", landscape.services, lambda service, header: service_view(landscape, service, header)),
            *_pages("flows", graph.flows, lambda flow, header: flow_view(graph, flow, header)),
        )
    )


def _pages(folder: str, resources: Iterable[R], view: Callable[[R, str], DiagramView]) -> Iterator[Page]:
    for resource in resources:
        path = resource.location.path
        yield _page(f"{folder}/{slug(resource.id)}", view(resource, _header(path)), source=path)


def _page(name: str, view: DiagramView, *, source: str = "") -> Page:
    return Page(f"diagrams/{name}.mmd", "diagrams/diagram.mmd.jinja", view, source=source, key=page_key(view))


def _header(source: str) -> str:
    return f"%% Made by flowmart from {comment_text(source)}; do not edit, `flowmart generate` replaces it."


EMITTER = Emitter("diagrams", emit)
