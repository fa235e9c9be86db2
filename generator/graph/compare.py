"""The differences of two graphs: resources by type, id and version, the older one first. Compares; does not judge.

Schemas are compared by digest only: what has not changed is never parsed.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from ..model.ids import MESSAGE_TYPES, ResourceKey, ResourceType
from ..model.resources import Contract, DataProduct, Message, Resource
from .graph import Graph, Link
from .versions import comparable

R = TypeVar("R", bound=Resource)


def contract_path(product: DataProduct, contract: Contract) -> str:
    """The path of a contract in the catalog; it leads out where the product's file names one outside."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(product.location.path), contract.path))


@dataclass(frozen=True, slots=True)
class Pair:
    """A resource before and after. The versions are the same, or the newest of each side."""

    old: Resource
    new: Resource


@dataclass(frozen=True, slots=True)
class MessagePair:
    """Two versions of a message whose schemas are to be compared. `earlier` is True for one that only transitive modes look at."""

    old: Message
    new: Message
    earlier: bool = False


class Differences:
    """Of two catalogs. Every list is in the order of type and id."""

    def __init__(self, old: Graph, new: Graph, contracts: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})) -> None:
        """`contracts` are the texts of the contracts of data products, old and new, by `contract_path`."""
        self.old, self.new, self.contracts = old, new, contracts

    @cached_property
    def removed(self) -> tuple[Resource, ...]:
        """Resources of which no version is left, by their newest old version."""
        return tuple(resource for resource in _newest(self.old) if not self.new.index.versions(resource.type, resource.id))

    def kept(self, type: ResourceType, kind: type[R]) -> Iterator[tuple[R, R]]:
        """The newest versions of the resources of a type that both sides have."""
        for old in self.old.current(type, kind):
            versions = self.new.index.versions(type, old.id)
            if versions:
                yield old, cast("R", versions[0])

    @cached_property
    def message_pairs(self) -> tuple[MessagePair, ...]:
        """Same version with same version, and the newest with what was the newest; with every earlier one for transitive modes."""
        return tuple(pair for type in MESSAGE_TYPES for pair in self._pairs(type))

    def _pairs(self, type: ResourceType) -> Iterator[MessagePair]:
        for old, new in self.kept(type, Message):
            earlier: dict[ResourceKey, Message] = {}
            for resource in (*self.old.index.versions(type, old.id), *self.new.index.versions(type, old.id)):
                earlier.setdefault(resource.key, cast("Message", resource))
            for known in earlier.values():
                same = self.new.index.find((type,), known.id, known.version)
                if (
                    known is not old
                    and isinstance(same, Message)
                    and same.version == known.version
                    and same is not new
                    and _changed(known, same)
                ):
                    yield MessagePair(known, same)
            yield MessagePair(old, new)
            for known in earlier.values():
                if known is not old and known is not new and known.version != new.version and _is_before(known, new):
                    yield MessagePair(known, new, earlier=True)

    def consumers(self, message: Message) -> tuple[Link, ...]:
        """Who receives any version of the message now, or did and is still there."""
        found: dict[ResourceKey, Link] = {}
        for graph in (self.new, self.old):
            for version in graph.index.versions(message.type, message.id):
                for link in graph.consumers(cast("Message", version)):
                    if graph is self.new or self.new.index.knows((link.participant.type,), link.participant.id):
                        key = ResourceKey(link.participant.type, link.participant.id, "")
                        found.setdefault(key, link)
        return tuple(sorted(found.values(), key=lambda link: link.participant.id))

    def old_links(self) -> Iterator[tuple[str, Link]]:
        """Each `sends` and `receives` of the old catalog's current services, agents and domains."""
        for resource in _newest(self.old):
            if resource.type in (ResourceType.SERVICE, ResourceType.AGENT, ResourceType.DOMAIN):
                for link in self.old.sends(resource):  # type: ignore[arg-type]
                    yield "sends", link
                for link in self.old.receives(resource):  # type: ignore[arg-type]
                    yield "receives", link


def _newest(graph: Graph) -> Iterator[Resource]:
    for type in ResourceType:
        yield from graph.current(type, Resource)


def _changed(old: Message, new: Message) -> bool:
    return [schema.digest for schema in old.schemas] != [schema.digest for schema in new.schemas]


def _is_before(old: Message, new: Message) -> bool:
    """An earlier version; versions without an order count as earlier."""
    first, second = comparable(old.version), comparable(new.version)
    return first is None or second is None or first < second
