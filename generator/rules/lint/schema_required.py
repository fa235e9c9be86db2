"""A message has no schema.

Why: Nobody knows what is in it. Its generated model accepts anything, and no change of it can be judged.

Bad:

    id: OrderPlaced
    version: 1.0.0

Good:

    id: OrderPlaced
    version: 1.0.0
    schemaPath: schema.json
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for message in graph.messages:
        if not message.schemas and "schemaPath" not in message.marks and not message.stub and graph.is_current(message):
            text = f"{message.type} {message.id} has no schema"
            yield RULE.finding(message.at("id"), text, subject=message, hint="add 'schemaPath: schema.json' and the file")


RULE: Rule[Graph] = Rule("best-practices/schema-required", Severity.WARNING, __doc__, check)
