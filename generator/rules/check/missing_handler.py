"""A service receives a message in the catalog, and its code has no handler for it.

Why: The message arrives and nothing happens, or the service does not start.

Bad:

    receives: [{id: PaymentProcessed}]       # services/orders_service.py has no on_payment_processed

Good:

    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None: ...
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Location, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.code.services:
        service = facts.code.service
        if facts.place is None:
            if facts.fault is None:
                message = f"{service.id} receives messages, and {facts.file} has no class for them"
                place = Location(facts.file, 1, 1)
                yield subject.finding(
                    RULE, place, message, subject.shown(service.at("receives")), service=facts.code, hint="run `flowmart generate`"
                )
            continue
        present = {handler.name for handler in facts.handlers}
        for received in facts.code.received:
            if received.handler not in present and facts.dynamic is None:
                message = f"{service.id} receives {received.message.id}, and no {received.handler} handles it"
                hint = f"write {received.handler}, or remove the message from 'receives'"
                pointers = tuple(subject.shown(link.pointer.location) for link in received.links)
                yield subject.finding(RULE, facts.place, message, *pointers, service=facts.code, hint=hint)


RULE: Rule[Subject] = Rule("check/missing-handler", Severity.ERROR, __doc__, check)
