"""A service sends an event that belongs to another service.

Why: An event is its owner's word that something has happened. When others say it too, nobody can rely on it.

Bad:

    class Shipping(ShippingService):
        def on_order_confirmed(self, event, tx):
            tx.emit(PaymentProcessed(...))       # Payment's event

Good: send Payment a command, and let it say what has happened.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._sends import owners, undeclared


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts, send, message in undeclared(subject):
        links = owners(subject, facts.code, message)
        if links:
            text = f"{facts.code.service.id} sends {message.id}, which belongs to {links[0].participant.id}"
            pointers = tuple(subject.shown(link.pointer.location) for link in links)
            yield subject.finding(
                RULE, send.place, text, *pointers, service=facts.code, hint="send its owner a command, or an event of your own"
            )


RULE: Rule[Subject] = Rule("check/foreign-send", Severity.ERROR, __doc__, check)
