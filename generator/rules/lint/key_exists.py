"""`x-flowmart-key` names a property that the message's schema does not have.

Why: The property keeps messages in order: a broker sends those with the same value through the same partition. A missing one
gives every message the same, empty key.

Bad:

    x-flowmart-key: orderID            # the schema has orderId

Good:

    x-flowmart-key: orderId
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.formats import AVRO, JSON_SCHEMA
from ..fields import Fields
from ..payloads import payloads
from ..references import documents
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for message in graph.messages:
        if not message.partition_key:
            continue
        payload = payloads(graph).of(message.schema)
        if payload is None or payload.tree is None or payload.kind not in (AVRO, JSON_SCHEMA):
            continue
        known = Fields(payload, documents(graph))
        if not known.has(message.partition_key):
            close = known.nearest(message.partition_key)
            hint = f"did you mean '{close}'?" if close else f"see {payload.schema.path}"
            text = f"the schema has no property '{message.partition_key}'"
            yield RULE.finding(message.at("x-flowmart-key"), text, subject=message, hint=hint)


RULE: Rule[Graph] = Rule("refs/key-exists", Severity.ERROR, __doc__, check)
