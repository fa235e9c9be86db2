"""The whole catalog as it was read: resources in the order of their paths, and the files that their schemas refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .resources import Resource


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a schema refers to by `$ref`. `content` is its text; `path` is relative to the catalog root."""

    path: str
    content: str
    digest: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """`dependencies` are ids owned by another catalog (from the configuration), `unread` those that files which could not be read may
    have: pointers to either are no findings."""

    resources: tuple[Resource, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict[str, Document])
    dependencies: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
