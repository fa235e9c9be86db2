"""The loop of one member of a group on a broker that hands messages out and waits for acknowledgements.

A batch that was not handled is kept and tried again here, in place: its order stays, and no broker
has to be asked to send it a second time. The broker sends it to others when this process dies.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, Protocol, TypeAlias, TypeVar

from .protocol import Delivery, OnBatch, Sole

H = TypeVar("H")
HeldMessage: TypeAlias = tuple[Delivery, H]

_log = logging.getLogger("flowmart.transport")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0
_STOOD_STILL = 2.0


class Source(Protocol[H]):
    """Where the messages come from; `H` is what an acknowledgement needs.

    `fetch` returns soon, with nothing if there is nothing. `keep` tells the broker that this member still
    works on them, and returns those that belong to others by now, where the broker can say so. `release` gives them to whoever asks next. `end` is called once, after the last batch.
    """

    async def fetch(self) -> Sequence[tuple[Delivery, H]]: ...
    async def acknowledge(self, held: Sequence[H]) -> None: ...
    async def keep(self, held: Sequence[H]) -> Sequence[H]: ...
    async def release(self, held: Sequence[H]) -> None: ...
    async def end(self) -> None: ...


class Holding(Generic[H]):
    """Batches of at most `limit` messages, one after the other; `keep_seconds` is how often held ones are kept.

    `wake` has a `fetch` that waits return, so that stopping need not wait for it, where a source can do so. `sole` is asked
    after a while without a `fetch`: a member that stood still while it was replaced would take messages from in front of the other one.
    """

    def __init__(
        self,
        source: Source[H],
        on_batch: OnBatch,
        *,
        limit: int,
        keep_seconds: float,
        ended: "Callable[[Holding[H]], object]",
        wake: Callable[[], object] | None = None,
        sole: Sole | None = None,
    ) -> None:
        self._source = source
        self._on_batch = on_batch
        self._limit = limit
        self._keep_seconds = keep_seconds
        self._ended = ended
        self._wake = wake
        self._sole = sole
        self._fetched_at = time.monotonic()
        self._held: list[H] = []
        self._kept_at = 0.0
        self._stopping = asyncio.Event()
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._keep())]

    async def stop(self) -> None:
        self._stopping.set()
        if self._wake is not None:
            self._wake()
        running, keeping = self._tasks
        await asyncio.wait([running])
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        self._ended(self)

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                messages = await self._fetch()
                pause = _FIRST_PAUSE
            except Exception:  # noqa: BLE001  (a broker that is away comes back)
                _log.exception("cannot receive; trying again in %.2f s", pause)
                await self._rest(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            self._held = [held for _, held in messages]
            self._kept_at = time.monotonic()
            for start in range(0, len(messages), self._limit):
                if start and self._stopping.is_set():
                    await self._quietly(lambda rest=self._held: self._source.release(rest))  # type: ignore[misc]
                    break
                await self._handle(messages[start : start + self._limit])
            self._held = []
        await self._quietly(self._source.end)

    async def _fetch(self) -> "Sequence[HeldMessage[H]]":
        now = time.monotonic()
        if self._sole is not None and now > self._fetched_at + _STOOD_STILL:
            await self._sole()
        self._fetched_at = now
        return await self._source.fetch()

    async def _handle(self, messages: "Sequence[HeldMessage[H]]") -> None:
        """Returns when they are acknowledged, or given back because this member stops."""
        settled = len(messages)
        pause = _FIRST_PAUSE
        handled = False
        while not handled and (pause == _FIRST_PAUSE or not self._stopping.is_set()):
            try:
                messages = await self._mine(messages)
                if messages:
                    await self._on_batch([delivery for delivery, _ in messages])
                handled = True
            except Exception:  # noqa: BLE001  (whatever it was: nothing is acknowledged, all of it comes again)
                _log.exception("messages were not handled and come again in %.2f s", pause)
                await self._rest(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        settle = self._source.acknowledge if handled else self._source.release
        held = [each for _, each in messages]
        if held:
            await self._quietly(lambda: settle(held))
        self._held = self._held[settled:]

    async def _mine(self, messages: "Sequence[HeldMessage[H]]") -> "Sequence[HeldMessage[H]]":
        """Without those that went to others while this process stood still: they are handled there."""
        if time.monotonic() - self._kept_at < 2 * self._keep_seconds:
            return messages
        lost = await self._source.keep([held for _, held in messages])
        return [each for each in messages if each[1] not in lost]

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._keep_seconds)
            if held := list(self._held):
                await self._quietly(lambda now=held: self._kept(now))  # type: ignore[misc]

    async def _kept(self, held: Sequence[H]) -> None:
        if not await self._source.keep(held):
            self._kept_at = time.monotonic()

    async def _quietly(self, work: Callable[[], Awaitable[None]]) -> None:
        """What fails here has the broker deliver again, which the services are made for."""
        try:
            await work()
        except Exception:  # noqa: BLE001
            _log.exception("the broker did not take an acknowledgement; it may deliver those messages again")

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
