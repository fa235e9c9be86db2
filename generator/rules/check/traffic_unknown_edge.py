"""A service was seen to send or handle a message that its entry in the catalog does not have.

Why: The catalog's picture of who talks to whom is not what happens.

Bad: ShippingService handled OrderPlaced, and its `receives` does not have it.

Good: the entry.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._traffic import recognised, service_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    told: set[tuple[str, str, str]] = set()
    for seen, message in recognised(subject):
        sides = (("sent", seen.sender, "sends", subject.graph.sends), ("handled", seen.receiver, "receives", subject.graph.receives))
        for verb, id, key, links in sides:
            service = service_of(subject, id)
            if service is None or (verb, id, seen.type) in told:
                continue
            if not any(link.message.id == message.id for link in links(service)):
                told.add((verb, id, seen.type))
                text = f"{id} {verb} {seen.type}, which is not in its '{key}'"
                yield subject.finding(RULE, seen.place, text, subject.shown(service.at(key)))


RULE: Rule[Subject] = Rule("check/traffic-unknown-edge", Severity.ERROR, __doc__, check)
