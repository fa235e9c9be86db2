"""What an emitter is and what it gives: pages, each a path, a template and the view that the template shows.

Emitters do not render and do not write.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from ..config import Config
from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from ..graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Made:
    """A view that was made on demand. With diagnostics the page loses its key, so that the next run reports them again."""

    view: object
    diagnostics: Sequence[Diagnostic] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Deferred:
    """In place of a view that is costly to make: `make` gets the requests of all needed pages at once and answers in their order."""

    make: Callable[[Sequence[object]], Iterable[Made]]
    request: object


@dataclass(frozen=True, slots=True)
class Page:
    """A file to be: `path` below the output folder, `template` below templates/, `view` the frozen dataclass it shows
    or a `Deferred` one.

    `source` is the catalog file that the page comes from (for the header and for findings about the page), empty for
    one that comes from many. `key` identifies all the input of the page: with an unchanged key the text need not be
    rendered again; empty means that the page is always rendered. `once` is for files that become the developer's:
    written only where there is none, relative to the project folder. `review` is asked about the text of such a file
    that exists already, and says what the developer has to change in it.
    """

    path: str
    template: str
    view: object
    source: str = ""
    key: str = ""
    once: bool = False
    review: Callable[[str], Sequence[Diagnostic]] | None = None


def settle(pages: Iterable[Page]) -> Iterator[tuple[Page, Sequence[Diagnostic]]]:
    """The pages with their views made, in the same order, one after the other.

    Give it only the pages that must be rendered (those whose key differs from the manifest's), and use each before
    asking for the next: then a view lives as long as its rendering takes, and ten thousand cost the memory of a few.
    """
    for make, group in groupby(pages, key=lambda page: page.view.make if isinstance(page.view, Deferred) else None):
        if make is None:
            yield from ((page, ()) for page in group)
            continue
        waiting = list(group)
        requests = [page.view.request for page in waiting if isinstance(page.view, Deferred)]
        for page, made in zip(waiting, make(requests), strict=True):
            yield replace(page, view=made.view, key="" if made.diagnostics else page.key), made.diagnostics


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
