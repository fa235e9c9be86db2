"""A recorded sequence departs from the flow that it belongs to.

A sequence belongs to a flow when the message that began it is one with which the flow begins. In it, each message of the flow must have been caused
by one that comes directly before it in the flow, messages that the flow does not draw left out.

Why: A flow is how people believe that the business works.

Bad: OrderConfirmed, caused by OrderPlaced, where the flow has PaymentProcessed between the two.

Good: the order of the flow, or a flow that shows the other way, too.
"""

from collections.abc import Iterator

from ...conformance.flows import FlowOrder, flow_orders
from ...conformance.subject import Subject
from ...conformance.traffic import Seen
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.traffic is None:
        return
    orders = flow_orders(subject.graph)
    by_id = {seen.id: seen for seen in reversed(subject.traffic.seen)}
    told: set[tuple[str, str, str]] = set()
    for seen in by_id.values():
        chain = _causes(seen, by_id)
        if len(chain) < 2:
            continue
        candidates = [order for order in orders if chain[-1].type in order.starts and seen.type in order.after]
        judged = [(order, cause) for order in candidates if (cause := _nearest(chain[1:], order)) is not None]
        if judged and all(seen.type not in order.after[cause.type] for order, cause in judged):
            order, cause = judged[0]
            key = (order.flow.id, cause.type, seen.type)
            if key not in told:
                told.add(key)
                text = f"{seen.type} came after {cause.type}, which the flow {order.flow.id} does not have"
                yield subject.finding(RULE, seen.place, text, subject.shown(order.places[seen.type]))


def _causes(seen: Seen, by_id: dict[str, Seen]) -> list[Seen]:
    """The message, what caused it, and so on to the first."""
    chain: list[Seen] = []
    known: set[str] = set()
    current: Seen | None = seen
    while current is not None and current.id not in known:
        known.add(current.id)
        chain.append(current)
        current = by_id.get(current.cause)
    return chain


def _nearest(causes: list[Seen], order: FlowOrder) -> Seen | None:
    return next((cause for cause in causes if cause.type in order.after), None)


RULE: Rule[Subject] = Rule("check/traffic-flow", Severity.ERROR, __doc__, check)
