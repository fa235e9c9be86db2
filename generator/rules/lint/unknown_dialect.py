"""A schema names a dialect by `$schema` that flowmart does not read: an own metaschema, or a draft before 04.

Why: A metaschema of one's own may switch keywords off, or add some. flowmart reads nothing over the network, and takes the schema for
JSON Schema, by its newest draft that takes it: models and validators may then differ.

Bad:

    {"$schema": "https://example.com/my-dialect", "type": "object", "properties": {"total": {"type": "number"}}}

Good:

    {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {"total": {"type": "number"}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...emitters.models.foreign import UNKNOWN_DIALECT
from ...graph.graph import Graph
from ..rule import Rule
from ..words import words


def check(graph: Graph) -> Iterator[Diagnostic]:
    for found in words(graph):
        if found.word.rule == UNKNOWN_DIALECT:
            yield RULE.finding(found.place, found.word.message, subject=found.owner, hint=found.word.hint)


RULE: Rule[Graph] = Rule(UNKNOWN_DIALECT, Severity.WARNING, __doc__, check)
