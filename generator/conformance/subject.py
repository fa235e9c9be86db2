"""What the rules of `flowmart check` are given: the graph, and what code, specifications, traffic and the output folder say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from ..diagnostics import Diagnostic, Location
from ..emitters.message_names import MessageNames
from ..emitters.service_code import ServiceCode
from ..graph.graph import Graph
from ..model.resources import Message, Resource
from .facts import NO_CODE, CodeFacts, ServiceFacts
from .record import Record
from .specs import SpecifiedService
from .traffic import Traffic


class FindingMaker(Protocol):
    """Anything with the `finding` of a rule. Rules come after this stage, so their type can't be named here."""

    def finding(self, place: Location, message: str, *, subject: Resource | None = None, hint: str = "") -> Diagnostic: ...


class Drifted(Record):
    """A generated file that is not as it should be. `kind` is `missing`, `stale`, `edited`, `orphaned` or `newer`."""

    kind: str
    place: Location
    source: Location | None = None


@dataclass(frozen=True, eq=False)
class Subject:
    """Locations of the graph are relative to the catalog; `shown` makes them like all others, from the working directory.

    Equal only to itself, so that what several rules need can be kept with it.
    """

    graph: Graph
    names: MessageNames
    shown: Callable[[Location], Location]
    code: CodeFacts = NO_CODE
    specs: tuple[SpecifiedService, ...] = ()
    traffic: Traffic | None = None
    drift: tuple[Drifted, ...] = ()
    package: str = "services"

    def written(self) -> Iterator[ServiceFacts]:
        """The services whose handler class could be read."""
        return (facts for facts in self.code.services if facts.place is not None)

    def message(self, class_name: str) -> Message | None:
        return self._by_class.get(class_name)

    @cached_property
    def _by_class(self) -> dict[str, Message]:
        found: dict[str, Message] = {}
        for key, name in self.names.by_key.items():
            message = self.graph.index.find((key.type,), key.id, key.version)
            if isinstance(message, Message):
                found[name.class_name] = message
        return found

    def sends(self, code: ServiceCode, class_name: str) -> bool:
        return any(sent.name.class_name == class_name for sent in code.sent)

    def finding(
        self, rule: FindingMaker, place: Location, message: str, *related: Location, service: ServiceCode | None = None, hint: str = ""
    ) -> Diagnostic:
        """A finding at a place of the code; `related` are places of the catalog, or of the code."""
        made = rule.finding(place, message, subject=None if service is None else service.service, hint=hint)
        return replace(made, related=related)
