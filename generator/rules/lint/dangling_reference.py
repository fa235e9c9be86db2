"""A `$ref` of a schema leads nowhere: to a file, a definition or an address that can't be read from the catalog.

Why: Validators refuse such a schema, or accept anything at that place. flowmart never reads over the network.

Bad:

    {"properties": {"total": {"$ref": "#/$defs/Mony"}}, "$defs": {"Money": {"type": "number"}}}

Good:

    {"properties": {"total": {"$ref": "#/$defs/Money"}}, "$defs": {"Money": {"type": "number"}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..payloads import JSON_SCHEMA, payloads
from ..references import documents, refs
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for payload in payloads(graph):
        if payload.kind != JSON_SCHEMA or payload.tree is None or '$ref"' not in (payload.schema.content or '$ref"'):
            continue
        known = documents(graph)
        for path, ref in refs(payload.tree):
            if known.follow(ref, payload.schema.path) is None and not known.is_known_outside(ref):
                hint = "add a copy to the catalog and refer to that" if "://" in ref else "correct the reference, or add what it names"
                yield RULE.finding(payload.place(path), f"'$ref' '{ref}' leads nowhere", subject=payload.owner, hint=hint)


RULE: Rule[Graph] = Rule("schema/dangling-reference", Severity.ERROR, __doc__, check)
