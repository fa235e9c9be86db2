"""A `$ref` of a schema leads nowhere: to a file, a definition or an address that can't be read from the catalog.

Why: Validators refuse such a schema, or accept anything at that place. flowmart never reads over the network.

Bad:

    {"properties": {"total": {"$ref": "#/$defs/Mony"}}, "$defs": {"Money": {"type": "number"}}}

Good:

    {"properties": {"total": {"$ref": "#/$defs/Money"}}, "$defs": {"Money": {"type": "number"}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...emitters.models.reading import followed
from ...graph.graph import Graph
from ...model.formats import JSON_SCHEMA
from ...source.openapi import understood
from ..payloads import payloads
from ..references import library
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for payload in payloads(graph):
        path, text = payload.schema.path, payload.schema.content or ""
        if payload.kind != JSON_SCHEMA or payload.tree is None or "$ref" not in text:
            continue
        _, found = followed(path, understood(payload.tree, text), text, library(graph))
        for each in found:  # those of another file, which many schemas may refer to, are nobody's own
            owner = payload.owner if each.location.path == path else None
            yield RULE.finding(each.location, each.message, subject=owner, hint=each.hint)


RULE: Rule[Graph] = Rule("schema/dangling-reference", Severity.ERROR, __doc__, check)
