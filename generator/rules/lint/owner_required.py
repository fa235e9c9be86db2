"""A domain, system, service, agent, message, channel, container or data product has no owner.

Why: Somebody has to be asked before it changes. Only the newest version of a resource is looked at: an old one has no future.

Bad:

    id: OrdersService

Good:

    id: OrdersService
    owners: [orders-team]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ..rule import Rule

_OWNED = frozenset(
    {
        *(ResourceType.DOMAIN, ResourceType.SYSTEM, ResourceType.SERVICE, ResourceType.AGENT, ResourceType.EVENT, ResourceType.COMMAND),
        *(ResourceType.QUERY, ResourceType.CHANNEL, ResourceType.CONTAINER, ResourceType.DATA_PRODUCT),
    }
)


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        if resource.type in _OWNED and not resource.owners and not resource.stub and graph.is_current(resource):
            message = f"{resource.type} {resource.id} has no owner"
            yield RULE.finding(resource.at("owners"), message, subject=resource, hint="add 'owners: [<team>]'")


RULE: Rule[Graph] = Rule("best-practices/owner-required", Severity.WARNING, __doc__, check)
