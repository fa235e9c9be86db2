"""The processes of a deployment: one per service that has code, and the gateway. Names are those of DNS."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ...graph.graph import Graph
from ..service_code import service_codes

GATEWAY = "gateway"
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Process:
    """`argument` is what `flowmart run` is given; `database` is the name of its database."""

    name: str
    argument: str
    database: str


def processes(graph: Graph) -> Sequence[Process]:
    from ..bindings import database

    found = [Process(GATEWAY, GATEWAY, GATEWAY)]
    taken = {GATEWAY, "broker", "database"}
    for code in service_codes(graph).services:
        if not code.received:
            continue  # what only sends has nothing to run
        name = _dns(code.group, taken)
        taken.add(name)
        found.append(Process(name, code.service.id, database(graph, code.service, code.group)))
    return found


def _dns(text: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST].strip("-")
    if not name or not name[0].isalpha():
        name = f"service-{name}".strip("-")
    if name in taken or not re.sub(r"[^a-z0-9]+", "", text.lower()):
        name = f"{name}-{sha256(text.encode()).hexdigest()[:6]}"
    return name
