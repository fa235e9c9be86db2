"""A service, system, entity or subdomain lies in the folder of a domain that does not list it.

Why: Since EventCatalog 2 a folder is no membership: the service is on no page and in no diagram of the domain, although whoever
put it there thinks that it is.

Bad:

    domains/Orders/index.mdx                            services: []
    domains/Orders/services/OrdersService/index.mdx     id: OrdersService

Good:

    domains/Orders/index.mdx                            services: [{id: OrdersService}]
    domains/Orders/services/OrdersService/index.mdx     id: OrdersService
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.resources import Domain, Resource
from ..rule import Rule

_MEMBERS = {
    ResourceType.SERVICE: "services",
    ResourceType.AGENT: "agents",
    ResourceType.SYSTEM: "systems",
    ResourceType.DOMAIN: "domains",
    ResourceType.ENTITY: "entities",
}


def check(graph: Graph) -> Iterator[Diagnostic]:
    homes = {domain.folder: domain for domain in graph.domains}
    listed = _listed(graph)
    for type, key in _MEMBERS.items():
        for resource in graph.current(type, Resource):
            # A resource that is listed anywhere has a place of its owner's choosing, wherever its file lies.
            if resource.id in listed[type] or resource.legacy or resource.stub:
                continue
            domain = _around(resource, homes)
            if domain is not None and not domain.legacy:
                message = f"{type} {resource.id} lies in the folder of domain {domain.id}, which does not list it"
                hint = f"add '- id: {resource.id}' to '{key}' of {domain.location.path}, or move the folder"
                yield RULE.finding(resource.at("id"), message, subject=resource, hint=hint)


def _listed(graph: Graph) -> dict[ResourceType, set[str]]:
    """The ids that any resource lists as its member, by type."""
    found: dict[ResourceType, set[str]] = {type: set() for type in _MEMBERS}
    for resource in graph.catalog.resources:
        for type, key in _MEMBERS.items():
            found[type].update(reference.id for reference in getattr(resource, key, ()))
    return found


def _around(resource: Resource, homes: dict[str, Domain]) -> Domain | None:
    folder = resource.folder
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in homes:
            return homes[folder]
    return None


RULE: Rule[Graph] = Rule("structure/unlisted-member", Severity.WARNING, __doc__, check)
