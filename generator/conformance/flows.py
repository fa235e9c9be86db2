"""The order of messages in the flows of a catalog: which may follow directly on which, steps that are no messages left out."""

from ..diagnostics import Location
from ..graph.graph import Graph
from ..model.resources import Flow, Step
from .record import Record


class FlowOrder(Record):
    """`starts` are the messages before which the flow has none; `after` has for each message those that may follow; `places` their steps."""

    flow: Flow
    starts: frozenset[str]
    after: dict[str, frozenset[str]]
    places: dict[str, Location]


def flow_orders(graph: Graph) -> tuple[FlowOrder, ...]:
    return tuple(_order(flow) for flow in graph.flows if flow.steps)


def _order(flow: Flow) -> FlowOrder:
    steps = {step.id: step for step in flow.steps}
    after: dict[str, frozenset[str]] = {}
    places: dict[str, Location] = {}
    for step in flow.steps:
        name = _message(step)
        if name:
            after[name] = after.get(name, frozenset()) | _reached(step, steps)
            places.setdefault(name, step.location)
    led_to = {next.id for step in flow.steps for next in step.next}
    starts: set[str] = set()
    for step in flow.steps:
        if step.id not in led_to:
            starts |= {name} if (name := _message(step)) else _reached(step, steps)
    return FlowOrder(flow, frozenset(starts), after, places)


def _reached(step: Step, steps: dict[str, Step]) -> frozenset[str]:
    """The messages that come next, over any number of other steps."""
    found: set[str] = set()
    seen: set[str] = set()
    pending = [next.id for next in step.next]
    while pending:
        id = pending.pop()
        if id in seen or id not in steps:
            continue
        seen.add(id)
        name = _message(steps[id])
        if name:
            found.add(name)
        else:
            pending.extend(next.id for next in steps[id].next)
    return frozenset(found)


def _message(step: Step) -> str:
    return step.target.id if step.kind == "message" and step.target is not None else ""
