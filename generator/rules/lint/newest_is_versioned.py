"""A file below `versioned/` is newer than the current file beside that folder.

Why: The tools disagree about what is current: EventCatalog's site links pointers to the highest version, its SDK takes the file
outside of `versioned/`. flowmart takes the highest version.

Bad:

    events/OrderPlaced/index.mdx                    version: 1.0.0
    events/OrderPlaced/versioned/2.0.0/index.mdx    version: 2.0.0

Good:

    events/OrderPlaced/index.mdx                    version: 2.0.0
    events/OrderPlaced/versioned/1.0.0/index.mdx    version: 1.0.0
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        if not resource.versioned or not graph.is_current(resource):
            continue
        beside = [other for other in graph.index.versions(resource.type, resource.id) if not other.versioned]
        if beside:
            message = f"{resource.key} is newer than the current file, which has {beside[0].version}"
            hint = f"make it the current file, in place of {beside[0].location.path}"
            yield RULE.finding(resource.at("version"), message, subject=resource, hint=hint)


RULE: Rule[Graph] = Rule("versions/newest-is-versioned", Severity.WARNING, __doc__, check)
