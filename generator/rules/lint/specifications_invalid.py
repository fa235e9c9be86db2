"""An AsyncAPI, OpenAPI or GraphQL document of a resource can't be understood.

Why: The site shows an empty page, and nothing can be compared with what the catalog says.

Bad:

    asyncapi.yaml      {info: {title: Orders}}

Good:

    asyncapi.yaml      {asyncapi: 3.0.0, info: {title: Orders, version: 1.0.0}, channels: {}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        for specification in resource.specifications:
            if specification.fault:
                place = specification.fault_location or specification.location
                message = f"the {specification.type} document {specification.path} can't be understood: {specification.fault}"
                yield RULE.finding(place, message, subject=resource, hint="correct the document")


RULE: Rule[Graph] = Rule("specifications/invalid", Severity.ERROR, __doc__, check)
