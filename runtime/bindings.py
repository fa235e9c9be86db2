"""Declarations that the bindings and gateway emitters write and the runtime executes.

Plain values: who receives what, from which channel, under which key. Nothing here opens a
connection or imports a message class; classes are named and looked up when the system starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["event", "command", "query"]
Mode: TypeAlias = Literal["state", "effect", "query"]

_NO_ADDRESSES: Mapping[str, str] = {}
_NO_POLICY: Mapping[str, float] = {}


def _address(channel: str, addresses: Mapping[str, str], environment: str, parameters: Mapping[str, str]) -> str:
    """The channel's address in an environment; an environment that the catalog does not know fills the template."""
    known = addresses.get(environment)
    if known is not None:
        return known
    return filled(channel, parameters)


def filled(template: str, parameters: Mapping[str, str]) -> str:
    """A channel's address with its parameters filled in."""
    for name, value in parameters.items():
        template = template.replace("{" + name + "}", value)
    return template


def short_name(service: str) -> str:
    """`OrdersService`, `orders-service`, `orders_service` and `orders` are the same."""
    plain = "".join(each for each in service.lower() if each.isalnum())
    return plain.removesuffix("service") or plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One message that a service receives, and the handler method it goes to.

    `channel` is the channel's address, `channel_id` its id where that is another word.
    `version` is the version of the message class. `key` is a payload property, or None. `policy` are fields of
    the handler's Policy that the catalog sets.
    """

    message: str
    version: str
    message_class: str
    kind: Kind
    handler: str
    mode: Mode
    channel: str
    channel_id: str = ""
    addresses: Mapping[str, str] = field(default_factory=lambda: _NO_ADDRESSES)
    key: str | None = None
    delivery: str = "at-least-once"
    protocols: tuple[str, ...] = ()
    policy: Mapping[str, float] = field(default_factory=lambda: _NO_POLICY)

    def address(self, environment: str, parameters: Mapping[str, str]) -> str:
        return _address(self.channel, self.addresses, environment, parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One message that a service may emit, send or ask.

    `encoding` is how it is written; with a `schema_id` the header of a schema registry stands before it. Readers follow the envelope.
    """

    message: str
    version: str
    message_class: str
    kind: Kind
    channel: str
    channel_id: str = ""
    addresses: Mapping[str, str] = field(default_factory=lambda: _NO_ADDRESSES)
    key: str | None = None
    delivery: str = "at-least-once"
    protocols: tuple[str, ...] = ()
    encoding: Literal["json", "avro", "protobuf"] = "json"
    schema_id: int | None = None

    def address(self, environment: str, parameters: Mapping[str, str]) -> str:
        return _address(self.channel, self.addresses, environment, parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBinding:
    """Everything that connects one service: consumer group, database, messages in and out.

    `module` is the module of the hand-written handlers below the project's services folder.
    Services that name the same `database` share it. `external` are the external systems that its effect handlers call, None for any.
    """

    service: str
    version: str
    module: str
    group: str
    database: str
    external: tuple[str, ...] | None = None
    subscriptions: tuple[Subscription, ...] = ()
    publications: tuple[Publication, ...] = ()

    def calls(self, system: str) -> bool:
        """Whether a handler may call the external system."""
        if self.external is not None:
            return system in self.external
        return any(each.mode == "effect" for each in self.subscriptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One HTTP operation of the gateway.

    `clients` are the client kinds that may call it; empty means all. `status` is what success answers.
    """

    method: str
    path: str
    message: str
    message_class: str
    kind: Kind
    service: str
    channel: str = ""
    channel_id: str = ""
    address: Mapping[str, str] = field(default_factory=lambda: _NO_ADDRESSES)
    key: str | None = None
    reply_class: str | None = None
    status: int = 202
    clients: tuple[str, ...] = ()
    summary: str = ""

    def topic(self, environment: str, parameters: Mapping[str, str]) -> str:
        return _address(self.channel or self.message, self.address, environment, parameters)
