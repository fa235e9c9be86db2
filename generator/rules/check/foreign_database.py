"""Code uses another domain's database, or opens a database of its own past the runtime.

Why: A database belongs to one domain. Whoever reaches into it from outside breaks with the next change of a table, and the catalog shows nothing.

Bad:

    from services.payment_tables import Payment
    ...
    tx.db.get(Payment, order.payment_id)          # in Orders

Good: ask Payment (`call.request(GetPaymentStatus(...))`), or keep what its events tell.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._stores import store, uses


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts, use, owners in uses(subject):
        service = facts.code.service
        far = [code for code in owners if subject.graph.domain(code.service) is not subject.graph.domain(service)]
        if far and len(far) == len(owners):
            message = f"{service.id} {use.verb} {store(subject, far[0])}, the database of {far[0].service.id}"
            related = subject.shown(far[0].service.at("writesTo"))
            yield subject.finding(RULE, use.place, message, related, service=facts.code, hint="ask its owner, or keep what its events tell")
    for facts in subject.written():
        service = facts.code.service
        for call in facts.effects.calls:
            if call.via == "database":
                message = f"{service.id} opens a database past the runtime"
                hint = "use the session of `tx` or `read`"
                yield subject.finding(RULE, call.place, message, subject.shown(service.at("writesTo")), service=facts.code, hint=hint)


RULE: Rule[Subject] = Rule("check/foreign-database", Severity.ERROR, __doc__, check)
