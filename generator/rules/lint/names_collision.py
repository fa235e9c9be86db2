"""Two messages, or two services, have ids that become the same name in code.

Why: There can be one class of that name only: for the second no code is generated.

Bad:

    id: order-placed
    id: OrderPlaced

Good:

    id: OrderPlaced
"""

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Resource
from ...naming import module_name
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    yield from _collisions(message for message in graph.messages if graph.is_current(message))
    yield from _collisions(graph.services)


def _collisions(resources: Iterable[Resource]) -> Iterator[Diagnostic]:
    first_of: dict[str, Resource] = {}
    for resource in resources:
        name = module_name(resource.id)
        if name is None:
            continue
        first = first_of.setdefault(name, resource)
        if first is not resource:
            message = f"{resource.type} {resource.id} and {first.type} {first.id} ({first.location.path}) both become {name}"
            yield RULE.finding(resource.at("id"), message, subject=resource, hint="rename one of them")


RULE: Rule[Graph] = Rule("names/collision", Severity.WARNING, __doc__, check)
