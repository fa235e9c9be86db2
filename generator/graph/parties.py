"""Who sends and receives a message at one version, who uses its fields, who answers for a resource.

Answers from the graph's indexes; nothing here goes through the whole catalog.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.resources import Message, Participant, Person, Resource
from .graph import Graph, Link
from .versions import is_latest, matches


def producers_at(graph: Graph, message: Message) -> tuple[Link, ...]:
    """Who sends this version: also those whose range reaches it although it leads to a newer one."""
    return tuple(_at(graph, message, [graph.producers(other) for other in _versions(graph, message)]))


def consumers_at(graph: Graph, message: Message) -> tuple[Link, ...]:
    """Who receives this version: also those whose range reaches it although it leads to a newer one."""
    return tuple(_at(graph, message, [graph.consumers(other) for other in _versions(graph, message)]))


def _versions(graph: Graph, message: Message) -> list[Message]:
    return [other for other in graph.index.versions(message.type, message.id) if isinstance(other, Message)]


def _at(graph: Graph, message: Message, links: Sequence[Sequence[Link]]) -> Iterator[Link]:
    for each in links:
        for link in each:
            version = link.pointer.version
            if link.message is message or (not is_latest(version) and version is not None and matches(message.version, version)):
                yield link


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A field of a payload and the ids of who names it among the `fields` that they use."""

    field: str
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"field": self.field, "written_by": list(self.written_by), "read_by": list(self.read_by)}


@dataclass(frozen=True, slots=True)
class FieldUses:
    """`undeclared` are the consumers that do not say which fields they read: they may read any."""

    message: Message
    uses: tuple[FieldUse, ...]
    undeclared: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        uses = [use.to_json() for use in self.uses]
        return {"message": str(self.message.key), "fields": uses, "undeclared": list(self.undeclared)}


def field_uses(graph: Graph, message: Message) -> FieldUses:
    """Who reads and writes which field of a message, by `fields` of their pointers."""
    written: dict[str, dict[str, None]] = {}
    read: dict[str, dict[str, None]] = {}
    undeclared: dict[str, None] = {}
    for links, found in ((producers_at(graph, message), written), (consumers_at(graph, message), read)):
        for link in links:
            for field in link.pointer.fields:
                found.setdefault(field, {})[link.participant.id] = None
            if not link.pointer.fields and found is read:
                undeclared[link.participant.id] = None
    fields = sorted({*written, *read})
    uses = tuple(FieldUse(field, tuple(written.get(field, ())), tuple(read.get(field, ()))) for field in fields)
    return FieldUses(message, uses, tuple(undeclared))


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for a resource. `through` is the system or domain whose owners they are when the resource has none itself."""

    owners: tuple[Person, ...]
    through: Resource | None = None


def responsible(graph: Graph, resource: Resource) -> Responsibility:
    """The owners of a resource, else those of the nearest system or domain around it that has some."""
    for place in (resource, *graph.enclosing(resource)):
        owners = graph.owners(place)
        if owners:
            return Responsibility(owners, None if place is resource else place)
    return Responsibility(())


def current_participants(graph: Graph, links: Sequence[Link]) -> tuple[Participant, ...]:
    """The participants of the links, those of today, each once."""
    found = {link.participant.key: link.participant for link in links if graph.is_current(link.participant)}
    return tuple(found.values())
