"""Over which channels a message goes, and which address a channel has in each environment: one rule for bindings and gateway.

A party that names no channel uses the other side's; a message for which nobody names one has a channel of its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..config import Config
from ..diagnostics import Diagnostic, Severity
from ..graph.graph import ChannelLink, Graph, Link
from ..model.ids import ResourceType
from ..model.resources import Channel, Message, Service
from .literals import python_literal
from .service_code import group_name

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DELIVERY = "at-least-once"


@dataclass(frozen=True, slots=True)
class Address:
    """A channel as bindings show it. `template` has the placeholders, `addresses` an address per environment. `id` is empty where
    the template is the channel's id, and for a message that has a channel of its own."""

    template: str
    addresses: tuple[tuple[str, str], ...]
    delivery: str
    protocols: tuple[str, ...]
    encoding: str = ""
    id: str = ""

    @property
    def literal(self) -> str:
        return python_literal(dict(self.addresses))


class Addresses:
    """Addresses of one configuration; `diagnostics` collects placeholders that nothing fills."""

    def __init__(self, graph: Graph, config: Config) -> None:
        self._graph, self._config = graph, config
        self.diagnostics: dict[Diagnostic, None] = {}

    def of(self, message: Message, links: Iterable[Link]) -> tuple[Address, ...]:
        """The addresses that the party behind `links` uses for the message; at least one."""
        channels = _distinct(channel for link in links for channel in link.channels) or _elsewhere(self._graph, message)
        if not channels:
            return (self._own(message),)
        return tuple(self._address(channel) for channel in channels)

    def _own(self, message: Message) -> Address:
        name = message.id
        if message.type is not ResourceType.EVENT:
            owner = _owner(self._graph, message)
            name = name if owner is None else f"{group_name(owner)}.{name}"
        return Address(name, tuple((environment.name, name) for environment in self._config.environments), _DELIVERY, ())

    def _address(self, link: ChannelLink) -> Address:
        channel = link.channel
        template = channel.address or channel.id
        filled: list[tuple[str, str]] = []
        for environment in self._config.environments:
            values = {**_defaults(channel), **link.parameters, **environment.parameters}
            filled.append((environment.name, self._filled(channel, template, environment.name, values)))
        id = channel.id if channel.id != template else ""
        return Address(template, tuple(filled), channel.delivery_guarantee or _DELIVERY, channel.protocols, channel.encoding, id)

    def _filled(self, channel: Channel, template: str, environment: str, values: Mapping[str, str]) -> str:
        for name in _PLACEHOLDER.findall(template):
            if name not in values:
                message = f"nothing fills {{{name}}} of {channel.id} in the environment {environment}"
                self._report(
                    channel, "channels/parameter-missing", message, f"set it in flowmart.yaml: environments.{environment}.parameters"
                )
        for parameter in channel.parameters:
            value = values.get(parameter.name)
            if parameter.enum and value is not None and value not in parameter.enum:
                message = f"{parameter.name} of {channel.id} is '{value}' in the environment {environment}, which its enum does not have"
                self._report(channel, "channels/parameter-value", message, f"one of: {', '.join(parameter.enum)}")
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)

    def _report(self, channel: Channel, rule: str, message: str, hint: str) -> None:
        place = channel.at("parameters" if "parameters" in channel.marks else "id")
        self.diagnostics[Diagnostic(place, rule, Severity.WARNING, message, str(channel.key), hint)] = None


def _owner(graph: Graph, message: Message) -> Service | None:
    """The service that a command or query is for: the first by id, one of ours before somebody else's."""
    receivers = [link.participant for link in graph.consumers(message) if isinstance(link.participant, Service)]
    return min(receivers, key=lambda service: service.external, default=None)


def _elsewhere(graph: Graph, message: Message) -> tuple[ChannelLink, ...]:
    """The channels that others name for the message, or that its own file names (the way of older catalogs)."""
    named = graph.channels_of(message)
    if named or not message.channels:
        return named
    own = graph.follow(message.channels, ResourceType.CHANNEL)
    return tuple(ChannelLink(channel, {}) for channel in own if isinstance(channel, Channel))


def _distinct(channels: Iterable[ChannelLink]) -> tuple[ChannelLink, ...]:
    return tuple({channel.channel.key: channel for channel in channels}.values())


def _defaults(channel: Channel) -> Mapping[str, str]:
    return {parameter.name: parameter.default for parameter in channel.parameters if parameter.default is not None}
