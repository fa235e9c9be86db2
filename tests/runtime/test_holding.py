"""The loop of a member that holds messages: what it does after it stood still, which a SIGSTOP does to all of it at once."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from flowmart.runtime.transport import Delivery
from flowmart.runtime.transport.holding import Holding
from tests.runtime.running import until


class Shelf:
    """Has a message whenever it is asked."""

    def __init__(self) -> None:
        self.fetched = 0

    async def fetch(self) -> Sequence[tuple[Delivery, int]]:
        self.fetched += 1
        await asyncio.sleep(0.01)
        return [(Delivery("topic", None, b"%d" % self.fetched), self.fetched)]

    async def acknowledge(self, held: Sequence[int]) -> None: ...

    async def keep(self, held: Sequence[int]) -> Sequence[int]:
        return ()

    async def release(self, held: Sequence[int]) -> None: ...

    async def end(self) -> None: ...


def test_a_member_that_stood_still_takes_nothing_before_it_knows_that_the_group_is_still_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.holding._STOOD_STILL", 0.2)

    async def test() -> None:
        shelf, asked, replaced = Shelf(), list[int](), asyncio.Event()

        async def sole() -> None:
            asked.append(shelf.fetched)
            if replaced.is_set():
                raise RuntimeError("another instance works")

        async def on_batch(batch: Sequence[Delivery]) -> None: ...

        holding = Holding(shelf, on_batch, limit=10, keep_seconds=60, ended=lambda _: None, sole=sole)
        await until(lambda: shelf.fetched > 5)
        assert asked == [], "as long as it goes on, nobody is asked"
        time.sleep(0.3)  # noqa: ASYNC251  (all of the process stands still)
        await until(lambda: shelf.fetched > 10)
        assert len(asked) == 1
        replaced.set()
        time.sleep(0.3)  # noqa: ASYNC251
        await until(lambda: len(asked) > 3)
        assert len(set(asked[1:])) == 1, "nothing was taken in between"
        await holding.stop()

    asyncio.run(asyncio.wait_for(test(), 20))
