"""The words of a catalog's schemas that their dialects do not have, with their places: what two lint rules tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..diagnostics import Location
from ..emitters.models.foreign import Foreign, foreign_words
from ..graph.graph import Graph
from ..model.formats import JSON_SCHEMA
from ..model.json import Json
from ..model.resources import Message
from ..source.openapi import understood
from ..source.positions import position
from .payloads import parse_text, payloads


@dataclass(frozen=True, slots=True)
class Word:
    """`owner` is None for a file that schemas refer to."""

    owner: Message | None
    place: Location
    word: Foreign


@lru_cache(maxsize=1)
def words(graph: Graph) -> tuple[Word, ...]:
    return tuple(_words(graph))


def _words(graph: Graph) -> Iterator[Word]:
    known: set[str] = set()
    for payload in payloads(graph):
        known.add(payload.schema.path)
        if payload.kind == JSON_SCHEMA and payload.tree is not None:
            yield from _of(payload.schema.path, payload.tree, payload.schema.content or "", payload.owner)
    for path, document in graph.catalog.documents.items():
        if path not in known and path.endswith((".json", ".yaml", ".yml")):
            yield from _of(path, parse_text(document.content, path), document.content, None)


def _of(path: str, tree: Json, text: str, owner: Message | None) -> Iterator[Word]:
    for found in foreign_words(understood(tree, text), text):
        yield Word(owner, Location(path, *position(text, found.steps)), found)
