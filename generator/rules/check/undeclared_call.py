"""Code waits for another domain or an external system in a way that no entry of the catalog allows.

Why: A synchronous call couples two domains: when one is down, so is the other. That must be seen in the catalog, and decided.

Allowed are: a query or command in `sends`; `self.external(name)` for an external service of the catalog (one of the service's `x-flowmart-calls`,
where it has that key), and, where the service's system
says to which others it is related, for one of a related system.

Bad:

    httpx.get("http://payment-service/payments/1")
    self.external("fraud-check")                      # no such external service in the catalog

Good: `call.request(GetPaymentStatus(...))` with GetPaymentStatus in `sends`; the external service in the catalog.
"""

import re
from collections.abc import Iterator

from ...conformance.facts import OutsideCall, ServiceFacts
from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ...emitters.service_code import group_name
from ...model.resources import Service, System
from ..rule import Rule
from ._sends import is_across_domains, owners, undeclared


def check(subject: Subject) -> Iterator[Diagnostic]:
    yield from _requests(subject)
    modules = {f".{facts.code.module}": facts.code for facts in subject.code.services}
    by_group = {group_name(service): service for service in subject.graph.services}
    for facts in subject.written():
        service = facts.code.service
        for call in facts.effects.calls:
            fault, related = _fault(subject, facts, call, by_group)
            if fault:
                hint = "add the message to 'sends', or the external service to the catalog"
                places = subject.shown(related.at("id")) if related is not None else subject.shown(service.at("sends"))
                yield subject.finding(RULE, call.place, f"{service.id} {fault}", places, service=facts.code, hint=hint)
        for found in facts.imports:
            other = modules.get(f".{found.name.rpartition('.')[2]}")
            if other is None or other is facts.code or found.name != f"{subject.package}.{other.module}":
                continue
            if subject.graph.domain(other.service) is not subject.graph.domain(service):
                message = f"{service.id} uses the code of {other.service.id}, a service of another domain"
                yield subject.finding(
                    RULE, found.place, message, subject.shown(other.service.at("id")), service=facts.code, hint="send it a message"
                )


def _requests(subject: Subject) -> Iterator[Diagnostic]:
    for facts, send, message in undeclared(subject):
        if is_across_domains(subject, facts.code, send, message) and not owners(subject, facts.code, message):
            service = facts.code.service
            text = f"{service.id} waits for an answer to {message.id}, which is not in its 'sends'"
            yield subject.finding(RULE, send.place, text, subject.shown(service.at("sends")), service=facts.code, hint="add it to 'sends'")


def _fault(subject: Subject, facts: ServiceFacts, call: OutsideCall, by_group: dict[str, Service]) -> tuple[str, Service | None]:
    """What is wrong with a call, and the service that it reaches."""
    if call.via == "database" or not call.target:
        return "", None
    if call.via != "external":
        host = re.sub(r"^\w+://", "", call.target).partition("/")[0].partition(":")[0].partition(".")[0]
        target = by_group.get(host) or by_group.get(f"{host}-service")
        name = call.target if target is None else target.id
        return f"calls {name} by {call.via}, past the catalog", target
    target = by_group.get(call.target)
    if target is None:
        return f"calls the external system '{call.target}', which the catalog does not have", None
    if not target.external:
        far = subject.graph.domain(target) is not subject.graph.domain(facts.code.service)
        return (f"calls {target.id}, a service of another domain, as if it were external", target) if far else ("", None)
    declared = facts.code.service.calls
    if declared is not None and target.id not in {reference.id for reference in declared}:
        return f"calls the external system {target.id}, which is not in its 'x-flowmart-calls'", target
    own, other = subject.graph.parent(facts.code.service), subject.graph.parent(target)
    is_related = not (isinstance(own, System) and isinstance(other, System) and own.relationships) or other.id in {
        relationship.id for relationship in own.relationships
    }
    if not is_related and own is not None and other is not None:
        return f"calls {target.id}, and {own.id} has no relationship to {other.id}", target
    return "", None


RULE: Rule[Subject] = Rule("check/undeclared-call", Severity.ERROR, __doc__, check)
