"""RabbitMQ: one exchange, a quorum queue for each group, bound to the group's topics; one working consumer a queue.

Publisher confirms are in flight by the hundred; a handled batch is one acknowledgement. Answers go to
a queue that lives as long as the process. A topic that no group wants keeps nothing.

Two connections: a server that is short of memory or disk reads no more from one that publishes, and so would not
see the acknowledgements that empty its queues.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from ssl import SSLContext
from typing import Any
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from ..failures import RuntimeFailure
from ..news import News
from ..provisioning.resources import Resource, Wanted
from .address import Address
from .holding import Holding
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing, Sole

_KEY = "flowmart-key"
_DIFFERS, _PRESENT = re.compile(r"inequivalent arg '([^']*)'"), re.compile(r"but current is (?:the value )?'?([^']*)'?")
_SETTINGS = {"type": "type", "x-queue-type": "type", "durable": "durable", "x-single-active-consumer": "single active consumer"}
"""How a resource calls the arguments of a declaration."""
_IN_FLIGHT = 500
_OPEN_SECONDS = 10.0
_PUBLISH_SECONDS = 30.0
_ANSWER_SECONDS = 5.0
_CLOSE_SECONDS = 5.0
_FETCH_SECONDS = 0.5
_LINGER_SECONDS = 0.002
_RECONNECT_SECONDS = 0.5
# RabbitMQ notes which log belongs to a new quorum queue up to half a second after it has answered: killed before that, it
# starts again with an empty queue that nobody leads. So nothing is routed to a queue before it is older than this.
_SETTLE_SECONDS = 1.5
# Nothing has to be told to the broker while a batch is handled; its own limit is half an hour (`consumer_timeout`).
_KEEP_SECONDS = 3600.0


class RabbitTransport:
    """`amqp://user:password@host:5672/vhost?namespace=flowmart` (`amqps:` with TLS)."""

    # RabbitMQ 4 takes 16 MiB by default; older ones more.
    features = Features(
        persistent=True, cross_process=True, competing=False, ordered_by_key=True, late_groups=False, largest_message=16 << 20
    )

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "ca"})
        self._prefix = self._address.text("namespace", "flowmart")
        self.reply_address = uuid4().hex
        self._publishing: Any = None
        self._consuming: Any = None
        self._channel: Any = None
        self._answering: Any = None
        self._exchange: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._consumptions: set[Holding[AbstractIncomingMessage]] = set()

    async def connect(self) -> None:
        await self._reach(make=False)

    async def open(self) -> None:
        await self._reach(make=True)

    async def _reach(self, *, make: bool) -> None:
        trust = self._address.trust() if self._address.url.startswith("amqps:") else None
        try:
            # A first, plain connection fails at once where the one that heals itself would go on trying.
            async with asyncio.timeout(_OPEN_SECONDS):
                await (await aio_pika.connect(self._address.url, ssl_context=trust)).close()
                self._consuming = await self._connect(trust)
                self._channel = await self._consuming.channel(publisher_confirms=False)
                if make:
                    await self._make_exchange()
                    answers = await self._channel.declare_queue(self._answer_queue(self.reply_address), exclusive=True, auto_delete=True)
                    await answers.consume(self._answered, no_ack=True)
                    self._publishing = await self._connect(trust)
                    self._exchange = await (await self._publishing.channel(publisher_confirms=True)).get_exchange(
                        self._prefix, ensure=False
                    )
                    self._answering = await self._publishing.channel(publisher_confirms=False)
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError) as error:
            await self._disconnect()
            raise RuntimeFailure(
                f"cannot reach RabbitMQ at {self._address.shown}: {str(error) or 'no answer'}", "check the environment's `transport`"
            ) from error

    async def _connect(self, trust: SSLContext | None) -> Any:
        return await aio_pika.connect_robust(self._address.url, ssl_context=trust, reconnect_interval=_RECONNECT_SECONDS)

    async def _disconnect(self) -> None:
        for connection in (self._publishing, self._consuming):
            if connection is not None:
                # One that is being made again, or that the server does not hear, says no good-bye.
                with suppress(TimeoutError):
                    await asyncio.wait_for(connection.close(), _CLOSE_SECONDS)

    async def _make_exchange(self) -> None:
        await self._channel.declare_exchange(self._prefix, aio_pika.ExchangeType.DIRECT, durable=True)

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        there = [await self._is_there(f"{self._prefix}.{group}") for group in groups]
        queues = [await _declare_queue(f"{self._prefix}.{group}", self._channel, False) for group in groups]
        if not all(there):
            await asyncio.sleep(_SETTLE_SECONDS)
        for queue, topics in zip(queues, groups.values(), strict=True):
            for topic in sorted(set(topics)):
                await queue.bind(self._prefix, routing_key=topic)

    async def survey(self, wanted: Wanted) -> list[Resource]:
        """The broker does not list settings or bindings over AMQP; it says whether a declaration fits."""
        resources = [
            await self._compared(
                "exchange",
                self._prefix,
                {"type": "direct", "durable": "yes"},
                lambda channel, passive: channel.declare_exchange(
                    self._prefix, aio_pika.ExchangeType.DIRECT, durable=True, passive=passive
                ),
            )
        ]
        for group, topics in wanted.groups.items():
            name = f"{self._prefix}.{group}"
            settings = {"type": "quorum", "durable": "yes", "single active consumer": "yes", "bound to": " ".join(sorted(set(topics)))}
            declare = partial(_declare_queue, name)
            resources.append(await self._compared("queue", name, settings, declare))
        return resources

    async def _compared(self, kind: str, name: str, settings: dict[str, str], declare: Callable[[Any, bool], Any]) -> Resource:
        # A refused declaration closes its channel.
        channel: Any = await self._consuming.channel(publisher_confirms=False)
        try:
            await declare(channel, True)
            # It is there, so this creates nothing, and is refused when the settings are others.
            await declare(channel, False)
            return Resource.compared(kind, name, settings, {})
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return Resource.compared(kind, name, settings, None)
        except aio_pika.exceptions.ChannelPreconditionFailed as error:
            said = str(error.args[-1])
            argument, present = _DIFFERS.findall(said)[:1], _PRESENT.findall(said)[:1]
            setting = _SETTINGS.get("".join(argument), "")
            place = setting if setting in settings else next(iter(settings))
            return Resource.compared(kind, name, settings, {place: "".join(present) if present and setting else said})
        finally:
            with suppress(Exception):
                await channel.close()

    async def make(self, wanted: Wanted) -> None:
        # A name that is taken by something else is reported and left as it is.
        missing = {each.name for each in await self.survey(wanted) if each.state == "missing"}
        if self._prefix in missing:
            await self._make_exchange()
        await self.provision({group: topics for group, topics in wanted.groups.items() if f"{self._prefix}.{group}" in missing})

    async def bind(self, wanted: Wanted) -> None:
        """To topics that came to the catalog after the queue. Twice is no harm, and the broker does not list what is bound."""
        fitting = {each.name for each in await self.survey(wanted) if each.state == "there"}
        await self.provision({group: topics for group, topics in wanted.groups.items() if f"{self._prefix}.{group}" in fitting})

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        for start in range(0, len(batch), _IN_FLIGHT):
            window = [
                self._exchange.publish(
                    aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, headers=None if key is None else {_KEY: key}),
                    routing_key=topic,
                    mandatory=False,
                )
                for topic, key, body in batch[start : start + _IN_FLIGHT]
            ]
            # Also for as long as there is no connection; what the broker refuses raises.
            async with asyncio.timeout(_PUBLISH_SECONDS):
                await asyncio.gather(*window)

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        channel: Any = await self._consuming.channel(publisher_confirms=False)
        await channel.set_qos(prefetch_count=limit * 2)
        await self.provision({group: topics})
        member = _Member(channel, await _declare_queue(f"{self._prefix}.{group}", channel, False), limit)
        await member.begin()
        consumption = Holding(member, on_batch, limit=limit, keep_seconds=_KEEP_SECONDS, ended=self._consumptions.discard, wake=member.wake)
        self._consumptions.add(consumption)
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        async with asyncio.timeout(_ANSWER_SECONDS):
            for address, body in batch:
                message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.NOT_PERSISTENT)
                await self._answering.default_exchange.publish(message, routing_key=self._answer_queue(address), mandatory=False)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        await asyncio.gather(*(consumption.stop() for consumption in list(self._consumptions)))
        await self._disconnect()

    def _answer_queue(self, address: str) -> str:
        return f"{self._prefix}.answers.{address}"

    async def _is_there(self, queue: str) -> bool:
        # To ask for one that is not closes the channel.
        channel: Any = await self._consuming.channel(publisher_confirms=False)
        try:
            await _declare_queue(queue, channel, True)
            return True
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return False
        finally:
            with suppress(Exception):
                await channel.close()

    async def _answered(self, message: AbstractIncomingMessage) -> None:
        if self._receive is not None:
            self._receive([message.body])


async def _declare_queue(name: str, channel: Any, passive: bool) -> Any:
    arguments = {"x-queue-type": "quorum", "x-single-active-consumer": True}
    return await channel.declare_queue(name, durable=True, arguments=arguments, passive=passive)


class _Member:
    """One consumer of a group's queue; what it may hold is bounded by the channel's prefetch."""

    def __init__(self, channel: Any, queue: Any, limit: int) -> None:
        self._channel = channel
        self._queue = queue
        self._limit = limit
        self._arrived: deque[AbstractIncomingMessage] = deque()
        self._news = News()

    async def begin(self) -> None:
        await self._queue.consume(self._arrive)

    def wake(self) -> None:
        self._news.set()

    async def _arrive(self, message: AbstractIncomingMessage) -> None:
        self._arrived.append(message)
        self._news.set()

    async def fetch(self) -> list[tuple[Delivery, AbstractIncomingMessage]]:
        self._news.clear()
        if not self._arrived:
            await self._news.wait(_FETCH_SECONDS)
        waited = 0
        while 0 < len(self._arrived) < self._limit and waited != len(self._arrived):
            # The broker pushes one by one; as long as more come, they make one batch.
            waited = len(self._arrived)
            await asyncio.sleep(_LINGER_SECONDS)
        messages = [self._arrived.popleft() for _ in range(min(self._limit, len(self._arrived)))]
        return [(_delivery(message), message) for message in messages]

    async def acknowledge(self, held: Sequence[AbstractIncomingMessage]) -> None:
        # Batches are handled in the order of arrival, so everything up to the last message is handled.
        await held[-1].ack(multiple=True)

    async def keep(self, held: Sequence[AbstractIncomingMessage]) -> Sequence[AbstractIncomingMessage]:
        return ()

    async def release(self, held: Sequence[AbstractIncomingMessage]) -> None:
        """The end of the channel gives back, in order, all that is not acknowledged."""

    async def end(self) -> None:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await self._channel.close()


def _delivery(message: AbstractIncomingMessage) -> Delivery:
    key = message.headers.get(_KEY)
    return Delivery(message.routing_key or "", None if key is None else str(key), message.body)
