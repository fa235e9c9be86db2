"""An arrow of the catalog was never seen in the recording: a message from this sender to this receiver.

Why: Either nothing in the recording called for it, or it does not exist any more. A long recording tells which.

Bad: Billing receives OrderCancelled in the catalog, and in a week of traffic it never handled one.

Good: a recording of all that the system does; no entry for what it does not.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._traffic import GATEWAY, recognised


def check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.traffic is None:
        return
    handled: dict[str, set[str]] = {}
    senders: dict[str, set[str]] = {}
    for seen, message in recognised(subject):
        handled.setdefault(message.id, set()).add(seen.receiver)
        senders.setdefault(message.id, set()).add(seen.sender)
    for service in subject.graph.services:
        for link in subject.graph.receives(service):
            seen_by = handled.get(link.message.id, set())
            # On the broker one sees what is sent, not who handles it.
            if service.external or service.id in seen_by or "" in seen_by:
                continue
            text = f"{service.id} was never seen to handle {link.message.id}"
            yield subject.finding(RULE, subject.shown(link.pointer.location), text)
        for link in subject.graph.sends(service):
            known = senders.get(link.message.id)
            # Without anybody who handles it, no recording can have it. The gateway sends in the name of the services that stand for it.
            if known is None or service.id in known or GATEWAY in known or service.external:
                continue
            text = f"{service.id} was never seen to send {link.message.id}"
            yield subject.finding(RULE, subject.shown(link.pointer.location), text)


RULE: Rule[Subject] = Rule("check/traffic-unseen-edge", Severity.WARNING, __doc__, check)
