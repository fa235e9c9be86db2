"""A step of a flow leads nowhere, and no step leads to it.

Why: It floats beside the flow in every picture. Mostly a `next_step` was forgotten. A flow of a single step is no finding.

Bad:

    steps:
      - {id: place, message: {id: PlaceOrder}, next_step: confirm}
      - {id: confirm, message: {id: OrderConfirmed}}
      - {id: ship, message: {id: ShipOrder}}

Good:

    steps:
      - {id: place, message: {id: PlaceOrder}, next_step: confirm}
      - {id: confirm, message: {id: OrderConfirmed}, next_step: ship}
      - {id: ship, message: {id: ShipOrder}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for flow in graph.flows:
        if len(flow.steps) < 2:
            continue
        reached = {following.id for step in flow.steps for following in step.next}
        for step in flow.steps:
            if not step.next and step.id not in reached:
                message = f"nothing leads to step '{step.id}' or on from it"
                yield RULE.finding(step.location, message, subject=flow, hint="name it in 'next_step' of another step")


RULE: Rule[Graph] = Rule("flows/disconnected-step", Severity.WARNING, __doc__, check)
