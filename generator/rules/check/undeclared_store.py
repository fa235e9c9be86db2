"""Code reads or writes a data store that the service's entry does not have in `readsFrom` or `writesTo`.

Why: Who owns data, and who would be hit by a change of it, is read from these keys.

Bad:

    readsFrom: [{id: orders-db}]
    ...
    tx.db.add(Order(...))            # writes; there is no `writesTo`

Good:

    writesTo: [{id: orders-db}]
    readsFrom: [{id: orders-db}]
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._stores import store, uses


def check(subject: Subject) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for facts, use, owners in uses(subject):
        service = facts.code.service
        near = [code for code in owners if subject.graph.domain(code.service) is subject.graph.domain(service)]
        key, declared = ("writesTo", service.writes_to) if use.verb == "writes" else ("readsFrom", service.reads_from)
        if owners and not near:
            continue  # another domain's database is a finding of its own
        if near:
            what = store(subject, near[0])
            message = f"{service.id} {use.verb} {what}, which is not in its '{key}'"
        elif not declared:
            message = f"{service.id} {use.verb} a data store, and has no '{key}'"
            if (service.id, key) in told:
                continue
            told.add((service.id, key))
        else:
            continue
        yield subject.finding(
            RULE, use.place, message, subject.shown(service.at(key)), service=facts.code, hint=f"add the store to '{key}'"
        )


RULE: Rule[Subject] = Rule("check/undeclared-store", Severity.ERROR, __doc__, check)
