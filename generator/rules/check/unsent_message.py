"""A service's entry has a message in `sends` that no path of its code can produce.

Why: Others wait for it. A diagram shows an arrow that does not exist.

Bad:

    sends: [{id: OrderDelayed}]      # and no handler makes an OrderDelayed

Good: the code that sends it, or no entry.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._sends import is_hidden


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        service = facts.code.service
        sent = {send.message for send in facts.effects.sends}
        for declared in facts.code.sent:
            name = declared.name.class_name
            if facts.place is not None and name not in sent and not is_hidden(facts, name, declared.message.id):
                message = f"{service.id} has {declared.message.id} in 'sends', and no path of its code sends it"
                pointers = tuple(subject.shown(link.pointer.location) for link in declared.links)
                yield subject.finding(RULE, facts.place, message, *pointers, service=facts.code, hint="send it, or remove it from 'sends'")


RULE: Rule[Subject] = Rule("check/unsent-message", Severity.ERROR, __doc__, check)
