"""The embedded engine: a log in one SQLite file, a cursor for each group, any number of processes of one machine.

One thread writes, and commits what came together together; reading much has its own thread. News travel by
a direct wake-up inside a process and by a datagram to the others, with a slow poll behind. One member of
a group works at a time, the one with the group's lease: a dead member's place is free at once, that of
one that stands still after a few seconds.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from ..failures import RuntimeFailure
from ..news import News
from ..store.lease import Lease, LeaseLost
from ..work_thread import WorkThread
from .consuming import POLL_SECONDS, Consumption, Fetched
from .log_file import LogFile
from .log_writer import LogWriter
from .nudge import Nudge
from .protocol import Answer, Consumer, Features, OnBatch, Outgoing, Sole

_TURN_POLL_SECONDS = 0.1
_FEW = 10
# Shorter than a service's own lease: losing this one needlessly only means duplicates, which the inbox refuses.
_LEASE_SECONDS = 3.0


class EmbeddedTransport:
    """Every process of a system opens the same path."""

    features = Features(
        persistent=True, cross_process=True, competing=False, ordered_by_key=True, late_groups=True, largest_message=256 << 20
    )

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self.reply_address = uuid4().hex
        self._reader = WorkThread("flowmart-log-reader")
        self._reading = threading.local()
        self._consumptions: dict[Consumption, frozenset[str]] = {}
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._writer: LogWriter | None = None
        self._nudge: Nudge | None = None
        self._answers: asyncio.Task[None] | None = None
        self._answer_news = News()

    async def open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = await asyncio.to_thread(LogFile.create, self._path)
        except (OSError, sqlite3.Error) as error:
            raise RuntimeFailure(f"cannot open the message log {self._path}: {error}", "check the environment's `transport`") from error
        self._nudge = await Nudge.open(self._wake_for_others)
        self._writer = LogWriter(file, self._nudge, asyncio.get_running_loop(), self._wake)
        self._writer.start()
        await self._writer.run(lambda log: log.listen(self._nudge_port))
        self._answers = asyncio.create_task(self._collect_answers())

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        def declare(log: LogFile) -> None:
            for group, topics in groups.items():
                log.declare(group, topics)

        await self._write.run(declare)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        if batch:
            await self._write.append(batch)

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        wanted = tuple(sorted(set(topics)))
        await self.provision({group: wanted})
        lease = Lease(group, _LEASE_SECONDS)
        keeping: list[asyncio.Task[None]] = []

        async def begin() -> int:
            try:
                await self._turn(lease)
            except asyncio.CancelledError:
                # It may have been taken in this moment.
                self._write.soon(lambda log: lease.give_back(log.connection.cursor()))
                raise
            keeping.append(asyncio.create_task(self._keep(lease, lambda: consumption.lose_turn())))
            return await self._write.run(lambda log: log.cursor(group))

        async def fetch(position: int, rested: bool) -> Fetched:
            if rested:
                # What woke this member up is a message or two: to look for them takes less time than to have another thread do it.
                return self._log().read(wanted, position, min(limit, _FEW))
            return await self._reader.run(lambda: self._log().read(wanted, position, limit))

        async def end() -> None:
            keeping.pop().cancel()
            await self._write.run(lambda log: lease.give_back(log.connection.cursor()))

        consumption = Consumption(begin, fetch, on_batch, lambda position: self._write.acknowledge(group, position), end)
        self._consumptions[consumption] = frozenset(wanted)
        consumption.on_stopped(self._forget)
        consumption.start()
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        own = [answer.body for answer in batch if answer.address == self.reply_address]
        if own and self._receive is not None:
            self._receive(own)
        others = [answer for answer in batch if answer.address != self.reply_address]
        if others:
            await self._write.run(lambda log: log.answer(others), tell_others=True)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        for consumption in list(self._consumptions):
            await consumption.stop()
        if self._answers is not None:
            self._answers.cancel()
            await asyncio.gather(self._answers, return_exceptions=True)
        if self._writer is not None:
            await self._writer.run(lambda log: log.stop_listening(self._nudge_port))
            await asyncio.to_thread(self._writer.stop)
        self._close_log()
        await self._reader.run(self._close_log)
        self._reader.end()
        if self._nudge is not None:
            self._nudge.close()

    @property
    def _write(self) -> LogWriter:
        if self._writer is None:
            raise RuntimeFailure("the transport is not open")
        return self._writer

    @property
    def _nudge_port(self) -> int:
        return self._nudge.port if self._nudge is not None else 0

    def _forget(self, consumption: Consumption) -> None:
        self._consumptions.pop(consumption, None)

    def _wake(self, topics: frozenset[str]) -> None:
        for consumption, wanted in self._consumptions.items():
            if not wanted.isdisjoint(topics):
                consumption.wake()

    def _wake_for_others(self, topics: frozenset[str]) -> None:
        """Another process has written: to these topics, or answers when there are none."""
        if topics:
            self._wake(topics)
        else:
            self._answer_news.set()

    async def _turn(self, lease: Lease) -> None:
        while True:
            free = await self._reader.run(lambda: lease.is_free(self._log().connection.cursor()))
            if free and await self._write.run(lambda log: lease.take(log.connection.cursor())):
                return
            await asyncio.sleep(_TURN_POLL_SECONDS)

    async def _keep(self, lease: Lease, lost: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(_LEASE_SECONDS / 4)
            try:
                await self._write.run(lambda log: _beats(log, lease))
            except sqlite3.Error:
                continue
            if not lease.held:
                lost()
                return

    def _log(self) -> LogFile:
        """To read from, in the thread that asks."""
        log: LogFile | None = getattr(self._reading, "log", None)
        if log is None:
            log = LogFile.open_existing(self._path)
            self._reading.log = log
        return log

    def _close_log(self) -> None:
        log: LogFile | None = getattr(self._reading, "log", None)
        if log is not None:
            log.close()

    async def _collect_answers(self) -> None:
        """Answers that other processes left in the file for this one."""
        while True:
            self._answer_news.clear()
            waiting = await self._reader.run(lambda: self._log().has_answers(self.reply_address))
            if waiting:
                bodies = await self._write.run(lambda log: log.take_answers(self.reply_address, time.time()))
                if self._receive is not None:
                    self._receive(bodies)
            await self._answer_news.wait(POLL_SECONDS)


def _beats(log: LogFile, lease: Lease) -> None:
    """Not held any more when somebody else has it: raising would undo what others have written in the same transaction."""
    try:
        lease.beat(log.connection.cursor())
    except LeaseLost:
        lease.drop()
