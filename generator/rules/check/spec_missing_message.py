"""A service sends or receives a message in the catalog that its specification does not have.

Why: The running service says by its specification what it does. It does not do what the catalog promises.

Bad: OrdersService has `sends: [{id: OrderPlaced}]`, and its AsyncAPI document no such operation.

Good: the operation in the service, or no entry in the catalog.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Link
from ...model.specifications import Direction
from ..rule import Rule
from ._specs import matched, service_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    seen = {(found.service.id, found.message.id) for found in matched(subject) if found.message is not None}
    kinds: dict[str, set[str]] = {}
    for spec in subject.specs:
        kinds.setdefault(spec.service, set()).add("" if spec.fault else spec.kind)
    for spec in subject.specs:
        service = service_of(subject, spec)
        if service is None or spec.fault:
            continue
        sides = ((Direction.SEND, subject.graph.sends(service)), (Direction.RECEIVE, subject.graph.receives(service)))
        for direction, links in sides:
            for link in links:
                if (service.id, link.message.id) in seen or not _is_expected(link, direction, spec.kind, kinds[spec.service]):
                    continue
                verb = "sends" if direction is Direction.SEND else "receives"
                message = f"{service.id} {verb} {link.message.id}, which its {spec.kind} specification does not have"
                yield subject.finding(RULE, spec.place, message, subject.shown(link.pointer.location))


def _is_expected(link: Link, direction: Direction, kind: str, kinds: set[str]) -> bool:
    """OpenAPI has what is received over HTTP; AsyncAPI the rest, and what is only there if it is the only document."""
    has_operation = link.message.operation is not None and direction is Direction.RECEIVE
    if kind == "openapi":
        return has_operation
    return not has_operation or (bool(link.channels) and "openapi" not in kinds)


RULE: Rule[Subject] = Rule("check/spec-missing-message", Severity.ERROR, __doc__, check)
