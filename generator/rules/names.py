"""The names that meet in the models of a catalog's schemas: found once for the rules that say so."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from ..diagnostics import Diagnostic
from ..emitters.message_names import message_names
from ..emitters.models.collisions import name_collisions
from ..emitters.models.library import Library
from ..emitters.models.pages import message_modules
from ..emitters.models.requests import ModelRequest
from ..graph.graph import Graph


@lru_cache(maxsize=1)
def collisions(graph: Graph) -> tuple[Diagnostic, ...]:
    """Those of every schema file, with the message that first names it as their subject."""
    return tuple(_collisions(graph))


def _collisions(graph: Graph) -> Iterator[Diagnostic]:
    names = message_names(graph)
    library = Library({path: document.content for path, document in graph.catalog.documents.items()})
    seen = set[str]()
    for message in graph.messages:
        name = names.by_key.get(message.key)
        for about, schema, _ in message_modules(message, name) if name else ():
            if schema is not None and schema.path not in seen:
                seen.add(schema.path)
                for found in name_collisions(ModelRequest(about, schema, library)):
                    yield replace(found, subject=str(message.key), hint="rename one of them")
