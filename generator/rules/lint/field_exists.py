"""An entry of `fields` in `sends` or `receives` is no property of the message's schema.

Why: `fields` says who uses which part of a message. A path that does not exist hides a consumer from whoever wants to change the
real one. Paths have dots, and `[]` after a list: `lines[].sku`.

Bad:

    receives:
      - id: OrderPlaced
        fields: [orderID]          # the schema has orderId

Good:

    receives:
      - id: OrderPlaced
        fields: [orderId]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.formats import AVRO, JSON_SCHEMA
from ...model.resources import Participant
from ..fields import Fields
from ..payloads import payloads
from ..references import documents
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for participant in graph.catalog.resources:
        if not isinstance(participant, Participant):
            continue
        for link in (*graph.sends(participant), *graph.receives(participant)):
            if not link.pointer.fields:
                continue
            payload = payloads(graph).of(link.message.schema)
            if payload is None or payload.tree is None or payload.kind not in (AVRO, JSON_SCHEMA):
                continue
            known = Fields(payload, documents(graph))
            for path in link.pointer.fields:
                if not known.has(path):
                    close = known.nearest(path)
                    hint = f"did you mean '{close}'?" if close and close != path else f"see {payload.schema.path}"
                    message = f"{link.message.key} has no field '{path}'"
                    yield RULE.finding(link.pointer.location, message, subject=participant, hint=hint)


RULE: Rule[Graph] = Rule("refs/field-exists", Severity.ERROR, __doc__, check)
