"""The high-level overview: systems with their relationships and data stores; in a catalog without systems, domains and what they exchange.

A service that no system lists is drawn by its domain, and one without a domain by itself; what such components exchange
with others is drawn from their messages.
"""

from collections.abc import Iterable

from ...model.ids import ResourceKey, ResourceType
from ...model.resources import Container, Domain, Resource, Service, System
from .landscape import Landscape, access, draw_store
from .mermaid import Chart, DiagramView, Shape

_MANY = 3  # messages that an edge names; more are counted
_STORES = "stores"


def overview(landscape: Landscape, header: str) -> DiagramView:
    chart = Chart("TB")
    _draw_systems(chart, landscape)
    others = [service for service in landscape.services if service.key not in landscape.system_of]
    for service in others:
        _draw_component(chart, landscape, landscape.component(service))
    for domain in landscape.graph.domains:  # also one that is only planned yet
        if domain.key not in landscape.systems_in and not domain.domains:
            _draw_component(chart, landscape, domain)
    _draw_relationships(chart, landscape)
    _draw_exchange(chart, landscape, others)
    _draw_stores(chart, landscape)
    return chart.view(header, both_ways=True)


def _draw_systems(chart: Chart, landscape: Landscape) -> None:
    """Who calls us, we ourselves, our domains, and whom we call: in that order, which is also the order of the drawing."""
    systems = landscape.graph.systems
    external = [system for system in systems if system.scope == "external"]
    inner = [system for system in systems if system.scope != "external"]
    called = {target.key for system in inner for target in landscape.graph.follow(system.relationships, ResourceType.SYSTEM)}
    callers = [system for system in external if system.key not in called and _calls(landscape, system)]
    for key, title, members in (
        ("channels", "Channels", callers),
        (None, "", [system for system in inner if landscape.graph.domain(system) is None]),
        ("domains", "Domains", [system for system in inner if landscape.graph.domain(system) is not None]),
        ("external", "External systems", [system for system in external if system not in callers]),
    ):
        if key is not None:
            chart.group(key, key, title)
        for system in members:
            shape = Shape.EXTERNAL if system.scope == "external" else Shape.SYSTEM
            chart.node(system.key, system.id, system.name, shape, group=_domain_group(chart, landscape, system) or key)


def _domain_group(chart: Chart, landscape: Landscape, system: System) -> ResourceKey | None:
    """A box for a domain that has several systems; one with a single system is that system."""
    domain = landscape.graph.domain(system)
    if domain is None or system.scope == "external" or len(landscape.systems_in[domain.key]) < 2:
        return None
    chart.group(domain.key, domain.id, domain.name, parent="domains")
    return domain.key


def _calls(landscape: Landscape, system: System) -> bool:
    """True for a system that reaches into ours."""
    targets = landscape.graph.follow(system.relationships, ResourceType.SYSTEM)
    return any(isinstance(target, System) and target.scope != "external" for target in targets)


def _draw_component(chart: Chart, landscape: Landscape, component: Resource) -> None:
    if isinstance(component, Domain):
        chart.group("domains", "domains", "Domains")
        chart.node(component.key, component.id, component.name, Shape.DOMAIN, group="domains")
    elif isinstance(component, Service) and component.external:
        chart.group("external", "external", "External systems")
        chart.node(component.key, component.id, component.name, Shape.EXTERNAL, group="external")
    elif not isinstance(component, System):
        chart.node(component.key, component.id, component.name, Shape.SERVICE)


def _draw_relationships(chart: Chart, landscape: Landscape) -> None:
    for system in landscape.graph.systems:
        for relationship in system.relationships:
            for target in landscape.graph.follow((relationship,), ResourceType.SYSTEM):
                if target.key in chart:
                    chart.edge(system.key, target.key, relationship.label)


def _draw_exchange(chart: Chart, landscape: Landscape, services: Iterable[Service]) -> None:
    """Edges for the messages of services that are in no system: systems have relationships for that."""
    exchanged: dict[tuple[ResourceKey, ResourceKey], dict[str, None]] = {}
    for service in services:
        for sender, message, receiver in landscape.partners(service):
            source, target = landscape.component(sender), landscape.component(receiver)
            if source is not target and source.key in chart and target.key in chart:
                exchanged.setdefault((source.key, target.key), {})[message.name] = None
    for (start, end), messages in sorted(exchanged.items(), key=lambda item: (item[0][0].id, item[0][1].id)):
        label = ", ".join(sorted(messages)) if len(messages) <= _MANY else f"{len(messages)} messages"
        chart.edge(start, end, label)


def _draw_stores(chart: Chart, landscape: Landscape) -> None:
    graph = landscape.graph
    used: dict[tuple[ResourceKey, ResourceKey], set[str]] = {}
    stores: dict[ResourceKey, Container] = {}
    for service in landscape.services:
        component = landscape.component(service)
        for verb, references in (("writes", service.writes_to), ("reads", service.reads_from)):
            for store in graph.follow(references, ResourceType.CONTAINER):
                if isinstance(store, Container) and component.key in chart:
                    stores[store.key] = store
                    used.setdefault((component.key, store.key), set()).add(verb)
    for system in graph.systems:  # a store that a system has, and no service says that it uses
        for store in graph.follow(system.containers, ResourceType.CONTAINER):
            if isinstance(store, Container) and store.key not in stores:
                stores[store.key] = store
                used[system.key, store.key] = set()
    if stores:
        chart.group(_STORES, _STORES, "Data stores")
    for store in sorted(stores.values(), key=lambda store: store.id):
        draw_store(chart, store, group=_STORES)
    for (user, kept), verbs in sorted(used.items(), key=lambda item: (item[0][0].id, item[0][1].id)):
        chart.edge(user, kept, access(writes="writes" in verbs, reads="reads" in verbs) if verbs else "")
