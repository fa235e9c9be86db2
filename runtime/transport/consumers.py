"""Several consumers that are one member of a group: one batch at a time among them, as with one consumer, and stopped together."""

import asyncio
from collections.abc import Sequence

from .protocol import Consumer, Delivery, OnBatch


class Consumers(list[Consumer]):
    async def stop(self) -> None:
        await asyncio.gather(*(each.stop() for each in self))


def one_at_a_time(on_batch: OnBatch) -> OnBatch:
    """The same for consumers that do not know of each other: each waits until no other one is handling a batch."""
    turn = asyncio.Lock()

    async def in_turn(batch: Sequence[Delivery]) -> None:
        async with turn:
            await on_batch(batch)

    return in_turn
