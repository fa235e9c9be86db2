"""From the outbox to the broker: reads committed rows in order, publishes them, and has them forgotten.

Reads on a connection of its own, where nothing uncommitted shows; a relay that has nothing to do is handed what a transaction
has just committed, and need not read. Rows that were published and not yet
forgotten when the process died go out again under the same ids; the receivers' inboxes refuse them.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

from sqlalchemy import Connection

from ..news import News
from ..store import Database
from ..store.database import cursor_of
from ..store.lease import LeaseLost
from ..store.outbox import StoredRow
from ..transport.protocol import Outgoing, Transport
from .crash_points import reach
from .ledger import MOST_ROWS, Ledger, Unsent

_log = logging.getLogger("flowmart.relay")

# Confirmed rows leave with the next batch's transaction; without one, they leave after this time.
_CLEAR_SECONDS = 0.05
_LOOK_SECONDS = 1.0
_UNSEEN_SECONDS = 0.1
_LONGEST_PAUSE = 5.0
_STUCK_SECONDS = 5.0


class Relay:
    """Sends for one service."""

    def __init__(self, database: Database, ledger: Ledger, transport: Transport) -> None:
        self._database = database
        self._ledger = ledger
        self._transport = transport
        self._position = 0
        self._in_flight_scheduled: set[int] = set()
        self._news = News()
        self._handed: Unsent | None = None
        self._looked_at = 0.0
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._failing_since: float | None = None
        self._publishing_since: float | None = None

    @property
    def stuck(self) -> bool:
        """True when nothing could be published for longer than an engine needs to come back, be it refused or not answered."""
        since = self._failing_since or self._publishing_since
        return since is not None and time.monotonic() - since > _STUCK_SECONDS

    def start(self) -> None:
        self._position = 0
        self._handed = None
        self._in_flight_scheduled.clear()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def wake(self, unsent: Unsent | None = None) -> None:
        """There is something to send: `unsent`, if nothing else was sent since, and whatever lies behind it."""
        self._handed = unsent
        self._news.set()

    async def stop(self) -> None:
        """Send what is committed, then end."""
        self._stopping = True
        self._news.set()
        if self._task is not None:
            await self._task

    async def drop(self) -> None:
        """End at once: another instance sends from here on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        pause = 0.05
        while True:
            self._news.clear()
            try:
                go_on = await self._send_once()
                self._failing_since = None
                if not go_on and self._stopping:
                    await self._clear()
                    return
                if not go_on:
                    await self._rest()
            except LeaseLost:
                return
            except Exception:  # noqa: BLE001
                if self._stopping:
                    _log.exception("unsent messages stay in the outbox")
                    return
                self._failing_since = self._failing_since or time.monotonic()
                _log.exception("publishing failed, again in %.2f s", pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = 0.05

    async def _send_once(self) -> bool:
        """Whether there may be more to send."""
        handed, self._handed = self._handed, None
        rows: Sequence[StoredRow]
        scheduled: Sequence[StoredRow] = ()
        everything = False
        if handed is not None and handed.rows and handed.behind == self._position:
            rows = handed.rows
            # A steady trickle must not keep scheduled messages back: what is handed over does not tell of them.
            everything = len(rows) < MOST_ROWS and time.monotonic() - self._looked_at < _UNSEEN_SECONDS
        else:
            self._looked_at = time.monotonic()
            rows, scheduled = await self._database.read(self._unsent)
        if not rows and not scheduled:
            return False
        reach("publishing")
        self._publishing_since = time.monotonic()
        try:
            await self._transport.publish([Outgoing(row.topic, row.key, row.envelope) for row in (*scheduled, *rows)])
        finally:
            self._publishing_since = None
        reach("published")
        if rows:
            self._position = rows[-1].position
        self._in_flight_scheduled.update(row.position for row in scheduled)
        self._ledger.confirmed(self._position, [row.position for row in scheduled])
        # Whatever was committed meanwhile is news.
        return not everything or self._news.is_set()

    def _unsent(self, connection: Connection) -> tuple[Sequence[StoredRow], Sequence[StoredRow]]:
        cursor = cursor_of(connection)
        self._ledger.fence(cursor)
        due = self._ledger.outbox.due(cursor, time.time(), MOST_ROWS)
        # A row of this set that shows no more has been forgotten.
        self._in_flight_scheduled.intersection_update(row.position for row in due)
        scheduled = [row for row in due if row.position not in self._in_flight_scheduled]
        return self._ledger.outbox.after(cursor, self._position, MOST_ROWS), scheduled

    async def _rest(self) -> None:
        """Until there is news, or a scheduled message is due."""
        self._ledger.rests_at = self._position
        try:
            await self._wait_for_work()
        finally:
            self._ledger.rests_at = None

    async def _wait_for_work(self) -> None:
        if self._ledger.has_confirmed:
            if await self._news.wait(_CLEAR_SECONDS):
                return
            await self._clear()
        due = await self._database.read(lambda connection: self._ledger.outbox.next_due(cursor_of(connection)))
        until_due = _LOOK_SECONDS if due is None else max(0.0, due - time.time())
        await self._news.wait(min(until_due, _LOOK_SECONDS))

    async def _clear(self) -> None:
        if self._ledger.has_confirmed:
            await self._database.write(self._forget)
            reach("outbox-cleared")

    def _forget(self, connection: Connection) -> None:
        with connection.begin():
            cursor = cursor_of(connection)
            self._ledger.fence(cursor)
            cleared = self._ledger.clear_outbox(cursor)
        self._ledger.cleared(cleared)
