"""A transport in the memory of one process: for tests and for looking at a flow. Nothing survives."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from .consuming import Consumption, Fetched
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing, Sole


class MemoryTransport:
    """Keeps every message, so that a group that comes late sees all of them."""

    features = Features(
        persistent=False, cross_process=False, competing=False, ordered_by_key=True, late_groups=True, largest_message=1 << 30
    )
    reply_address = "memory"

    def __init__(self) -> None:
        self._log: list[Delivery] = []
        self._cursors: dict[str, int] = defaultdict(int)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._consumptions: set[Consumption] = set()
        self._receive: Callable[[Sequence[bytes]], None] | None = None

    async def open(self) -> None: ...

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None: ...

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        self._log.extend(Delivery(*message) for message in batch)
        for consumption in self._consumptions:
            consumption.wake()

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        wanted = frozenset(topics)

        async def fetch(position: int, _rested: bool) -> Fetched:
            found: list[Delivery] = []
            while position < len(self._log) and len(found) < limit:
                if self._log[position].topic in wanted:
                    found.append(self._log[position])
                position += 1
            return found, position, position < len(self._log)

        def acknowledge(position: int) -> None:
            self._cursors[group] = position

        async def end() -> None:
            self._turns[group].release()

        async def begin() -> int:
            await self._turns[group].acquire()
            return self._cursors[group]

        consumption = Consumption(begin, fetch, on_batch, acknowledge, end)
        self._consumptions.add(consumption)
        consumption.on_stopped(self._consumptions.discard)
        consumption.start()
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        own = [answer.body for answer in batch if answer.address == self.reply_address]
        if own and self._receive is not None:
            self._receive(own)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        for consumption in list(self._consumptions):
            await consumption.stop()
