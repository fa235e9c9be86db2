"""Code of a service imports a broker client, past the generated bindings.

Why: What goes over it is in no catalog, in no transaction with the rows, and is neither retried nor traced.

Bad:

    from confluent_kafka import Producer

Good: `tx.emit` and `tx.send`; the environment says which broker.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Location, Severity
from ..rule import Rule

_CLIENTS = frozenset(
    ("confluent_kafka", "kafka", "aiokafka", "pika", "aio_pika", "aiormq", "kombu", "celery", "nats", "redis", "faststream", "stomp")
    + ("paho", "aiomqtt", "pulsar", "rocketmq", "proton", "dramatiq", "amqp", "zmq")
)
_DEEPER = (
    "azure.servicebus",
    "azure.eventhub",
    "google.cloud.pubsub",
    "aws_lambda_powertools.utilities.batch",
    "flowmart.runtime.transport",
)


def check(subject: Subject) -> Iterator[Diagnostic]:
    for facts in subject.written():
        service = facts.code.service
        told: set[Location] = set()
        for found in facts.imports:
            if (found.name.partition(".")[0] in _CLIENTS or found.name.startswith(_DEEPER)) and found.place not in told:
                told.add(found.place)
                client = found.name if found.name.startswith(_DEEPER) else found.name.partition(".")[0]
                message = f"{service.id} uses the broker client {client} past its bindings"
                hint = "send by `tx`, and choose the broker in flowmart.yaml"
                yield subject.finding(RULE, found.place, message, subject.shown(service.at("sends")), service=facts.code, hint=hint)


RULE: Rule[Subject] = Rule("check/past-bindings", Severity.ERROR, __doc__, check)
