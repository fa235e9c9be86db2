"""The one thread of a process that writes to the log: everything that waits is committed together.

Group commit makes a durable commit cheap: two hundred publishers share one fsync.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .log_file import LogFile
from .nudge import Nudge
from .protocol import Outgoing

T = TypeVar("T")

_MOST_TOGETHER = 200
_TRIM_SECONDS = 1.0
_LISTENER_SECONDS = 0.5
# Acknowledgements alone wait this long for company: the messages that follow from a batch come right behind its
# acknowledgement, and would wait for a commit that nobody waits for.
_ALONE_SECONDS = 0.01


@dataclass(slots=True)
class _Job:
    """Something to do inside the next transaction, and who waits for it."""

    done: "asyncio.Future[Any] | None"
    messages: Sequence[Outgoing] = ()
    group: str | None = None
    position: int = 0
    work: Callable[[LogFile], Any] | None = None
    tell_others: bool = False
    result: Any = field(default=None)


class LogWriter:
    """Owns its LogFile from `start` to `stop`."""

    def __init__(self, log: LogFile, nudge: Nudge, loop: asyncio.AbstractEventLoop, wake: Callable[[frozenset[str]], None]) -> None:
        self._log = log
        self._nudge = nudge
        self._loop = loop
        self._wake = wake
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="flowmart-log-writer", daemon=True)
        self._others: list[int] = []
        self._others_read = 0.0
        self._trimmed = time.monotonic()
        self._trimmable = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what was handed in, then close the file."""
        self._jobs.put(None)
        self._thread.join()

    async def append(self, messages: Sequence[Outgoing]) -> None:
        done: asyncio.Future[Any] = self._loop.create_future()
        self._jobs.put(_Job(done, messages=messages))
        await done

    def acknowledge(self, group: str, position: int) -> None:
        """Not waited for: an acknowledgement that is lost only means that the inbox sees a duplicate."""
        self._jobs.put(_Job(None, group=group, position=position))

    def soon(self, work: Callable[[LogFile], object]) -> None:
        """Not waited for."""
        self._jobs.put(_Job(None, work=work))

    async def run(self, work: Callable[[LogFile], T], *, tell_others: bool = False) -> T:
        done: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(done, work=work, tell_others=tell_others))
        return await done

    def _run(self) -> None:
        running = True
        while running:
            jobs, running = self._next_jobs()
            if jobs:
                self._commit(jobs)
        self._log.close()

    def _next_jobs(self) -> tuple[list[_Job], bool]:
        """What waits now; the flag is False when `stop` was among it."""
        jobs: list[_Job] = []
        try:
            job = self._jobs.get(timeout=_TRIM_SECONDS if self._trimmable else None)
            end = time.monotonic() + _ALONE_SECONDS
            can_wait = True
            while job is not None:
                jobs.append(job)
                if len(jobs) >= _MOST_TOGETHER:
                    return jobs, True
                can_wait = can_wait and job.group is not None
                job = self._jobs.get(timeout=max(0.0, end - time.monotonic())) if can_wait else self._jobs.get_nowait()
        except queue.Empty:
            self._trim_when_time()
            return jobs, True
        return jobs, False

    def _commit(self, jobs: list[_Job]) -> None:
        error: Exception | None = None
        connection = self._log.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._do(jobs)
            connection.execute("COMMIT")
        except Exception as caught:  # noqa: BLE001  (handed to whoever waits for the job)
            error = caught
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        topics = frozenset(message.topic for job in jobs for message in job.messages) if error is None else frozenset[str]()
        if error is None:
            self._tell_others(topics, answers=any(job.tell_others for job in jobs))
        self._loop.call_soon_threadsafe(self._resolve, jobs, topics, error)
        self._trim_when_time()

    def _do(self, jobs: list[_Job]) -> None:
        messages: list[Outgoing] = []
        cursors: dict[str, int] = {}
        for job in jobs:
            messages.extend(job.messages)
            if job.group is not None:
                cursors[job.group] = max(job.position, cursors.get(job.group, 0))
        if messages:
            self._log.append(messages)
        for group, position in cursors.items():
            self._log.acknowledge(group, position)
            self._trimmable = True
        for job in jobs:
            if job.work is not None:
                job.result = job.work(self._log)

    def _resolve(self, jobs: list[_Job], topics: frozenset[str], error: Exception | None) -> None:
        for job in jobs:
            if job.done is None or job.done.done():
                continue
            if error is None:
                job.done.set_result(job.result)
            else:
                job.done.set_exception(error)
        if topics:
            self._wake(topics)

    def _tell_others(self, topics: frozenset[str], *, answers: bool) -> None:
        if not topics and not answers:
            return
        now = time.monotonic()
        if now - self._others_read > _LISTENER_SECONDS:
            self._others = [port for port in self._log.listeners() if port != self._nudge.port]
            self._others_read = now
        if self._others and topics:
            self._nudge.send(self._others, topics)
        if self._others and answers:
            self._nudge.send(self._others, ())

    def _trim_when_time(self) -> None:
        now = time.monotonic()
        if not self._trimmable or now - self._trimmed < _TRIM_SECONDS:
            return
        connection = self._log.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._trimmable = self._log.trim()
            connection.execute("COMMIT")
        except sqlite3.Error:
            # Trimming can wait: a full disk or a busy file must not end the writer.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._trimmed = now
        if not self._trimmable:
            self._trimmed = now
