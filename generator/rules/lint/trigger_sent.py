"""A message in `triggers` is not among those that the same participant sends.

Why: `triggers` says what a participant sends as a reaction. What it never sends can't be a reaction of its own.

Bad:

    sends: [{id: OrderConfirmed}]
    receives:
      - id: PaymentProcessed
        triggers: [{id: OrderShipped}]

Good:

    sends: [{id: OrderConfirmed}]
    receives:
      - id: PaymentProcessed
        triggers: [{id: OrderConfirmed}]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Participant
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for participant in graph.catalog.resources:
        if not isinstance(participant, Participant):
            continue
        sent = {pointer.id for pointer in participant.sends}
        for pointer in participant.receives:
            for trigger in pointer.triggers:
                # A trigger without a target has its own finding; a message that nobody has can't be sent either.
                if trigger.id not in sent and graph.message(trigger.id, trigger.version) is not None:
                    message = f"{participant.id} does not send '{trigger.id}', which {pointer.id} is to trigger"
                    hint = "add it to 'sends', or remove the trigger"
                    yield RULE.finding(trigger.location, message, subject=participant, hint=hint)


RULE: Rule[Graph] = Rule("refs/trigger-sent", Severity.WARNING, __doc__, check)
