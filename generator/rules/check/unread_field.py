"""The catalog says that a consumer uses a field, and its code never reads it.

Why: Whoever wants to change the field believes that somebody depends on it, and does not.

Bad:

    receives:
      - id: OrderConfirmed
        fields: [orderId, total]         # the handler reads only event.order_id

Good: `fields: [orderId]`
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._fields import consumers, plain, starts, steps


def check(subject: Subject) -> Iterator[Diagnostic]:
    for consumer in consumers(subject):
        if consumer.hidden is not None:
            continue
        for field in consumer.pointer.fields:
            wanted = plain(steps(field))
            if not any(starts(plain(read.path), wanted) or (read.whole and starts(wanted, plain(read.path))) for read in consumer.reads):
                service, message = consumer.facts.code.service, consumer.received.message
                text = f"{service.id} is to use {field} of {message.id}, and {consumer.handler.name} never reads it"
                place = subject.shown(consumer.pointer.location)
                yield subject.finding(
                    RULE, consumer.handler.place, text, place, service=consumer.facts.code, hint="remove it from 'fields'"
                )


RULE: Rule[Subject] = Rule("check/unread-field", Severity.ERROR, __doc__, check)
