"""Compares what messages a running system sent with flows of the catalog.

A flow is a partial order: a service step says who sends the messages after it, and because of which message before it. Each
recorded message must be such an arrow of a flow, its cause must have been handled first, and each message of the flows must have
been recorded, except on branches that the test names.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flowmart.generator.graph.graph import Graph
from flowmart.generator.model.resources import Flow, Step
from flowmart.generator.pipeline import load, open_project
from flowmart.runtime.engine.observation import Observation

GATEWAY = "ApiGateway"

_Place = tuple[str, str]
"""A flow and a step of it."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """`sender` sends `message` because of `cause`: None for what begins a flow, or comes from the outside."""

    cause: str | None
    sender: str
    message: str

    def __str__(self) -> str:
        return f"{self.sender}: {self.cause or 'the outside'} -> {self.message}"


class Flows:
    """Flows of a catalog, joined: the arrows and the messages of all of them."""

    def __init__(self, graph: Graph, names: Collection[str]) -> None:
        self._flows: Mapping[str, Flow] = {flow.id: flow for flow in graph.flows}
        self._steps: dict[_Place, Step] = {(flow.id, step.id): step for flow in graph.flows for step in flow.steps}
        included = self._with_parts(names)
        self._starts = {(name, step.id) for name in included for step in _starts(self._flows[name])}
        self.messages = {_message(step) for (name, _), step in self._steps.items() if name in included} - {""}
        self.arrows = {arrow for name in included for step in self._flows[name].steps for arrow in self._arrows((name, step.id))}

    def _with_parts(self, names: Collection[str]) -> set[str]:
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += [step.target.id for step in self._flows[name].steps if step.kind == "flow" and step.target]
        return found

    def _arrows(self, place: _Place) -> Iterator[Arrow]:
        """Those that come from a message step, or from the beginning of a flow."""
        message = _message(self._steps[place])
        if message or place in self._starts:
            for sender, sent in self._onward(place, ""):
                # What reaches us through the gateway has no cause among the messages: it is a request from the outside.
                yield Arrow(None if sender == GATEWAY or not message else message, sender, sent)

    def _onward(self, place: _Place, sender: str) -> Iterator[tuple[str, str]]:
        """(sender, message) of each message step behind a step, with the last service on the way to it."""
        seen: set[tuple[_Place, str]] = set()
        step = self._steps[place]
        pending = [(next_place, step.target.id if step.kind == "service" and step.target else sender) for next_place in self._next(place)]
        while pending:
            place, sender = pending.pop()
            step = self._steps[place]
            if _message(step):
                yield sender, _message(step)
            elif (place, sender) not in seen:
                seen.add((place, sender))
                through = step.target.id if step.kind == "service" and step.target else sender
                pending += [(next_place, through) for next_place in self._next(place)]

    def _next(self, place: _Place) -> list[_Place]:
        step = self._steps[place]
        inner = _starts(self._flows[step.target.id]) if step.kind == "flow" and step.target else []
        return [(place[0], after.id) for after in step.next] + [
            (self._flows[step.target.id].id, first.id) for first in inner if step.target
        ]


def _starts(flow: Flow) -> list[Step]:
    reached = {after.id for step in flow.steps for after in step.next}
    return [step for step in flow.steps if step.id not in reached]


def _message(step: Step) -> str:
    return step.target.id if step.kind == "message" and step.target else ""


def read_graph(project: Path) -> Graph:
    return load(open_project(project)).graph


def differences(
    story: Sequence[Observation], graph: Graph, flows: Collection[str], *, not_taken: Collection[str] = (), open_to: Collection[str] = ()
) -> list[str]:
    """What in a story, in the order in which it was seen, is not as the flows have it; empty when all is.

    `not_taken` are the messages of the branches of the flows that this story does not take, `open_to` those that depend on luck.
    """
    wanted = Flows(graph, flows)
    types = {seen.envelope.id: seen.envelope.type for seen in story}
    handled: set[tuple[str, str]] = set()
    found: list[str] = []
    for seen in story:
        if types[seen.envelope.id] != seen.envelope.type:
            found.append(f"{seen.envelope.type} and {types[seen.envelope.id]} have the same id")
        envelope, sender = seen.envelope, GATEWAY if seen.sender == "gateway" else seen.sender
        cause = types.get(envelope.causation_id) if envelope.causation_id else None
        arrow = Arrow(cause, sender, envelope.type)
        if arrow not in wanted.arrows and Arrow(None, sender, envelope.type) not in wanted.arrows:
            found.append(f"no flow has {arrow}")
        if cause is not None and (envelope.causation_id, sender) not in handled and seen.outcome != "answered":
            found.append(f"{envelope.type} was handled by {seen.receiver} before {cause} was by {sender}")
        handled.add((envelope.id, seen.receiver))
    recorded = set(types.values())
    found += [
        f"the flows have {message}, and it was not sent" for message in sorted(wanted.messages - recorded - set(not_taken) - set(open_to))
    ]
    found += [f"{message} was said not to be sent, and it was" for message in sorted(recorded & set(not_taken))]
    return sorted(set(found))
