"""What may break if a resource goes, directly and through others.

It errs on the side of more: a service that loses an input may stop sending what it sends in reaction (its `triggers`, or without
those everything that nobody else sends). The depth tells how far away an effect is.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ..model.ids import ResourceKey, ResourceType
from ..model.resources import Channel, Domain, Message, Participant, Resource, System
from .graph import Graph, Link
from .parties import consumers_at, producers_at


@dataclass(frozen=True, slots=True)
class Impact:
    """A resource that is hit: why, by which other, and in how many steps (1: directly)."""

    resource: Resource
    reason: str
    cause: Resource
    depth: int

    def to_json(self) -> dict[str, object]:
        resource = self.resource
        return {
            "type": resource.type.value,
            "id": resource.id,
            "version": resource.version,
            "reason": self.reason,
            "cause": str(self.cause.key),
            "depth": self.depth,
        }


class _State(Enum):
    GONE = auto()
    UNSENT = auto()  # a message that nobody sends any more
    UNANSWERED = auto()  # a command or query that nobody receives any more
    HIT = auto()


_Effect = tuple[Resource, _State, str]


def impact(graph: Graph, removed: Iterable[Resource]) -> tuple[Impact, ...]:
    """Everything that may break when `removed` go, nearest first. Each resource is there once, for the first reason found."""
    return _Spreading(graph, tuple(removed)).impacts()


class _Spreading:
    """Goes outwards from what is removed, level by level; every resource once per state."""

    def __init__(self, graph: Graph, removed: tuple[Resource, ...]) -> None:
        self._graph = graph
        self._removed = {resource.key for resource in removed}
        self._gone = {(resource.type, resource.id) for resource in removed}
        self._seen: set[tuple[ResourceKey, _State]] = {(key, _State.GONE) for key in self._removed}
        self._found: dict[ResourceKey, Impact] = {}
        self._pending: deque[tuple[Resource, _State, int]] = deque((resource, _State.GONE, 0) for resource in removed)

    def impacts(self) -> tuple[Impact, ...]:
        while self._pending:
            cause, state, depth = self._pending.popleft()
            for resource, effect, reason in self._effects(cause, state):
                if (resource.key, effect) in self._seen or resource.key in self._removed or not self._graph.is_current(resource):
                    continue
                self._seen.add((resource.key, effect))
                self._found.setdefault(resource.key, Impact(resource, reason, cause, depth + 1))
                self._pending.append((resource, effect, depth + 1))
        order = list(ResourceType)
        return tuple(sorted(self._found.values(), key=lambda found: (found.depth, order.index(found.resource.type), found.resource.id)))

    def _effects(self, cause: Resource, state: _State) -> Iterator[_Effect]:
        if isinstance(cause, Message):
            yield from self._of_message(cause, state)
        elif isinstance(cause, Participant) and state in (_State.GONE, _State.HIT):
            yield from self._of_participant(cause, state)
        if isinstance(cause, Channel) and state is _State.GONE:
            yield from self._of_channel(cause)
        if state is _State.GONE:
            yield from self._of_anything(cause)

    def _of_message(self, message: Message, state: _State) -> Iterator[_Effect]:
        if state is not _State.UNANSWERED:
            reason = f"receives {message.id}" + ("" if state is _State.GONE else ", which nobody sends any more")
            for link in consumers_at(self._graph, message):
                yield link.participant, _State.HIT, reason
        if state is not _State.UNSENT:
            reason = f"sends {message.id}" + ("" if state is _State.GONE else ", which nobody receives any more")
            for link in producers_at(self._graph, message):
                yield link.participant, _State.HIT, reason
        if state is not _State.GONE:
            for referrer in self._graph.referrers(message):
                if referrer.key in ("steps", "inputs"):
                    yield referrer.resource, _State.HIT, f"has {message.id} in its {referrer.key}"

    def _of_participant(self, participant: Participant, state: _State) -> Iterator[_Effect]:
        lost = state is _State.GONE
        reactions = None if lost else self._reactions(participant)
        for link in self._graph.sends(participant):
            if self._only(participant, producers_at(self._graph, link.message)) and (reactions is None or link.message.id in reactions):
                yield link.message, _State.UNSENT, f"is sent only by {participant.id}" + ("" if lost else ", which is hit")
        for link in self._graph.receives(participant) if lost else ():
            if link.message.type is not ResourceType.EVENT and self._only(participant, consumers_at(self._graph, link.message)):
                yield link.message, _State.UNANSWERED, f"is received only by {participant.id}"

    def _reactions(self, participant: Participant) -> frozenset[str] | None:
        """The messages that a participant sends in reaction to a received one that is lost; None for all."""
        lost = [
            link.pointer
            for link in self._graph.receives(participant)
            if (link.message.key, _State.UNSENT) in self._seen or (link.message.key, _State.GONE) in self._seen
        ]
        if not lost or not all(pointer.triggers for pointer in lost):
            return None
        return frozenset(trigger.id for pointer in lost for trigger in pointer.triggers)

    def _only(self, participant: Participant, links: Iterable[Link]) -> bool:
        """True when, of today's participants, nobody else is left."""
        for link in links:
            other = link.participant
            if other.id != participant.id and (other.type, other.id) not in self._gone and self._graph.is_current(other):
                return False
        return True

    def _of_channel(self, channel: Channel) -> Iterator[_Effect]:
        for message in self._graph.messages_on(channel):
            for word, links in (("sends", self._graph.producers(message)), ("receives", self._graph.consumers(message))):
                for link in links:
                    if any(found.channel is channel for found in link.channels):
                        yield link.participant, _State.HIT, f"{word} {message.id} over {channel.id}"

    def _of_anything(self, resource: Resource) -> Iterator[_Effect]:
        if isinstance(resource, Domain | System):
            for member in self._graph.members(resource):
                yield member, _State.GONE, f"is part of {resource.id}"
        for referrer in self._graph.referrers(resource):
            yield referrer.resource, _State.HIT, f"has {resource.id} in its {referrer.key}"
