"""Which parts of a system a process runs, and what of its environment these parts need.

Everybody needs the broker and the databases. Clients' keys are for the gateway, the address of an external system for the services that
call it: a process that lacks the others' variables starts all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .bindings import ServiceBinding, short_name
from .environment import SIMULATED, Environment
from .failures import RuntimeFailure
from .project import Project

GATEWAY = "gateway"
SIMULATORS = "simulators"
_CALLS_THE_GATEWAY = "carrier"
"""The one simulator that is a client of the gateway, as a partner."""
PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Parts:
    """`simulators` are those that all processes share."""

    services: Sequence[ServiceBinding]
    gateway: bool
    simulators: bool

    @property
    def only_simulators(self) -> bool:
        return not self.services and not self.gateway


def parts_of(project: Project, names: Sequence[str]) -> Parts:
    """`orders`, `OrdersService`, `gateway`, `simulators`; no names are all parts. Raises RuntimeFailure for a name that is none."""
    if not names:
        return Parts(project.bindings, gateway=True, simulators=True)
    by_name = {short_name(binding.service): binding for binding in project.bindings}
    chosen: list[ServiceBinding] = []
    for name in names:
        if short_name(name) in (GATEWAY, SIMULATORS):
            continue
        binding = by_name.get(short_name(name))
        if binding is None:
            raise RuntimeFailure(f"no service {name!r} in the catalog", f"there are: {', '.join(sorted({*by_name, GATEWAY, SIMULATORS}))}")
        chosen.append(binding)
    asked = {short_name(name) for name in names}
    return Parts(chosen, gateway=GATEWAY in asked, simulators=SIMULATORS in asked)


def require(environment: Environment, parts: Parts) -> None:
    """Raises RuntimeFailure when a variable is not set that one of the parts needs."""
    for place in _needed(environment, parts):
        environment.require(place)


def check_handlers(environment: Environment, project: Project) -> None:
    """Raises RuntimeFailure when `handlers` names a service that there is not: its settings would do nothing."""
    services = {short_name(binding.service): binding.service for binding in project.bindings}
    for name in environment.handlers:
        service = name.partition(".")[0]
        if short_name(service) not in services:
            place = f"environments.{environment.name}.handlers"
            raise RuntimeFailure(f"{place}: no service {service!r}", f"there are: {', '.join(sorted(services.values()))}")


def _needed(environment: Environment, parts: Parts) -> Iterator[str]:
    """Places of the environment's row; what is not listed was needed for reading it at all."""
    if parts.gateway:
        yield "gateway"
        yield "clients"
    for binding in parts.services:
        yield from (place for place in environment.unset if (system := place.removeprefix("external.")) != place and binding.calls(system))
    carrier = environment.external.get(_CALLS_THE_GATEWAY, "")
    is_private = carrier == SIMULATED and any(binding.calls(_CALLS_THE_GATEWAY) for binding in parts.services)
    if not parts.gateway and (is_private or (parts.simulators and carrier.startswith(SIMULATED))):
        yield "gateway"
        yield f"clients.{PARTNER}"
