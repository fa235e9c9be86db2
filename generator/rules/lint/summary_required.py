"""A resource has no summary.

Why: Lists, hovers and search show the summary. Without one a reader has to open each page to learn what it is about.

Bad:

    id: OrderPlaced
    name: Order placed

Good:

    id: OrderPlaced
    name: Order placed
    summary: A customer has confirmed the basket and paid
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Person
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        if not resource.summary and not resource.stub and not isinstance(resource, Person):
            message = f"{resource.type} {resource.id} has no summary"
            yield RULE.finding(resource.at("summary"), message, subject=resource, hint="add 'summary: ...'")


RULE: Rule[Graph] = Rule("best-practices/summary-required", Severity.WARNING, __doc__, check)
