"""The transport protocol: batches in, batches out, acknowledgement when the callback returns.

Inbox, outbox, retries and dead letters live above it, in the service's database, so that they are
alike on every engine. A transport only promises what its Features say.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple, Protocol, TypeAlias

from ..failures import RuntimeFailure


class Outgoing(NamedTuple):
    """A message to publish. Messages of one topic and key stay in order."""

    topic: str
    key: str | None
    body: bytes


class Delivery(NamedTuple):
    """A message that a group receives."""

    topic: str
    key: str | None
    body: bytes


class Answer(NamedTuple):
    """A reply on its way to whoever has this address. Best effort: the requester asks again when it is lost."""

    address: str
    body: bytes


OnBatch: TypeAlias = Callable[[Sequence[Delivery]], Awaitable[None]]
"""Handles a batch; returning acknowledges all of it, raising has all of it delivered again after a pause."""

Sole: TypeAlias = Callable[[], Awaitable[object]]
"""Asked by a member that has its group to itself before it takes more, when it may have stood still: raises when it has been replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What an engine can do. The contract suite asks for exactly this.

    `competing`: the members of a group share its messages (otherwise one works and the others stand by).
    `late_groups`: a new group sees what was published before it and is still kept.
    `frees_stalled`: what a member holds goes to others when its process stands still, not only when it dies.
    """

    persistent: bool
    cross_process: bool
    competing: bool
    ordered_by_key: bool
    late_groups: bool
    frees_stalled: bool = False
    largest_message: int


class Consumer(Protocol):
    """A running consumption."""

    async def stop(self) -> None:
        """Take no new batch, let the present one finish and be acknowledged."""
        ...


class Transport(Protocol):
    """One connection to an engine, used by every service of the process."""

    @property
    def features(self) -> Features: ...

    @property
    def reply_address(self) -> str:
        """Where answers to requests of this process go."""
        ...

    async def open(self) -> None: ...

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        """Make each group and its topics exist, so that messages wait for a group that has not started yet."""
        ...

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        """Returns when the engine holds every message as durably as it ever will; raises when it does not."""
        ...

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        """`sole`: this member has the group to itself. What a former one held and never acknowledged then comes at once and
        first, instead of after its time and behind what is newer, and so does what was lost with a connection."""
        ...

    async def answer(self, batch: Sequence[Answer]) -> None: ...

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        """Called on the event loop with the bodies of answers to `reply_address`."""
        ...

    async def close(self) -> None: ...


def open_transport(url: str) -> Transport:
    """The transport for an environment's `transport`, not opened yet."""
    engine, _, rest = url.partition(":")
    if engine == "memory":
        from .memory import MemoryTransport

        return MemoryTransport()
    if engine == "sqlite":
        from .embedded import EmbeddedTransport

        return EmbeddedTransport(rest)
    if engine in _BROKERS:
        module, name, extra = _BROKERS[engine]
        try:
            opened: Transport = getattr(import_module(f".{module}", __package__), name)(url)
        except ModuleNotFoundError as error:
            hint = f"pip install 'flowmart[{extra}]'"
            raise RuntimeFailure(f"the transport {engine!r} needs the package {error.name!r}, which is not installed", hint) from error
        return opened
    raise RuntimeFailure(f"no transport for {engine!r}", f"use memory:, sqlite:<path>, {', '.join(f'{each}://...' for each in _BROKERS)}")


_BROKERS = {
    "amqp": ("rabbit_queues", "RabbitTransport", "rabbitmq"),
    "amqps": ("rabbit_queues", "RabbitTransport", "rabbitmq"),
    "kafka": ("kafka_log", "KafkaTransport", "kafka"),
    "mqtt": ("mqtt_edge", "MqttTransport", "mqtt"),
    "mqtts": ("mqtt_edge", "MqttTransport", "mqtt"),
    "nats": ("jetstream", "NatsTransport", "nats"),
    "tls": ("jetstream", "NatsTransport", "nats"),
    "redis": ("redis_streams", "RedisTransport", "redis"),
    "rediss": ("redis_streams", "RedisTransport", "redis"),
}
"""By the scheme of a URL: module, class, and the extra that installs its client library."""
