"""The loop of one member of a group over a log with positions: wait for its turn, fetch, hand over, acknowledge.

Shared by the transports that keep a log themselves. Knows nothing about where the log is.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from ..news import News
from .protocol import Delivery, OnBatch

Fetched: TypeAlias = tuple[list[Delivery], int, bool]

_log = logging.getLogger("flowmart.transport")

POLL_SECONDS = 0.25
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0


class Consumption:
    """`begin` waits for this member's turn and returns the position to start from; `fetch` returns what lies
    behind a position, the position after it, and whether there is more behind that, and is told whether this member has rested before,
    having read all that there was; `end` gives the turn back."""

    def __init__(
        self,
        begin: Callable[[], Awaitable[int]],
        fetch: Callable[[int, bool], Awaitable[Fetched]],
        on_batch: OnBatch,
        acknowledge: Callable[[int], None],
        end: Callable[[], Awaitable[None]],
    ) -> None:
        self._begin = begin
        self._fetch = fetch
        self._on_batch = on_batch
        self._acknowledge = acknowledge
        self._end = end
        self._news = News()
        self._stopping = False
        self._has_turn = False
        self._task: asyncio.Task[None] | None = None
        self._stopped: Callable[[Consumption], None] = lambda _: None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    def wake(self) -> None:
        """Something may have been published."""
        self._news.set()

    def on_stopped(self, tell: "Callable[[Consumption], None]") -> None:
        self._stopped = tell

    async def stop(self) -> None:
        self._stopping = True
        self._news.set()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task
        self._stopped(self)

    def lose_turn(self) -> None:
        """Another member works by now: end the present batch, and wait for the next turn."""
        self._has_turn = False
        self._news.set()

    async def _run(self) -> None:
        while not self._stopping:
            position = await self._turn()
            if position is None:
                return
            self._has_turn = True
            try:
                await self._work(position)
            finally:
                await self._end()

    async def _turn(self) -> int | None:
        waiting = asyncio.ensure_future(self._begin())
        while not waiting.done():
            await asyncio.wait([waiting], timeout=POLL_SECONDS)
            if self._stopping and not waiting.done():
                waiting.cancel()
                return None
        return waiting.result()

    async def _work(self, position: int) -> None:
        pause = _FIRST_PAUSE
        ahead: asyncio.Future[Fetched] | None = None
        rested = False
        while self._has_turn and not self._stopping:
            try:
                batch, after, has_more = await (ahead or self._read(position, rested))
                ahead, rested = None, False
                if batch:
                    if has_more or self._news.is_set():
                        # Reading the next batch while this one is handled hides the time of reading.
                        ahead = asyncio.ensure_future(self._read(after, rested))
                    await self._on_batch(batch)
                    self._acknowledge(after)
            except Exception:  # noqa: BLE001  (whatever it was: nothing is acknowledged, all of it comes again)
                _log.exception("messages were not handled and come again in %.2f s", pause)
                await _ended(ahead)
                ahead, rested = None, False
                await self._rest(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            if not has_more and ahead is None:
                await self._rest(POLL_SECONDS, until_news=True)
                rested = True
            position = after
        await _ended(ahead)

    async def _read(self, position: int, rested: bool) -> Fetched:
        # Before reading: what is published after this moment may be missed, and is news.
        self._news.clear()
        return await self._fetch(position, rested)

    async def _rest(self, seconds: float, *, until_news: bool = False) -> None:
        """Stopping ends any rest."""
        end = time.monotonic() + seconds
        while self._has_turn and not self._stopping and (left := end - time.monotonic()) > 0:
            await self._news.wait(left)
            if until_news:
                return
            self._news.clear()


async def _ended(reading: "asyncio.Future[Fetched] | None") -> None:
    if reading is not None:
        await asyncio.gather(reading, return_exceptions=True)
