"""The diagrams of one domain, one service, one flow."""

from ...graph.graph import Graph
from ...model.ids import MESSAGE_TYPES, ResourceKey, ResourceType
from ...model.resources import Domain, Flow, Message, Participant, Resource, Service, Step, System
from .landscape import MESSAGE_SHAPES, SERVICES, Landscape, draw_participant, draw_stores, message_label
from .mermaid import Chart, DiagramView, Shape

_MANY = 6  # messages that an edge names; the others are counted
_STEP_SHAPES = {
    "service": Shape.SERVICE,
    "agent": Shape.SERVICE,
    "actor": Shape.ACTOR,
    "externalSystem": Shape.EXTERNAL,
    "system": Shape.SYSTEM,
    "container": Shape.STORE,
}


def domain_view(landscape: Landscape, domain: Domain, header: str) -> DiagramView:
    """The services of a domain and of its subdomains, their data stores, and everybody whom they exchange messages with."""
    chart = Chart()
    members = _draw_members(chart, landscape, domain, None, set())
    exchanged: dict[tuple[ResourceKey, ResourceKey], dict[str, None]] = {}
    for participant in members:
        for sender, message, receiver in landscape.partners(participant):
            draw_participant(chart, sender)
            draw_participant(chart, receiver)
            exchanged.setdefault((sender.key, receiver.key), {})[message_label(landscape.graph, message)] = None
    for (source, target), messages in exchanged.items():
        names = sorted(messages)
        for name in names[:_MANY]:
            chart.edge(source, target, name)
        if len(names) > _MANY:
            chart.edge(source, target, f"and {len(names) - _MANY} more")
    for participant in members:
        if isinstance(participant, Service):
            draw_stores(chart, landscape.graph, participant, participant, group=domain.key)
    _draw_outside(chart, landscape, domain)
    return chart.view(header)


def _draw_members(
    chart: Chart, landscape: Landscape, domain: Domain, parent: ResourceKey | None, seen: set[ResourceKey]
) -> list[Participant]:
    """The domain's box with its services, and the boxes of its subdomains in it. Domains that contain each other are drawn once."""
    seen.add(domain.key)
    chart.group(domain.key, domain.id, domain.name, parent=parent)
    members: list[Participant] = list(landscape.services_in.get(domain.key, ()))
    if landscape.graph.sends(domain) or landscape.graph.receives(domain):
        members.append(domain)
        chart.group(("of", domain.key), domain.id, "as a whole", parent=domain.key)
    for member in members:
        if member is not domain:
            draw_participant(chart, member, group=domain.key)
    for inner in landscape.graph.follow(domain.domains, ResourceType.DOMAIN):
        if isinstance(inner, Domain) and inner.key not in seen:
            members += _draw_members(chart, landscape, inner, domain.key, seen)
    return members


def _draw_outside(chart: Chart, landscape: Landscape, domain: Domain) -> None:
    """External systems that the systems of the domain rely on. The edge starts at the service, where there is only one."""
    for system in landscape.systems_in.get(domain.key, ()):
        services = [service for service in landscape.services_of(system) if service.key in chart]
        _draw_external(chart, landscape, system, services[0] if len(services) == 1 else domain)


def _draw_external(chart: Chart, landscape: Landscape, system: System, source: Resource) -> None:
    for relationship in system.relationships:
        for target in landscape.graph.follow((relationship,), ResourceType.SYSTEM):
            if isinstance(target, System) and target.scope == "external":
                chart.node(target.key, target.id, target.name, Shape.EXTERNAL)
                chart.edge(source.key, target.key, relationship.label, dotted=True)


def service_view(landscape: Landscape, service: Service, header: str) -> DiagramView:
    """Who sends what to the service, what it sends to whom, and its data stores."""
    graph = landscape.graph
    chart = Chart()
    draw_participant(chart, service)
    for link in graph.receives(service):
        incoming = _draw_message(chart, graph, "in", link.message)
        chart.edge(incoming, service.key)
        for producer in graph.producers(link.message):
            if producer.participant.key != service.key:
                draw_participant(chart, producer.participant)
                chart.edge(producer.participant.key, incoming)
    for link in graph.sends(service):
        outgoing = _draw_message(chart, graph, "out", link.message)
        chart.edge(service.key, outgoing)
        for consumer in graph.consumers(link.message):
            draw_participant(chart, consumer.participant)
            chart.edge(outgoing, consumer.participant.key)
    draw_stores(chart, graph, service, service)
    system = landscape.system_of.get(service.key)
    if system is not None and len(system.services) == 1:
        _draw_external(chart, landscape, system, service)
    return chart.view(header)


def _draw_message(chart: Chart, graph: Graph, way: str, message: Message) -> tuple[str, ResourceKey]:
    """Messages in and messages out are different nodes, so that the drawing flows in one direction."""
    key = (way, message.key)
    chart.node(key, f"{message.id} {way}", message_label(graph, message), MESSAGE_SHAPES[message.type])
    return key


def flow_view(graph: Graph, flow: Flow, header: str) -> DiagramView:
    """The steps of a flow and what follows what."""
    chart = Chart("TB")
    for step in flow.steps:
        chart.node(step.id, step.id, step.title or step.name or step.id, _step_shape(graph, step))
    for step in flow.steps:
        for following in step.next:
            if following.id in chart:
                chart.edge(step.id, following.id, following.label)
    return chart.view(header)


def _step_shape(graph: Graph, step: Step) -> Shape:
    if step.kind == "message" and step.target is not None:
        found = graph.index.find(MESSAGE_TYPES, step.target.id, step.target.version)
        return Shape.STEP if found is None else MESSAGE_SHAPES[found.type]
    if step.kind == "service" and step.target is not None:
        found = graph.index.find(SERVICES, step.target.id, step.target.version)
        if isinstance(found, Service) and found.external:
            return Shape.EXTERNAL
    return _STEP_SHAPES.get(step.kind, Shape.STEP)
