"""What the rules about specifications share: which message of the catalog an operation means, and what the service's entry says of it."""

from collections.abc import Iterator
from functools import lru_cache

from ...conformance.record import Record
from ...conformance.specs import SpecifiedService, SpecOperation
from ...conformance.subject import Subject
from ...diagnostics import Location
from ...graph.graph import Link
from ...model.ids import ResourceType
from ...model.resources import Message, Service
from ...model.specifications import Direction

_SEPARATORS = str.maketrans(":/.#", "    ")


class Matched(Record):
    """An operation of a specification with the message that it means and the entry for that, None where the catalog has neither."""

    spec: SpecifiedService
    service: Service
    operation: SpecOperation
    message: Message | None
    link: Link | None


def service_of(subject: Subject, spec: SpecifiedService) -> Service | None:
    found = subject.graph.index.find((ResourceType.SERVICE, ResourceType.AGENT), spec.service)
    return found if isinstance(found, Service) else None


@lru_cache(maxsize=1)  # all rules about specifications ask for the same subject, one after the other
def matched(subject: Subject) -> tuple[Matched, ...]:
    return tuple(_matched(subject)) if subject.specs else ()


def _matched(subject: Subject) -> Iterator[Matched]:
    known = _messages(subject)
    for spec in subject.specs:
        service = service_of(subject, spec)
        if service is None:
            continue
        for operation in spec.operations:
            message = meant(operation, known, subject, service)
            yield Matched(spec, service, operation, message, _link(subject, service, message, operation.direction))


def meant(operation: SpecOperation, known: dict[str, Message], subject: Subject, service: Service) -> Message | None:
    """By HTTP operation first, of the service's own messages before others, then by name."""
    if operation.method:
        key = f"{operation.method} {shape(operation.path)}"
        for link in subject.graph.receives(service):
            own = link.message.operation
            if own is not None and f"{own.method.upper()} {shape(own.path)}" == key:
                return link.message
    for name in operation.names:
        for part in (name, *reversed(name.translate(_SEPARATORS).split())):
            found = known.get(normal(part))
            if found is not None:
                return found
    return None


def normal(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def shape(path: str) -> str:
    """A path or an address with its placeholders without names."""
    result, depth = "", 0
    for character in path:
        depth += character == "{"
        if not depth:
            result += character
        elif character == "}":
            depth -= 1
            result += "{}"
    return result.rstrip("/")


def _messages(subject: Subject) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for message in subject.graph.messages:
        if subject.graph.is_current(message):
            found.setdefault(normal(message.id), message)
    for message in subject.graph.messages:
        found.setdefault(normal(message.name), message)
        found.setdefault(normal(subject.names.by_key[message.key].class_name) if message.key in subject.names.by_key else "", message)
    return found


def _link(subject: Subject, service: Service, message: Message | None, direction: Direction) -> Link | None:
    """The entry on the side of the operation, or on the other where there is none."""
    sides = [subject.graph.sends(service), subject.graph.receives(service)]
    if direction is Direction.RECEIVE:
        sides.reverse()
    return next((link for links in sides for link in links if message is not None and link.message.id == message.id), None)


def entry(subject: Subject, found: Matched) -> Location:
    """The place of the catalog's word on the operation."""
    if found.link is not None:
        return subject.shown(found.link.pointer.location)
    return subject.shown(found.service.at("sends" if found.operation.direction is Direction.SEND else "receives"))


def on_other_side(subject: Subject, found: Matched) -> bool:
    if found.link is None or found.operation.direction is Direction.UNKNOWN:
        return False
    side = subject.graph.sends if found.operation.direction is Direction.SEND else subject.graph.receives
    return not any(link.message.id == found.link.message.id for link in side(found.service))
