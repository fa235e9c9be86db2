"""A handler file is no valid Python.

Why: Nothing can be said of it, and the service does not start.

Bad: a merge conflict left in services/orders_service.py.

Good: a file that Python can compile.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.code.services:
        if facts.fault is not None:
            service = facts.code.service
            message = f"the code of {service.id} is no valid Python"
            yield subject.finding(RULE, facts.fault, message, subject.shown(service.at("id")), service=facts.code)


RULE: Rule[Subject] = Rule("check/unreadable-code", Severity.ERROR, __doc__, check)
