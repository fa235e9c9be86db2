"""An Avro schema gives a logical type that readers ignore: on a type that it is not for, or with a wrong precision or scale.

Why: By the specification such a schema is valid, and the values are read as the plain type underneath: numbers where the author
meant amounts.

Bad:

    {"name": "total", "type": {"type": "long", "logicalType": "decimal"}}

Good:

    {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.formats import AVRO
from ..payloads import payloads
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for payload in payloads(graph):
        if payload.kind != AVRO or payload.tree is None or "logicalType" not in (payload.schema.content or ""):
            continue
        from ...source import avro

        for problem in avro.problems(payload.tree):
            if problem.ignored:
                yield RULE.finding(payload.place(problem.path), problem.message, subject=payload.owner, hint="correct the schema")


RULE: Rule[Graph] = Rule("schema/logical-type", Severity.WARNING, __doc__, check)
