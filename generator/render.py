"""Pages into text: one strict jinja environment, made when the first page needs it.

jinja2 is imported nowhere else, and only when something is rendered: a check of unchanged output does without.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .diagnostics import FlowmartError

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parents[1] / "templates"


class Renderable(Protocol):
    """What rendering needs to know of a page; see emitters/emitter.py for the meaning."""

    @property
    def template(self) -> str: ...
    @property
    def view(self) -> object: ...


class Renderer:
    """A template sees `view`, and nothing else of the page. A file of the same name below `overrides` goes before flowmart's own template."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._overrides = overrides
        self._environment: Environment | None = None
        self._templates: dict[str, Template] = {}

    def text(self, page: Renderable) -> str:
        """Raises FlowmartError when a template is missing or wrong, which only a project's own template can be."""
        from jinja2 import TemplateError

        try:
            return self._template(page.template).render(view=page.view)
        except TemplateError as error:
            raise FlowmartError(f"template {page.template} cannot be rendered: {_reason(error)}") from error

    def _template(self, name: str) -> "Template":
        template = self._templates.get(name)
        if template is None:
            if self._environment is None:
                self._environment = _environment(self._overrides)
            template = self._templates[name] = self._environment.get_template(name)
        return template


def _environment(overrides: Path | None) -> "Environment":
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

    folders = [TEMPLATES] if overrides is None else [overrides, TEMPLATES]
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _reason(error: Exception) -> str:
    """The error with the place in the template, where jinja2 knows it."""
    line, name = getattr(error, "lineno", None), getattr(error, "filename", None)
    return f"{name}:{line}: {error}" if line and name else f"{type(error).__name__}: {error}"
