"""Code sends a message that the service's entry in the catalog does not have in `sends`.

Why: Diagrams, impact analysis and the bindings know nothing of it; nobody who looks at the catalog expects it.

Bad:

    sends: []
    ...
    tx.emit(OrderDelayed(order_id=order.id))

Good:

    sends: [{id: OrderDelayed}]
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._sends import is_across_domains, owners, undeclared


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts, send, message in undeclared(subject):
        if owners(subject, facts.code, message) or is_across_domains(subject, facts.code, send, message):
            continue
        service = facts.code.service
        text = f"{service.id} sends {message.id}, which is not in its 'sends'"
        hint = "add it to 'sends', or don't send it"
        yield subject.finding(RULE, send.place, text, subject.shown(service.at("sends")), service=facts.code, hint=hint)


RULE: Rule[Subject] = Rule("check/undeclared-send", Severity.ERROR, __doc__, check)
