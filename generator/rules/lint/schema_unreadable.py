"""A schema file is empty, or not valid JSON or YAML.

Why: Nothing can be checked against it, and the message gets a model that accepts anything.

Bad:

    {"type": "object", "properties": {"orderId": {"type": "string"}},}

Good:

    {"type": "object", "properties": {"orderId": {"type": "string"}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..payloads import payloads
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for payload in payloads(graph):
        if payload.fault is not None:
            hint = "check the commas, quotes and brackets before this place"
            yield RULE.finding(payload.fault.location, payload.fault.message, subject=payload.owner, hint=hint)


RULE: Rule[Graph] = Rule("schema/unreadable", Severity.ERROR, __doc__, check)
