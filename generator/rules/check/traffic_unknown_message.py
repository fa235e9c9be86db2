"""A message was seen that the catalog does not have, or not in that version.

Why: Somebody sends what nobody has described.

Bad: `{"type": "OrderArchived", ...}` on the wire, and no such event in the catalog.

Good: an entry for it, or a service that does not send it.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._traffic import message_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for seen in subject.traffic.seen if subject.traffic is not None else ():
        if (seen.type, seen.version) in told:
            continue
        told.add((seen.type, seen.version))
        if message_of(subject, seen) is None:
            near = subject.graph.message(seen.type)
            what = f"{seen.type} {seen.version}".strip()
            related = () if near is None else (subject.shown(near.at("version")),)
            yield subject.finding(RULE, seen.place, f"{seen.sender or 'somebody'} sent {what}, which the catalog does not have", *related)


RULE: Rule[Subject] = Rule("check/traffic-unknown-message", Severity.ERROR, __doc__, check)
