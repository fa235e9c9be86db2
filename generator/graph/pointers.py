"""Every pointer of a resource with the types that it may lead to.

`sends` and `receives` are links of the graph and are not here. Does not follow a pointer: the graph does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..model.ids import MESSAGE_TYPES, ResourceType
from ..model.resources import (
    Adr,
    Channel,
    DataProduct,
    Domain,
    Entity,
    Flow,
    Participant,
    Person,
    Reference,
    Resource,
    Service,
    System,
)

PEOPLE = (ResourceType.TEAM, ResourceType.USER)
STEP_TARGETS: dict[str, tuple[ResourceType, ...]] = {
    "message": MESSAGE_TYPES,
    "service": (ResourceType.SERVICE,),
    "agent": (ResourceType.AGENT,),
    "flow": (ResourceType.FLOW,),
    "container": (ResourceType.CONTAINER,),
    "dataProduct": (ResourceType.DATA_PRODUCT,),
    "system": (ResourceType.SYSTEM,),
    "channel": (ResourceType.CHANNEL,),
}
ANYTHING = tuple(type for type in ResourceType if type not in PEOPLE)


class Pointer(NamedTuple):
    """`key` is the key of the file that the reference is under."""

    key: str
    reference: Reference
    types: tuple[ResourceType, ...]


@dataclass(frozen=True, slots=True)
class Referrer:
    """A resource that points at another, and the key under which it does."""

    resource: Resource
    key: str


def pointers(resource: Resource) -> Iterator[Pointer]:
    yield from _each("owners", resource.owners, PEOPLE)
    yield from _each("diagrams", resource.diagrams, (ResourceType.DIAGRAM,))
    for reference in resource.resource_groups:
        yield Pointer("resourceGroups", reference, _named(reference.type))
    match resource:
        case Participant():
            yield from _participant(resource)
        case System():
            yield from _each("services", resource.services, (ResourceType.SERVICE,))
            yield from _each("flows", resource.flows, (ResourceType.FLOW,))
            yield from _each("entities", resource.entities, (ResourceType.ENTITY,))
            yield from _each("containers", resource.containers, (ResourceType.CONTAINER,))
            yield from _each("relationships", resource.relationships, (ResourceType.SYSTEM,))
        case Channel():
            yield from _each("routes", resource.routes, (ResourceType.CHANNEL,))
        case Flow():
            for step in resource.steps:
                if step.target is not None and step.kind in STEP_TARGETS:
                    yield Pointer("steps", step.target, STEP_TARGETS[step.kind])
        case DataProduct():
            yield from _each("inputs", resource.inputs, ANYTHING)
            yield from _each("outputs", resource.outputs, ANYTHING)
        case Adr():
            yield from _adr(resource)
        case Person():
            yield from _each("members", resource.members, (ResourceType.USER,))
        case Entity():
            for property in resource.properties:
                if property.references:
                    yield Pointer("properties", Reference(property.references, None, property.location), (ResourceType.ENTITY,))
        case _:
            pass


def _participant(resource: Participant) -> Iterator[Pointer]:
    yield from _each("entities", resource.entities, (ResourceType.ENTITY,))
    yield from _each("flows", resource.flows, (ResourceType.FLOW,))
    if isinstance(resource, Service):
        yield from _each("writesTo", resource.writes_to, (ResourceType.CONTAINER,))
        yield from _each("readsFrom", resource.reads_from, (ResourceType.CONTAINER,))
    elif isinstance(resource, Domain):
        yield from _each("services", resource.services, (ResourceType.SERVICE,))
        yield from _each("agents", resource.agents, (ResourceType.AGENT,))
        yield from _each("domains", resource.domains, (ResourceType.DOMAIN,))
        yield from _each("systems", resource.systems, (ResourceType.SYSTEM,))
        yield from _each("data-products", resource.data_products, (ResourceType.DATA_PRODUCT,))


def _adr(adr: Adr) -> Iterator[Pointer]:
    yield from _each("decisionMakers", adr.decision_makers, PEOPLE)
    for reference in adr.applies_to:
        yield Pointer("appliesTo", reference, _named(reference.type))
    others = (
        ("supersedes", adr.supersedes),
        ("supersededBy", adr.superseded_by),
        ("amends", adr.amends),
        ("amendedBy", adr.amended_by),
        ("related", adr.related),
    )
    for key, references in others:
        yield from _each(key, references, (ResourceType.ADR,))


def _each(key: str, references: tuple[Reference, ...], types: tuple[ResourceType, ...]) -> Iterator[Pointer]:
    return (Pointer(key, reference, types) for reference in references)


def _named(type: str) -> tuple[ResourceType, ...]:
    return tuple(known for known in ResourceType if known == type) or ANYTHING
