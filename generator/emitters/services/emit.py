"""The pages of services."""

from dataclasses import dataclass
from functools import cached_property

from ...config import Config
from ...graph.graph import Graph
from ..emitter import Emission, Emitter, Page
from ..packages import package_page
from ..page_keys import page_key
from ..service_code import ServiceCode, service_codes
from .review import Review
from .views import HandlersView, handlers_view, service_view


@dataclass(frozen=True)
class _Scaffold:
    """The view of a handler file, made when there is none yet: it is asked for once in the life of a service."""

    code: ServiceCode
    package: str

    @cached_property
    def file(self) -> HandlersView:
        return handlers_view(self.code, self.package)


def emit(graph: Graph, config: Config) -> Emission:
    codes = service_codes(graph)
    pages: list[Page] = [package_page("services", "The abstract base classes of the services.")]
    scaffolds: list[Page] = []
    package = _package_name(config.output)
    for code in codes.services:
        view = service_view(code)
        source = code.service.location.path
        pages.append(Page(f"services/{code.module}.py", "services/service.py.jinja", view, source=source, key=page_key(view)))
        if code.received:
            path = f"{config.services}/{code.module}.py"
            review = Review(path, code.base, code.handlers, view.methods)
            scaffold = _Scaffold(code, package)
            scaffolds.append(Page(path, "services/handlers.py.jinja", scaffold, source=source, once=True, review=review))
    return Emission((*pages, *scaffolds), codes.diagnostics)


def _package_name(output: str) -> str:
    """How handlers import the generated code: the path from the project folder, or its last part when it leads elsewhere."""
    parts = [part for part in output.split("/") if part not in ("", ".")]
    if parts and all(part.isidentifier() for part in parts):
        return ".".join(parts)
    return parts[-1] if parts and parts[-1].isidentifier() else "generated"


EMITTER = Emitter("services", emit)
