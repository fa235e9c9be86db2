"""The processes of a deployment: one per service that has code, and the gateway. Names are those of DNS."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ...config import DeploySettings
from ...graph.graph import Graph
from ..service_code import service_codes

GATEWAY = "gateway"
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Process:
    """`argument` is what `flowmart run` is given; `database` is the name of its database. `calls` are the external systems that it
    calls, None for any."""

    name: str
    argument: str
    database: str
    calls: tuple[str, ...] | None = ()


def processes(graph: Graph) -> Sequence[Process]:
    from ..bindings import called_by, database

    found = [Process(GATEWAY, GATEWAY, GATEWAY)]
    taken = {GATEWAY, "broker", "database"}
    for code in service_codes(graph).services:
        if not code.received:
            continue  # what only sends has nothing to run
        name = _dns(code.group, taken)
        taken.add(name)
        found.append(Process(name, code.service.id, database(graph, code.service, code.group), called_by(code.service)))
    return found


def variables(settings: DeploySettings, process: Process) -> dict[str, str | None]:
    """What the process reads of the environment's row, by name, with its default: its own keys and addresses, and not those of others.

    A carrier that is simulated beside its service is a client of the gateway, as a partner."""
    is_partner = "carrier" in settings.simulated and (process.calls is None or "carrier" in process.calls)
    found: dict[str, str | None] = {}
    for variable in settings.variables:
        key, _, inner = variable.place.partition(".")
        if key == "external":
            is_read = process.calls is None or inner in process.calls
        elif key == "clients":
            is_read = process.name == GATEWAY or (is_partner and inner == "partner")
        else:
            is_read = key != "gateway" or process.name == GATEWAY or is_partner
        if is_read:
            # One that is written with and without a default is needed.
            found[variable.name] = variable.default if found.get(variable.name, "") is not None else None
    return dict(sorted(found.items()))


def _dns(text: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST].strip("-")
    if not name or not name[0].isalpha():
        name = f"service-{name}".strip("-")
    if name in taken or not re.sub(r"[^a-z0-9]+", "", text.lower()):
        name = f"{name}-{sha256(text.encode()).hexdigest()[:6]}"
    return name
