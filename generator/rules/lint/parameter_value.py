"""A pointer, or a default, gives a channel's parameter a value that its `enum` does not have.

Why: Messages go to an address that nobody listens to.

Bad:

    parameters:
      env: {enum: [test, production]}
    to: [{id: orders, parameters: {env: prod}}]

Good:

    to: [{id: orders, parameters: {env: production}}]
"""

from collections.abc import Iterator
from difflib import get_close_matches

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.resources import Channel, Parameter
from ..channel_pointers import channel_pointers
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for channel in graph.every(ResourceType.CHANNEL, Channel):
        for parameter in channel.parameters:
            if parameter.default is not None and parameter.enum and parameter.default not in parameter.enum:
                message = f"the default '{parameter.default}' of {parameter.name} is not in its enum"
                yield RULE.finding(parameter.location, message, subject=channel, hint=_hint(parameter.default, parameter))
    for owner, pointer, channel in channel_pointers(graph):
        known = {parameter.name: parameter for parameter in channel.parameters}
        for name, value in pointer.parameters.items():
            bound = known.get(name)
            if bound is not None and bound.enum and value not in bound.enum:
                message = f"{channel.id} has no value '{value}' for {name}"
                yield RULE.finding(pointer.location, message, subject=owner, hint=_hint(value, bound))


def _hint(value: str, parameter: Parameter) -> str:
    close = get_close_matches(value, parameter.enum, n=1)
    return f"did you mean '{close[0]}'?" if close else f"one of: {', '.join(parameter.enum)}"


RULE: Rule[Graph] = Rule("channels/parameter-value", Severity.ERROR, __doc__, check)
