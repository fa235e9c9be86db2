"""A flow shows a service before a message that it only receives, or after one that it only sends.

Why: The flow and the services contradict each other: one of the two is wrong, and nobody can tell which by reading one alone.
Only what is declared the other way round is a finding; a service that has nothing to do with the message is not.

Bad:

    OrdersService     sends: [{id: OrderPlaced}]
    steps:
      - {id: 1, message: {id: OrderPlaced}, next_step: 2}
      - {id: 2, service: {id: OrdersService}}

Good:

    steps:
      - {id: 1, service: {id: OrdersService}, next_step: 2}
      - {id: 2, message: {id: OrderPlaced}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.resources import Message, Participant, Reference, Step
from ..rule import Rule

_PARTICIPANTS = {"service": ResourceType.SERVICE, "agent": ResourceType.AGENT}


def check(graph: Graph) -> Iterator[Diagnostic]:
    for flow in graph.flows:
        steps = {step.id: step for step in flow.steps}
        for step in flow.steps:
            for following in step.next:
                after = steps.get(following.id)
                problem = None if after is None else _problem(graph, step, after)
                if problem is not None:
                    hint = "turn the steps round, or correct the service's 'sends' and 'receives'"
                    yield RULE.finding(following.location, problem, subject=flow, hint=hint)


def _problem(graph: Graph, step: Step, after: Step) -> str | None:
    """Why the service of one step and the message of the other can't follow each other like this."""
    if step.kind in _PARTICIPANTS and after.kind == "message":
        participant, message = _participant(graph, step), _message(graph, after.target)
        if participant is not None and message is not None:
            sends, receives = _sides(graph, participant, message)
            if receives and not sends:
                return f"{participant.id} comes before {message.id}, but receives it and does not send it"
    if step.kind == "message" and after.kind in _PARTICIPANTS:
        participant, message = _participant(graph, after), _message(graph, step.target)
        if participant is not None and message is not None:
            sends, receives = _sides(graph, participant, message)
            if sends and not receives:
                return f"{participant.id} comes after {message.id}, but sends it and does not receive it"
    return None


def _participant(graph: Graph, step: Step) -> Participant | None:
    found = None if step.target is None else graph.index.find((_PARTICIPANTS[step.kind],), step.target.id, step.target.version)
    return found if isinstance(found, Participant) else None


def _message(graph: Graph, target: Reference | None) -> Message | None:
    return None if target is None else graph.message(target.id, target.version)


def _sides(graph: Graph, participant: Participant, message: Message) -> tuple[bool, bool]:
    sends = any(link.message.id == message.id for link in graph.sends(participant))
    return sends, any(link.message.id == message.id for link in graph.receives(participant))


RULE: Rule[Graph] = Rule("flows/step-order", Severity.WARNING, __doc__, check)
