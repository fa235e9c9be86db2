"""Ways from one service to another, message by message."""

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ..model.ids import ResourceKey
from ..model.resources import Message, Participant
from .graph import Graph
from .parties import current_participants

_MOST_STEPS = 20_000
"""Partial ways that are looked at before what was found has to do."""


@dataclass(frozen=True, slots=True)
class Hop:
    """`sender` sends the message, `receiver` receives it."""

    sender: Participant
    message: Message
    receiver: Participant

    def to_json(self) -> dict[str, str]:
        return {"from": self.sender.id, "message": self.message.id, "version": self.message.version, "to": self.receiver.id}


def paths(graph: Graph, start: Participant, end: Participant, *, most: int = 10) -> tuple[tuple[Hop, ...], ...]:
    """Up to `most` ways from `start` to `end` that visit nobody twice, shortest first, then by id. Empty when there is none."""
    distances = _distances(graph, end)
    if start.key not in distances:
        return ()
    found: list[tuple[Hop, ...]] = []
    pending: list[tuple[int, tuple[str, ...], tuple[Hop, ...]]] = [(distances[start.key], (), ())]
    for _ in range(_MOST_STEPS):
        if not pending or len(found) == most:
            break
        _, names, way = heapq.heappop(pending)
        here = way[-1].receiver if way else start
        if way and here is end:
            found.append(way)
            continue
        visited = {start.key, *(hop.receiver.key for hop in way)}
        for hop in _hops(graph, here):
            key = hop.receiver.key
            if key in distances and (key not in visited or hop.receiver is end):
                longer = (*way, hop)
                heapq.heappush(pending, (len(longer) + distances[key], (*names, hop.message.id, hop.receiver.id), longer))
    return tuple(found)


def _hops(graph: Graph, sender: Participant) -> Iterator[Hop]:
    seen: set[tuple[ResourceKey, ResourceKey]] = set()
    for link in graph.sends(sender):
        for receiver in current_participants(graph, graph.consumers(link.message)):
            step = (link.message.key, receiver.key)
            if receiver is not sender and step not in seen:
                seen.add(step)
                yield Hop(sender, link.message, receiver)


def _distances(graph: Graph, end: Participant) -> dict[ResourceKey, int]:
    """Hops from every participant that reaches `end`."""
    found = {end.key: 0}
    pending = deque([end])
    while pending:
        receiver = pending.popleft()
        for link in graph.receives(receiver):
            for sender in current_participants(graph, graph.producers(link.message)):
                if sender.key not in found:
                    found[sender.key] = found[receiver.key] + 1
                    pending.append(sender)
    return found
