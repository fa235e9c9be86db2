"""What the rules about traffic share: the message and the services of the catalog that a recorded envelope means."""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...conformance.traffic import Seen
from ...model.ids import MESSAGE_TYPES, ResourceType
from ...model.resources import Message, Service

GATEWAY = "gateway"


def recognised(subject: Subject) -> Iterator[tuple[Seen, Message]]:
    """The recorded envelopes whose message and version the catalog has."""
    for seen in subject.traffic.seen if subject.traffic is not None else ():
        message = message_of(subject, seen)
        if message is not None:
            yield seen, message


def message_of(subject: Subject, seen: Seen) -> Message | None:
    if not seen.version:
        return subject.graph.message(seen.type)
    for type in MESSAGE_TYPES:
        for message in subject.graph.index.versions(type, seen.type):
            if message.version == seen.version and isinstance(message, Message):
                return message
    return None


def service_of(subject: Subject, id: str) -> Service | None:
    found = subject.graph.index.find((ResourceType.SERVICE, ResourceType.AGENT), id)
    return found if isinstance(found, Service) else None
