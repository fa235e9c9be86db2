"""Reading the code, or a specification, can't tell whether it agrees with the catalog.

Why: Dynamic dispatch, values from outside and code that is made at run time can't be followed. Better a note than a wrong finding.

Bad (for a reader):

    getattr(self, f"_on_{event.reason}")(event, tx)

Good: a `match`, or a table of methods: `{"lost": self._on_lost, "late": self._on_late}[event.reason](event, tx)`
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._fields import consumers


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        service = facts.code.service
        effects = facts.effects
        if facts.dynamic is not None:
            message = f"can't tell which handlers {service.id} has: they may come from here"
            yield subject.finding(RULE, facts.dynamic, message, subject.shown(service.at("receives")), service=facts.code)
        for untold in effects.untold:
            message = f"can't tell what {service.id} sends: {untold.reason}"
            yield subject.finding(RULE, untold.place, message, subject.shown(service.at("sends")), service=facts.code)
        for send in effects.sends:
            if not send.message:
                message = f"can't tell which message {service.id} sends here"
                yield subject.finding(RULE, send.place, message, subject.shown(service.at("sends")), service=facts.code)
        for call in effects.calls:
            if not call.target and call.via != "database":
                message = f"can't tell whom {service.id} calls here"
                yield subject.finding(RULE, call.place, message, subject.shown(service.at("id")), service=facts.code)
        sent = {send.message for send in effects.sends}
        for declared in facts.code.sent:
            name = declared.name.class_name
            if name in effects.loose and name not in sent:
                message = f"can't tell whether {service.id} sends {declared.message.id}: it goes where it can't be followed"
                pointers = tuple(subject.shown(link.pointer.location) for link in declared.links)
                yield subject.finding(RULE, effects.loose[name], message, *pointers, service=facts.code)
    for consumer in consumers(subject):
        if consumer.hidden is not None:
            message = f"can't tell which fields of {consumer.received.message.id} {consumer.facts.code.service.id} uses"
            yield subject.finding(
                RULE, consumer.hidden.place, message, subject.shown(consumer.pointer.location), service=consumer.facts.code
            )
    yield from _in_specifications(subject)


def _in_specifications(subject: Subject) -> Iterator[Diagnostic]:
    if not subject.specs:
        return
    from ...compatibility.verdict import Verdict
    from ._payloads import differences

    for found in differences(subject):
        if found.verdict is Verdict.UNKNOWN:
            yield subject.finding(RULE, found.place, found.message, *found.related)


RULE: Rule[Subject] = Rule("check/cant-tell", Severity.NOTE, __doc__, check)
