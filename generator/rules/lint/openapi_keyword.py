"""A schema has OpenAPI's `nullable` or `discriminator` where they assert nothing.

Why: The author means that null is a value, or that a tag tells schemas apart; validators and models do not. OpenAPI's words count where
a schema names no `$schema`, and a `discriminator` where `oneOf` or `anyOf` stands beside it, or where other schemas of the file
extend its schema (`allOf` with a `$ref` to it).

Bad:

    {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"note": {"type": "string", "nullable": true}}}

Good:

    {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"note": {"type": ["string", "null"]}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...emitters.models.foreign import OPENAPI_KEYWORD
from ...graph.graph import Graph
from ..rule import Rule
from ..words import words


def check(graph: Graph) -> Iterator[Diagnostic]:
    for found in words(graph):
        if found.word.rule == OPENAPI_KEYWORD:
            yield RULE.finding(found.place, found.word.message, subject=found.owner, hint=found.word.hint)


RULE: Rule[Graph] = Rule(OPENAPI_KEYWORD, Severity.WARNING, __doc__, check)
