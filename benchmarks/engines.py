"""The same messages through each engine three ways: the raw client with batches, flowmart's transport alone, and a whole flowmart service.

Consuming is timed from the first message to the last acknowledgement, so that nobody pays for how long a group takes to form.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.embedded import verify
from benchmarks.workload import CLASSES, EVENTS, ORDERS, Orders, Tables
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Answer, Consumer, Delivery, Outgoing, Transport, open_transport
from flowmart.runtime.transport.protocol import OnBatch, Sole

PATIENCE = 120.0


@dataclass(frozen=True)
class Rate:
    """What one run took for each message."""

    count: int
    seconds: float
    cpu: float

    @property
    def a_second(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_micros(self) -> float:
        return self.cpu / self.count * 1e6


class Watch:
    """Counts messages from the first on; the clock starts with it."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.seen = 0
        self.done = asyncio.Event()
        self._began = self._cpu = 0.0

    def restart(self, count: int) -> None:
        self.count, self.seen, self._began = count, 0, 0.0
        self.done.clear()

    def begin(self) -> None:
        if not self._began:
            self._began, self._cpu = time.perf_counter(), time.process_time()

    def saw(self, number: int = 1) -> None:
        self.begin()
        self.seen += number
        if self.seen >= self.count:
            self.done.set()

    def rate(self) -> Rate:
        return Rate(self.count, time.perf_counter() - self._began, time.process_time() - self._cpu)

    async def wait(self) -> Rate:
        await asyncio.wait_for(self.done.wait(), PATIENCE)
        return self.rate()


def renamed(messages: Sequence[Outgoing], topic: str) -> list[Outgoing]:
    return [message._replace(topic=topic) for message in messages]


async def transport_alone(url: str, messages: Sequence[Outgoing]) -> tuple[Rate, Rate]:
    """Publishing, and consuming with nothing done about the messages."""
    topic, group = f"alone.{uuid4().hex[:8]}", f"group-{uuid4().hex[:8]}"
    transport = open_transport(url)
    await transport.open()
    await transport.provision({group: [topic]})
    published = await _published(transport, renamed(messages, topic))
    watch = Watch(len(messages))

    async def on_batch(batch: Sequence[Delivery]) -> None:
        watch.saw(len(batch))

    consumer = await transport.consume(group, [topic], on_batch, limit=500)
    await asyncio.wait_for(watch.done.wait(), PATIENCE)
    await consumer.stop()  # returns when the last batch is acknowledged
    consumed = watch.rate()
    await transport.close()
    return published, consumed


async def _published(transport: Transport, messages: Sequence[Outgoing]) -> Rate:
    watch = Watch(len(messages))
    watch.begin()
    for start in range(0, len(messages), 500):
        await transport.publish(messages[start : start + 500])
    return watch.rate()


class Counted:
    """A transport that counts what is published, and starts the clock with the first batch."""

    def __init__(self, inner: Transport, watch: Watch) -> None:
        self.inner = inner
        self._watch = watch
        self.features = inner.features
        self.reply_address = inner.reply_address

    async def open(self) -> None:
        await self.inner.open()

    async def provision(self, groups: Mapping[str, Any]) -> None:
        await self.inner.provision(groups)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        await self.inner.publish(batch)
        self._watch.saw(len(batch))

    async def consume(self, group: str, topics: Any, on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None) -> Consumer:
        async def timed(batch: Sequence[Delivery]) -> None:
            self._watch.begin()
            await on_batch(batch)

        return await self.inner.consume(group, topics, timed, limit=limit, sole=sole)

    async def answer(self, batch: Sequence[Answer]) -> None:
        await self.inner.answer(batch)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self.inner.on_answers(receive)

    async def close(self) -> None:
        await self.inner.close()


async def service(url: str, folder: Path, messages: Sequence[Outgoing], orders: type[Orders]) -> Rate:
    """Inbox, business row, outbox, and the event published again; the rate is of whole messages with all of that."""
    watch = Watch(len(messages))
    transport = Counted(open_transport(url), watch)
    await transport.open()
    await transport.provision({"orders-service": [ORDERS], "audit": [EVENTS]})
    await open_and_publish(url, messages)
    path = folder / f"orders-{uuid4().hex[:8]}.db"
    database = Database(f"sqlite:{path}")
    around = Surroundings(transport=transport, classes=CLASSES.__getitem__, known=CLASSES, requests=Requests(transport))
    engine = Engine(orders(), database, around)
    await database.prepare(Tables.metadata)
    await engine.start()
    rate = await watch.wait()
    await engine.stop()
    await database.close()
    await transport.close()
    verify(path, len(messages))
    return rate


async def open_and_publish(url: str, messages: Sequence[Outgoing]) -> None:
    transport = open_transport(url)
    await transport.open()
    await _published(transport, messages)
    await transport.close()
