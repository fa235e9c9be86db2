"""The catalog says that a received message triggers another one, and its handler never sends that.

Why: Flows are read from triggers. One that never happens explains a behaviour that the system does not have.

Bad:

    receives:
      - id: PaymentProcessed
        triggers: [{id: OrderConfirmed}]     # on_payment_processed does not send it; another handler does

Good: the trigger at the message whose handler sends it.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        handlers = {handler.name: handler for handler in facts.handlers if handler.unwritten is None}
        anywhere = {_id(subject, send.message) for send in facts.effects.sends}
        for received in facts.code.received:
            handler = handlers.get(received.handler)
            if handler is None or handler.effects.may_send():
                continue
            sent = {_id(subject, send.message) for send in handler.effects.sends}
            sent |= {_id(subject, name) for name in handler.effects.loose}
            for trigger in (trigger for link in received.links for trigger in link.pointer.triggers):
                if trigger.id in anywhere and trigger.id not in sent:  # what is sent nowhere is a finding of its own
                    message = f"{received.message.id} is to trigger {trigger.id}, and {handler.name} never sends it"
                    hint = "send it there, or remove the trigger"
                    yield subject.finding(RULE, handler.place, message, subject.shown(trigger.location), service=facts.code, hint=hint)


def _id(subject: Subject, class_name: str) -> str:
    message = subject.message(class_name)
    return "" if message is None else message.id


RULE: Rule[Subject] = Rule("check/trigger-never-happens", Severity.ERROR, __doc__, check)
