"""The loop of one member of a group over a log with positions: wait for its turn, fetch, hand over, acknowledge.

Shared by the transports that keep a log themselves. Knows nothing about where the log is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from .protocol import Delivery, OnBatch

Fetched: TypeAlias = tuple[list[Delivery], int]

_log = logging.getLogger("flowmart.transport")

POLL_SECONDS = 0.25
_LONGEST_PAUSE = 5.0


class Consumption:
    """`begin` waits for this member's turn and returns the position to start from; `fetch` returns what lies
    behind a position and the position after it; `end` gives the turn back."""

    def __init__(
        self,
        begin: Callable[[], Awaitable[int]],
        fetch: Callable[[int], Awaitable[Fetched]],
        on_batch: OnBatch,
        acknowledge: Callable[[int], None],
        end: Callable[[], None],
    ) -> None:
        self._begin = begin
        self._fetch = fetch
        self._on_batch = on_batch
        self._acknowledge = acknowledge
        self._end = end
        self._news = asyncio.Event()
        self._stopping = False
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

    async def _run(self) -> None:
        position = await self._turn()
        if position is None:
            return
        try:
            await self._work(position)
        finally:
            self._end()

    async def _turn(self) -> int | None:
        waiting = asyncio.ensure_future(self._begin())
        while not waiting.done():
            await asyncio.wait([waiting], timeout=POLL_SECONDS)
            if self._stopping and not waiting.done():
                waiting.cancel()
                return None
        return waiting.result()

    async def _work(self, position: int) -> None:
        pause = 0.05
        ahead: asyncio.Future[Fetched] | None = None
        while not self._stopping:
            self._news.clear()
            batch, after = await (ahead or self._fetch(position))
            ahead = None
            if not batch:
                if after == position:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), POLL_SECONDS)
                position = after
                continue
            # Reading the next batch while this one is handled hides the time of reading.
            ahead = asyncio.ensure_future(self._fetch(after))
            try:
                await self._on_batch(batch)
            except Exception:  # noqa: BLE001
                _log.exception("a batch of %d messages was not handled and comes again in %.2f s", len(batch), pause)
                await ahead
                ahead = None
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = 0.05
            position = after
            self._acknowledge(position)
        if ahead is not None:
            await ahead
