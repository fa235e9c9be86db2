"""A pointer to a channel gives a value to a parameter that the channel does not have.

Why: The value goes nowhere, and the parameter that was meant stays open. Most are typing mistakes.

Bad:

    address: orders.{region}
    to: [{id: orders, parameters: {regoin: eu}}]

Good:

    to: [{id: orders, parameters: {region: eu}}]
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..channel_pointers import channel_pointers
from ..rule import Rule

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def check(graph: Graph) -> Iterator[Diagnostic]:
    for owner, pointer, channel in channel_pointers(graph):
        if not pointer.parameters:
            continue
        known = {parameter.name for parameter in channel.parameters}
        known.update(_PLACEHOLDER.findall(f"{channel.address} {channel.id}"))
        for name in pointer.parameters:
            if name not in known:
                close = get_close_matches(name, sorted(known), n=1)
                hint = f"did you mean '{close[0]}'?" if close else "remove it, or declare it in the channel's 'parameters'"
                yield RULE.finding(pointer.location, f"{channel.id} has no parameter '{name}'", subject=owner, hint=hint)


RULE: Rule[Graph] = Rule("channels/unknown-parameter", Severity.WARNING, __doc__, check)
