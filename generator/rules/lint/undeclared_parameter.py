"""The address of a channel has a placeholder that its `parameters` do not declare, though they declare others.

Why: Nobody knows what to fill in: neither the reader, nor the environments of flowmart.yaml. A channel that declares no parameter
at all is left alone, since many catalogs have braces in ids only.

Bad:

    address: orders.{env}.{region}
    parameters:
      env: {enum: [test, production]}

Good:

    address: orders.{env}.{region}
    parameters:
      env: {enum: [test, production]}
      region: {description: where the order was placed}
"""

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.resources import Channel
from ..rule import Rule

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def check(graph: Graph) -> Iterator[Diagnostic]:
    for channel in graph.every(ResourceType.CHANNEL, Channel):
        declared = {parameter.name for parameter in channel.parameters}
        if not declared:
            continue
        key = "address" if channel.address else "id"
        for name in dict.fromkeys(_PLACEHOLDER.findall(channel.address or channel.id)):
            if name not in declared:
                message = f"{{{name}}} in the {key} of {channel.id} is not declared"
                yield RULE.finding(channel.at(key), message, subject=channel, hint=f"add '{name}' to 'parameters', or correct the {key}")


RULE: Rule[Graph] = Rule("channels/undeclared-parameter", Severity.WARNING, __doc__, check)
