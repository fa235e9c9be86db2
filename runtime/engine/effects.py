"""Effect handlers: they call the outside before the transaction, several at a time, each with its own deadline.

An effect is claimed in the inbox before it runs; the claim is renewed while it runs, so that a process
that died or stopped gives it up, and a process that wakes up late cannot commit it any more.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Connection

from ..service import Call, Line
from ..store import Database
from ..store.database import cursor_of
from .crash_points import reach
from .ledger import CLAIM_SECONDS, Ledger, Report, Running, effect_key
from .policy import Policy
from .waiting import Waiting

_log = logging.getLogger("flowmart.effects")


class Effects:
    """The effects of one service. `settle` is given the report of every transaction that ends one; `slot_freed` is
    called when there is room again after there was none."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        waiting: Waiting,
        line: Line,
        policies: Callable[[str], Policy],
        concurrency: int,
        settle: Callable[[Report], Awaitable[None]],
        slot_freed: Callable[[], None],
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._waiting = waiting
        self._line = line
        self._policies = policies
        self._concurrency = concurrency
        self._settle = settle
        self._slot_freed = slot_freed
        self._tasks: dict[asyncio.Task[None], Running] = {}
        self._rooms: dict[str, asyncio.Semaphore] = {}
        self._renewal: asyncio.Task[None] | None = None

    @property
    def running(self) -> int:
        return len(self._tasks)

    @property
    def free_slots(self) -> int:
        return max(0, self._concurrency - len(self._tasks))

    def start(self, effects: Sequence[Running]) -> None:
        for running in effects:
            task = asyncio.get_running_loop().create_task(self._run(running))
            self._tasks[task] = running
            task.add_done_callback(self._ended)
        if self._tasks and (self._renewal is None or self._renewal.done()):
            self._renewal = asyncio.get_running_loop().create_task(self._renew())

    def _ended(self, task: "asyncio.Task[None]") -> None:
        was_full = self.free_slots == 0
        self._tasks.pop(task, None)
        if was_full:
            self._slot_freed()

    async def stop(self, limit: float) -> None:
        """Let running effects end within the limit; what is cut off runs again at the next start, with the same key."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=limit)
        for task in [*self._tasks, *([self._renewal] if self._renewal else [])]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, running: Running) -> None:
        receiver = running.received.receiver
        envelope = running.received.envelope
        call = Call(self._line, envelope, key=effect_key(running.received), attempt=running.attempt)
        try:
            reach("effect-starting")
            policy = self._policies(receiver.name)
            async with self._room(receiver.name, policy.concurrency), asyncio.timeout(policy.timeout):
                result = await receiver.handler(running.received.message, call)
            reach("effect-returned")
            report = await self._database.write(lambda connection: self._waiting.complete(connection, running, result))
        except Exception as error:  # noqa: BLE001
            failure = error
            try:
                report = await self._database.write(lambda connection: self._waiting.effect_failed(connection, running, failure))
            except Exception:  # noqa: BLE001  (a locked or full database: the claim runs out, and the message is due again)
                _log.exception("the failure of %s could not be noted", receiver.name)
                return
        await self._settle(report)

    def _room(self, handler: str, concurrency: int) -> asyncio.Semaphore:
        """A handler's own bound: what waits here is claimed and counts among the service's running effects."""
        return self._rooms.setdefault(handler, asyncio.Semaphore(concurrency))

    async def _renew(self) -> None:
        while self._tasks:
            await asyncio.sleep(CLAIM_SECONDS / 3)
            claims = [(running.received.envelope.id, running.received.receiver.name, running.attempt) for running in self._tasks.values()]
            try:
                await self._database.write(self._extension(claims))
            except Exception:  # noqa: BLE001  (next time; who loses a claim meanwhile cannot commit)
                _log.exception("claims could not be renewed")

    def _extension(self, claims: Sequence[tuple[str, str, int]]) -> Callable[[Connection], None]:
        def extend(connection: Connection) -> None:
            with connection.begin():
                cursor = cursor_of(connection)
                self._ledger.fence(cursor)
                self._ledger.inbox.extend(cursor, claims, time.time() + CLAIM_SECONDS)

        return extend
