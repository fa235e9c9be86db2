"""A group on JetStream: its durable consumer on the stream of each topic, what a member pulls and acknowledges, how it takes over."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from .jetstream_topics import trim
from .protocol import Delivery

_KEY = "Flowmart-Key"
_FETCH_SECONDS = 0.5
_TRIM_SECONDS = 10.0
_HANDOVER_WAIT, _HANDOVER_SECONDS = 0.01, 0.25


def configuration(name: str, subject: str, lease: float) -> ConsumerConfig:
    return ConsumerConfig(
        name=name,
        durable_name=name,
        filter_subject=subject,
        ack_policy=AckPolicy.EXPLICIT,
        deliver_policy=DeliverPolicy.ALL,
        ack_wait=lease,
        max_ack_pending=5000,
    )


async def make_consumer(manager: Any, stream: str, wanted: ConsumerConfig) -> None:
    """Leaves one that is there as it is."""
    try:
        await manager.consumer_info(stream, wanted.durable_name)
    except NotFoundError:
        await manager.add_consumer(stream, wanted)


async def take_over(manager: Any, streams: Collection[str], group: str, lease: float) -> None:
    """Make the server send again, in order and before anything newer, what former members held.

    It has no word for that. But when the time that it waits for an acknowledgement changes, it looks 100 ms later at what is
    held for longer than the new time. Ends with the time of this lease, also when whoever began this once did not live to end it.
    """
    found: list[Any] = await asyncio.gather(*(manager.consumer_info(stream, group) for stream in streams))
    held = [each for each in found if each.num_ack_pending]
    strange = [each for each in found if abs(each.config.ack_wait - lease) > 0.001 and not each.num_ack_pending]

    async def wait_for(seconds: float, consumers: Sequence[Any]) -> None:
        await asyncio.gather(*(manager.add_consumer(each.stream_name, each.config.evolve(ack_wait=seconds)) for each in consumers))

    if held:
        await wait_for(_HANDOVER_WAIT, held)
        await asyncio.sleep(_HANDOVER_SECONDS)
    await wait_for(lease, [*held, *strange])


class Puller:
    """One member of a group, on one topic. `provision` makes both again when the server has lost them."""

    def __init__(
        self,
        client: Any,
        manager: Any,
        pull: Any,
        stream: str,
        group: str,
        topic: str,
        provision: Callable[[], Awaitable[None]],
        *,
        limit: int,
        lease: float,
        sole: bool,
    ) -> None:
        self._client = client
        self._manager = manager
        self._pull = pull
        self._stream = stream
        self._group = group
        self._sole = sole
        self._reconnects: int = client.stats["reconnects"]
        self._took_over = True
        self._topic = topic
        self._provision = provision
        self._limit = limit
        self._lease = lease
        # Not all members at once.
        self._trims_at = time.monotonic() + random.uniform(0.5, 1.0) * _TRIM_SECONDS

    async def fetch(self) -> list[tuple[Delivery, Any]]:
        if self._sole:
            await self._take_over_again()
        if time.monotonic() >= self._trims_at:
            self._trims_at = time.monotonic() + _TRIM_SECONDS
            if not await trim(self._manager, self._stream, self._group):
                await self._provision()
        try:
            messages: list[Any] = await self._pull.fetch(self._limit, timeout=_FETCH_SECONDS)
        except TimeoutError:  # the client's own kind, or asyncio's, depending on where it waited
            return []
        except BaseException:
            self._took_over = False
            raise
        return [(Delivery(self._topic, _key(message), message.data), message) for message in messages]

    async def _take_over_again(self) -> None:
        """With a connection, the server may have lost sight of what was on its way; nothing newer may be handled before it."""
        reconnects: int = self._client.stats["reconnects"]
        if self._took_over and reconnects == self._reconnects:
            return
        self._took_over = False
        await take_over(self._manager, [self._stream], self._group, self._lease)
        self._reconnects = reconnects
        self._took_over = True

    async def acknowledge(self, held: Sequence[Any]) -> None:
        # The server takes them in order, so its word for the last one is its word for all.
        for message in held[:-1]:
            await message.ack()
        await held[-1].ack_sync(timeout=5)

    async def keep(self, held: Sequence[Any]) -> Sequence[Any]:
        """The server does not say whether it has sent them to others meanwhile."""
        for message in held:
            await message.in_progress()
        return ()

    async def release(self, held: Sequence[Any]) -> None:
        for message in held:
            await message.nak()
        await self._client.flush()

    async def end(self) -> None:
        await self._pull.unsubscribe()


def headers(key: str | None) -> dict[str, str] | None:
    return None if key is None else {_KEY: f"={quote(key)}"}


def _key(message: Any) -> str | None:
    found: Mapping[str, str] | None = message.headers
    value = found.get(_KEY) if found else None
    return None if value is None else unquote(value.removeprefix("="))
