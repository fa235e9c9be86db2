"""What an emitter is and what it gives: pages, each a path, a template and the view that the template shows.

Emitters do not render and do not write.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..config import Config
from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from ..graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Page:
    """A file to be: `path` below the output folder, `template` below templates/, `view` the frozen dataclass it shows.

    `source` is the catalog file that the page comes from (for the header and for findings about the page), empty for
    one that comes from many. `key` identifies all the input of the page: with an unchanged key the text need not be
    rendered again; empty means that the page is always rendered. `once` is for files that become the developer's:
    written only where there is none, relative to the project folder.
    """

    path: str
    template: str
    view: object
    source: str = ""
    key: str = ""
    once: bool = False


@dataclass(frozen=True, slots=True)
class Emission:
    """The pages of one emitter, and what it had to say about the catalog."""

    pages: Sequence[Page]
    diagnostics: Sequence[Diagnostic] = field(default_factory=tuple[Diagnostic, ...])


@dataclass(frozen=True, slots=True)
class Emitter:
    """`name` is what `--only` and `flowmart.yaml` call it."""

    name: str
    emit: "Callable[[Graph, Config], Emission]"
