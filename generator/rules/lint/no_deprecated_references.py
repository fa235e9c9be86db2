"""A resource that is not deprecated points to one that is.

Why: What is deprecated will go. Everything that still uses it has to move first, and this is the list. A deprecation with a date
in the future counts from that day; SOURCE_DATE_EPOCH sets today's date where results must not change overnight.

Bad:

    OrderPlaced        deprecated: {date: 2024-01-01, message: use OrderConfirmed}
    BillingService     receives: [{id: OrderPlaced}]

Good:

    BillingService     receives: [{id: OrderConfirmed}]
"""

import os
import time
from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import MESSAGE_TYPES, ResourceType
from ...model.resources import Domain, Flow, Participant, Reference, Resource, Service, System
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    today = _today()
    if not any(resource.deprecated is not None for resource in graph.catalog.resources):
        return
    for resource in graph.catalog.resources:
        if not graph.is_current(resource) or _is_deprecated(resource, today):
            continue
        for reference, types in _references(resource):
            target = graph.index.find(types, reference.id, reference.version)
            if target is not None and target.deprecated is not None and _is_deprecated(target, today):
                since = f" since {target.deprecated.date[:10]}" if target.deprecated.date else ""
                reason = " ".join(target.deprecated.message.split())
                hint = reason if len(reason) <= 120 else "see its page for what to use instead"
                yield RULE.finding(reference.location, f"{target} is deprecated{since}", subject=resource, hint=hint)


def _references(resource: Resource) -> Iterator[tuple[Reference, tuple[ResourceType, ...]]]:
    if isinstance(resource, Participant):
        yield from _each((*resource.sends, *resource.receives), MESSAGE_TYPES)
        yield from _each(resource.entities, (ResourceType.ENTITY,))
        yield from _each(
            (channel for pointer in (*resource.sends, *resource.receives) for channel in pointer.channels), (ResourceType.CHANNEL,)
        )
    if isinstance(resource, Service):
        yield from _each((*resource.writes_to, *resource.reads_from), (ResourceType.CONTAINER,))
    if isinstance(resource, Domain):
        yield from _each(resource.domains, (ResourceType.DOMAIN,))
        yield from _each(resource.systems, (ResourceType.SYSTEM,))
    if isinstance(resource, (Domain, System)):
        yield from _each(resource.services, (ResourceType.SERVICE,))
    if isinstance(resource, Flow):
        for step in resource.steps:
            if step.target is not None and step.kind in ("message", "service"):
                yield step.target, MESSAGE_TYPES if step.kind == "message" else (ResourceType.SERVICE,)


def _each(references: Iterable[Reference], types: tuple[ResourceType, ...]) -> Iterator[tuple[Reference, tuple[ResourceType, ...]]]:
    return ((reference, types) for reference in references)


def _is_deprecated(resource: Resource, today: str) -> bool:
    return resource.deprecated is not None and resource.deprecated.is_in_force(today)


def _today() -> str:
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(fixed) if fixed.isdigit() else None))


RULE: Rule[Graph] = Rule("versions/no-deprecated-references", Severity.WARNING, __doc__, check)
