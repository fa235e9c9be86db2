"""Questions as users ask them, by ids: finds the resources, asks the graph. Raises FlowmartError where the catalog has no such id."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeVar

from ..diagnostics import FlowmartError
from ..model.ids import MESSAGE_TYPES, ResourceType
from ..model.resources import Domain, Message, Participant, Resource
from .boundary import Crossing, boundary
from .graph import Graph
from .impact import Impact, impact
from .parties import FieldUses, field_uses
from .paths import Hop, paths

R = TypeVar("R", bound=Resource)
_PARTICIPANTS = (ResourceType.SERVICE, ResourceType.AGENT, ResourceType.DOMAIN)


def impact_of(graph: Graph, id: str, version: str | None = None) -> tuple[Impact, ...]:
    """What may break if everything with this id goes: all its versions, or the one that `version` reaches."""
    found: list[Resource] = []
    for type in ResourceType:
        if version is None:
            found += graph.index.versions(type, id)
        elif (resource := graph.index.find((type,), id, version)) is not None:
            found.append(resource)
    if not found:
        raise _unknown(graph, id, version, tuple(ResourceType), "resource")
    return impact(graph, found)


def paths_between(graph: Graph, start: str, end: str, *, most: int = 10) -> tuple[tuple[Hop, ...], ...]:
    """Ways by messages from one service, agent or domain to another, shortest first."""
    ends = [_named(graph, id, None, _PARTICIPANTS, "service", Participant) for id in (start, end)]
    return paths(graph, ends[0], ends[1], most=most)


def boundary_of(graph: Graph, id: str) -> tuple[Crossing, ...]:
    return boundary(graph, _named(graph, id, None, (ResourceType.DOMAIN,), "domain", Domain))


def fields_of(graph: Graph, id: str, version: str | None = None) -> FieldUses:
    return field_uses(graph, _named(graph, id, version, MESSAGE_TYPES, "message", Message))


def _named(graph: Graph, id: str, version: str | None, types: Sequence[ResourceType], what: str, kind: type[R]) -> R:
    found = graph.index.find(types, id, version)
    if not isinstance(found, kind):
        raise _unknown(graph, id, version, types, what)
    return found


def _unknown(graph: Graph, id: str, version: str | None, types: Sequence[ResourceType], what: str) -> FlowmartError:
    known = sorted({resource.id for type in types for resource in graph.index.every(type)})
    close = get_close_matches(id, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "`flowmart list` names everything there is"
    return FlowmartError(f"the catalog has no {what} '{id}'{f' at version {version}' if version else ''}: {hint}")
