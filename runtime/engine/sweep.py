"""Clears a service's tables in the background, a batch at a time, while the service works."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from ..store import Database
from ..store.clearing import Clearing, Windows
from ..store.database import Cursor, cursor_of
from ..store.lease import LeaseLost
from .ledger import Ledger

T = TypeVar("T")

_log = logging.getLogger("flowmart.sweep")

_LONGEST_PAUSE = 3600.0
_SHORTEST_PAUSE = 1.0


class Sweep:
    """From `start` to `stop`; once at start, then every hour, or as often as the shortest window needs."""

    def __init__(self, database: Database, ledger: Ledger, windows: Windows) -> None:
        self._database = database
        self._ledger = ledger
        self._windows = windows
        self._clearing = Clearing(database, ledger.service)
        self._task: asyncio.Task[None] | None = None
        kept = min(windows.inbox, windows.outbox or windows.inbox)
        self._pause = min(_LONGEST_PAUSE, max(_SHORTEST_PAUSE, kept / 10))

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self.clear()
            except LeaseLost:
                return
            except Exception:  # noqa: BLE001  (a locked or full database: the next time)
                _log.exception("old rows of %s could not be removed", self._ledger.service)
            await asyncio.sleep(self._pause)

    async def clear(self) -> None:
        now = time.time()
        before = now - self._windows.inbox
        place: tuple[str, str] | None = ("", "")
        while place is not None:
            places, place = await self._database.read(_reading(self._clearing.old, place, before))
            if places:
                await self._write(lambda cursor, places=places: self._clearing.forget(cursor, places, before))  # type: ignore[misc]
        while await self._write(lambda cursor: self._clearing.attempts(cursor, before)):
            pass
        while await self._write(lambda cursor: self._clearing.sent(cursor, now - self._windows.outbox)):
            pass

    async def _write(self, work: Callable[[Cursor], T]) -> T:
        def write(connection: Connection) -> T:
            with connection.begin():
                cursor = cursor_of(connection)
                self._ledger.fence(cursor)
                return work(cursor)

        return await self._database.write(write)


def _reading(
    old: Callable[[Cursor, tuple[str, str], float], T],
    place: tuple[str, str],
    before: float,
) -> Callable[[Connection], T]:
    return lambda connection: old(cursor_of(connection), place, before)
