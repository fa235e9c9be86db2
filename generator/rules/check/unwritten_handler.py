"""A handler still raises NotImplementedError, as it was generated.

Why: Every message of this kind fails, is tried again, and becomes a dead letter.

Bad:

    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        raise NotImplementedError("...")

Good: a handler that does what the catalog says, or a catalog that does not promise it yet.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        by_name = {received.handler: received for received in facts.code.received}
        for handler in facts.handlers:
            if handler.unwritten is not None:
                received = by_name[handler.name]
                message = f"{facts.code.service.id} receives {received.message.id}, and {handler.name} is not written yet"
                pointers = tuple(subject.shown(link.pointer.location) for link in received.links)
                yield subject.finding(RULE, handler.unwritten, message, *pointers, service=facts.code)


RULE: Rule[Subject] = Rule("check/unwritten-handler", Severity.ERROR, __doc__, check)
