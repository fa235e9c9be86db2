"""A specification and the catalog disagree on an operation: its direction, HTTP method, path or success status.

Why: Clients and diagrams are made from the catalog; they call what is not there.

Bad: `operation: {method: POST, path: /orders}` in the catalog, `PUT /orders` in the service's OpenAPI document.

Good: the same in both.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._specs import Matched, entry, matched, on_other_side, shape


def check(subject: Subject) -> Iterator[Diagnostic]:
    for found in matched(subject):
        for fault in _faults(subject, found):
            yield subject.finding(RULE, found.operation.place, fault, entry(subject, found))


def _faults(subject: Subject, found: Matched) -> Iterator[str]:
    operation = found.operation
    if found.link is None or found.message is None:
        return
    id = found.message.id
    if on_other_side(subject, found):
        other = "receives" if operation.direction == "send" else "sends"
        yield f"{found.service.id} {operation.direction}s {id} by its specification, and {other} it in the catalog"
    declared = found.message.operation
    if not operation.method or declared is None or not declared.path:
        return
    if declared.method.upper() != operation.method:
        yield f"{id} is {operation.method} {operation.path} in the specification, and {declared.method} in the catalog"
    if shape(declared.path) != shape(operation.path):
        yield f"{id} is at {operation.path} in the specification, and at {declared.path} in the catalog"
    missing = [code for code in declared.status_codes if code not in operation.statuses and f"{code[:1]}XX" not in operation.statuses]
    if missing and operation.statuses and "default" not in operation.statuses:
        yield f"{id} answers with {', '.join(missing)} in the catalog, and never in the specification"


RULE: Rule[Subject] = Rule("check/spec-operation", Severity.ERROR, __doc__, check)
