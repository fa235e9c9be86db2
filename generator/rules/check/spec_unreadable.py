"""A specification can't be understood, or is of a service that the catalog does not have.

Why: Nothing can be compared with it.

Bad: `--service OrderService`, where the catalog has OrdersService; a document that is no AsyncAPI or OpenAPI.

Good: the document that the service prints, under the service's id.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._specs import service_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    for spec in subject.specs:
        if service_of(subject, spec) is None:
            yield subject.finding(
                RULE, spec.place, f"the catalog has no service '{spec.service}'", hint="`flowmart list services` names them"
            )
        elif spec.fault:
            yield subject.finding(RULE, spec.place, f"the specification of {spec.service} can't be understood: {spec.fault}")


RULE: Rule[Subject] = Rule("check/spec-unreadable", Severity.ERROR, __doc__, check)
