"""What the rules about sent messages share: which sends the catalog does not have, and whose messages they are."""

from collections.abc import Iterator

from ...conformance.facts import Send, ServiceFacts
from ...conformance.subject import Subject
from ...emitters.service_code import ServiceCode
from ...graph.graph import Link
from ...model.ids import ResourceType
from ...model.resources import Message, Service


def undeclared(subject: Subject) -> Iterator[tuple[ServiceFacts, Send, Message]]:
    """Each place that sends a message without an entry in `sends`."""
    for facts in subject.written():
        for send in facts.effects.sends:
            message = subject.message(send.message)
            if message is not None and not subject.sends(facts.code, send.message):
                yield facts, send, message


def owners(subject: Subject, code: ServiceCode, message: Message) -> tuple[Link, ...]:
    """The entries of other services that send an event."""
    if message.type is not ResourceType.EVENT:
        return ()
    return tuple(
        link
        for link in subject.graph.producers(message)
        if isinstance(link.participant, Service) and link.participant.key != code.service.key
    )


def is_across_domains(subject: Subject, code: ServiceCode, send: Send, message: Message) -> bool:
    """True for a question to a service of another domain, which waits for its answer."""
    return send.verb == "request" and subject.graph.domain(message) is not subject.graph.domain(code.service)


def is_hidden(facts: ServiceFacts, class_name: str, message_id: str) -> bool:
    """True when the message may be sent where reading can't see it, or from a handler that is not there yet."""
    if facts.dynamic is not None:
        return True
    written = {handler.name for handler in facts.handlers if handler.unwritten is None}
    for received in facts.code.received:
        if received.handler not in written:
            triggers = {trigger.id for link in received.links for trigger in link.pointer.triggers}
            if not triggers or message_id in triggers:
                return True
    effects = facts.effects
    return effects.may_send() or class_name in effects.loose
