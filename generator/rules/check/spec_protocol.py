"""A specification has a channel on another protocol than the catalog.

Why: A consumer on Kafka never hears what is published to RabbitMQ.

Bad: `protocols: [kafka]` in the catalog, a server with `protocol: amqp` in the AsyncAPI document.

Good: the same; whether it is secured (`kafka-secure`) does not matter.
"""

from collections.abc import Iterator

from ...conformance.specs import protocol
from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._specs import entry, matched


def check(subject: Subject) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for found in matched(subject):
        if found.link is None or not found.operation.protocols:
            continue
        for link in found.link.channels:
            declared = {protocol(name) for name in link.channel.protocols}
            key = (found.service.id, link.channel.id)
            if declared and not declared & set(found.operation.protocols) and key not in told:
                told.add(key)
                message = f"{link.channel.id} is on {', '.join(found.operation.protocols)} in the specification, and on {', '.join(sorted(declared))} in the catalog"
                yield subject.finding(
                    RULE, found.operation.place, message, subject.shown(link.channel.at("protocols")), entry(subject, found)
                )


RULE: Rule[Subject] = Rule("check/spec-protocol", Severity.ERROR, __doc__, check)
