"""A domain, system, service, agent or message says nothing below its front matter.

Why: The front matter says what the resource is connected to; the text says what it is for, and when to use it.

Bad:

    ---
    id: OrderPlaced
    ---

Good:

    ---
    id: OrderPlaced
    ---
    Sent once per order, after the payment was authorised and before stock is reserved.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import MESSAGE_TYPES, ResourceType
from ..rule import Rule

_DESCRIBED = frozenset({ResourceType.DOMAIN, ResourceType.SYSTEM, ResourceType.SERVICE, ResourceType.AGENT, *MESSAGE_TYPES})


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        if resource.type not in _DESCRIBED or resource.stub or not graph.is_current(resource):
            continue
        if not resource.body.strip() and not resource.location.path.endswith((".yaml", ".yml")):  # YAML has no place for a text
            message = f"{resource.type} {resource.id} has no description"
            yield RULE.finding(resource.at("id"), message, subject=resource, hint="describe it below the front matter")


RULE: Rule[Graph] = Rule("best-practices/description-required", Severity.NOTE, __doc__, check)
