"""A pointer to a channel leaves a parameter of its address open, although it fills another one.

Why: The address is incomplete: it is neither a template, which the environments fill, nor a place to send to. A pointer without
`parameters` is a template, and no finding; parameters with a default need no value.

Bad:

    address: orders.{region}.{kind}
    sends:
      - id: OrderPlaced
        to: [{id: orders, parameters: {region: eu}}]

Good:

    sends:
      - id: OrderPlaced
        to: [{id: orders, parameters: {region: eu, kind: placed}}]
"""

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..channel_pointers import channel_pointers
from ..rule import Rule

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def check(graph: Graph) -> Iterator[Diagnostic]:
    for owner, pointer, channel in channel_pointers(graph):
        if not pointer.parameters:
            continue
        defaults = {parameter.name for parameter in channel.parameters if parameter.default is not None}
        for name in dict.fromkeys(_PLACEHOLDER.findall(channel.address or channel.id)):
            # An environment is filled by flowmart.yaml, whatever pointers say.
            if name not in pointer.parameters and name not in defaults and name not in ("env", "environment", "stage"):
                message = f"nothing fills {{{name}}} of {channel.id}"
                yield RULE.finding(pointer.location, message, subject=owner, hint=f"add '{name}' to the pointer's 'parameters'")


RULE: Rule[Graph] = Rule("channels/parameter-missing", Severity.WARNING, __doc__, check)
