"""Channels, services and messages that rows of `environments` in flowmart.yaml name, and that the catalog does not have."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from ..config import Config, RowName
from ..diagnostics import Diagnostic, Severity
from ..graph.graph import Graph
from .channels import Addresses
from .service_code import ServiceCode, service_codes

_RULE = "config/unknown-key"


def row_names(graph: Graph, config: Config) -> Iterator[Diagnostic]:
    """The system would not start with them."""
    if not any(row.channels or row.handled for row in config.environments):
        return
    codes = service_codes(graph).services
    channels, called = _channels(graph, config, codes)
    received = {short_name(code.service.id): (code.service.id, {each.message.id for each in code.received}) for code in codes}
    for row in config.environments:
        for name in row.channels:
            if name.path[0] not in channels:
                yield _unknown(name, "there is no channel", called)
        for name in row.handled:
            service, messages = received.get(short_name(name.path[0]), ("", set[str]()))
            if len(name.path) == 1 and not service:
                yield _unknown(name, "there is no service", received)
            elif len(name.path) == 2 and service and name.path[1] not in messages:
                yield _unknown(name, f"{service} does not receive", messages)


def _channels(graph: Graph, config: Config, codes: Collection[ServiceCode]) -> tuple[set[str], list[str]]:
    """All names that a channel goes by, and the one that it is called by."""
    addresses = Addresses(graph, config)
    known: set[str] = set()
    called: set[str] = set()
    for code in codes:
        places = [at for each in code.received for at in addresses.of(each.message, each.links)]
        places += [at for each in code.sent for at in addresses.of(each.message, each.links)]
        for at in places:
            known |= {at.template, *(address for _, address in at.addresses)}
            called.add(at.id or at.template)
    known |= called
    return known, sorted(called)


def short_name(service: str) -> str:
    """`OrdersService`, `orders-service` and `orders` are the same, as they are to the runtime."""
    plain = "".join(each for each in service.lower() if each.isalnum())
    return plain.removesuffix("service") or plain


def _unknown(name: RowName, what: str, known: Collection[str]) -> Diagnostic:
    close = get_close_matches(name.path[-1], known, n=1, cutoff=0.6)
    hint = f"did you mean '{close[0]}'?" if close else "correct it, or take it out"
    return Diagnostic(name.location, _RULE, Severity.ERROR, f"{what} '{name.path[-1]}'", hint=hint)
