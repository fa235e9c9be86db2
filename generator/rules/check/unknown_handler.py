"""A handler is written for a message, or a class for a service, that the catalog does not have there.

Why: It never runs. Whoever wrote it believes that it does.

Bad:

    class Orders(OrdersService):
        def on_gift_wrapped(self, event: GiftWrapped, tx: OrdersServiceTx) -> None: ...   # not in `receives`

Good: the message in `receives`, or no handler.
"""

from collections.abc import Iterator

from ...conformance.facts import ServiceFacts, Stray
from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ...model.resources import Message
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        service = facts.code.service
        for stray in facts.strays:
            known = subject.message(stray.message)
            message = f"{stray.name} handles {_what(facts, stray, known)}"
            hint = "add it to 'receives', or remove the handler"
            yield subject.finding(RULE, stray.place, message, subject.shown(service.at("receives")), service=facts.code, hint=hint)
    for ghost in subject.code.ghosts:
        message = f"a class derives from {ghost.base}, for which the catalog has no service"
        yield subject.finding(RULE, ghost.place, message, hint="add the service, or remove the class")


def _what(facts: ServiceFacts, stray: Stray, known: Message | None) -> str:
    if known is None:
        return "no message of the catalog"
    expected = next((received.handler for received in facts.code.received if received.name.class_name == stray.message), "")
    return f"{known.id}, whose handler is {expected}" if expected else f"{known.id}, which {facts.code.service.id} does not receive"


RULE: Rule[Subject] = Rule("check/unknown-handler", Severity.ERROR, __doc__, check)
