"""What the rules about `fields` share: paths of the catalog (`lines[].sku`) in the steps of Python code (`lines`, `[]`, `sku`)."""

import re
from collections.abc import Iterator

from ...conformance.facts import FieldRead, HandlerCode, ServiceFacts
from ...conformance.record import Record
from ...conformance.subject import Subject
from ...emitters.service_code import Received
from ...model.resources import MessageReference
from ...naming import field_name

Steps = tuple[str, ...]
_STEP = re.compile(r"[^.\[\]/]+|\[[\d*]*\]")


class Consumer(Record):
    """A handler and an entry of `receives` that has `fields`. `hidden`: the message goes where reading can't follow it."""

    facts: ServiceFacts
    received: Received
    handler: HandlerCode
    pointer: MessageReference
    reads: tuple[FieldRead, ...]

    @property
    def hidden(self) -> FieldRead | None:
        return next((read for read in self.reads if read.whole and not read.path), None)


def consumers(subject: Subject) -> Iterator[Consumer]:
    for facts in subject.written():
        handlers = {handler.name: handler for handler in facts.handlers if handler.unwritten is None}
        for received in facts.code.received:
            handler = handlers.get(received.handler)
            for link in received.links if handler is not None else ():
                if link.pointer.fields and handler is not None:
                    name = received.name.class_name
                    yield Consumer(
                        facts, received, handler, link.pointer, tuple(read for read in handler.effects.reads if read.message == name)
                    )


def steps(path: str) -> Steps:
    """`lines[].unitPrice` -> `lines`, `[]`, `unit_price`."""
    found = _STEP.findall(path.removeprefix("$."))
    return tuple("[]" if step.startswith("[") else field_name(step) or step for step in found)


def plain(path: Steps) -> Steps:
    """Without the steps into lists, which either side may leave out."""
    return tuple(step for step in path if step != "[]")


def starts(path: Steps, beginning: Steps) -> bool:
    return path[: len(beginning)] == beginning
