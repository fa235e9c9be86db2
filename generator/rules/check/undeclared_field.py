"""Code reads a field that the consumer's `fields` in the catalog does not have.

Why: The owner of the message trusts `fields` when it changes others.

Bad:

    receives:
      - id: OrderConfirmed
        fields: [orderId]                # the handler reads event.total, too

Good: `fields: [orderId, total]`
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._fields import consumers, plain, starts, steps


def check(subject: Subject) -> Iterator[Diagnostic]:
    for consumer in consumers(subject):
        declared = [plain(steps(field)) for field in consumer.pointer.fields]
        paths = {plain(read.path) for read in consumer.reads}
        told: set[tuple[str, ...]] = set()
        for read in consumer.reads:
            path = plain(read.path)
            deeper = any(other != path and starts(other, path) for other in paths)
            if not path or deeper or path in told or any(starts(path, each) or starts(each, path) for each in declared):
                continue
            told.add(path)
            service, message = consumer.facts.code.service, consumer.received.message
            text = f"{service.id} reads {'.'.join(path)} of {message.id}, which its 'fields' does not have"
            place = subject.shown(consumer.pointer.location)
            yield subject.finding(RULE, read.place, text, place, service=consumer.facts.code, hint="add it to 'fields'")


RULE: Rule[Subject] = Rule("check/undeclared-field", Severity.ERROR, __doc__, check)
