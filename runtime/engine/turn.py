"""Which process works for a service when several run it on one database: one does, the others stand by.

The lock is on a file beside a SQLite database, or a PostgreSQL session's; either way a dead process's is free at once.
"""

import asyncio
import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from ..store import Database

_POLL_SECONDS = 0.1


class Turn(Protocol):
    """One service's turn on one database."""

    def taken_at_once(self) -> bool: ...
    async def wait(self) -> None: ...
    def give_back(self) -> None: ...


def turn_on(database: Database, service: str) -> Turn:
    return SessionTurn(database, service) if database.on_server else FileTurn(database.path, service)


class FileTurn:
    """Without a file there is nobody to share with."""

    def __init__(self, database_path: Path | None, service: str) -> None:
        self._path = None if database_path is None else Path(f"{database_path}.{service}.lock")
        self._file: IO[bytes] | None = None

    def taken_at_once(self) -> bool:
        if self._path is None:
            return True
        file = open(self._path, "wb")  # noqa: SIM115  (closing it is giving the turn back)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    async def wait(self) -> None:
        while not self.taken_at_once():
            await asyncio.sleep(_POLL_SECONDS)

    def give_back(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


class SessionTurn:
    """An advisory lock on a connection of its own: when that connection breaks, another process may begin to work."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self._lock = f"flowmart:{service}"
        self._connection: Connection | None = None

    def taken_at_once(self) -> bool:
        if self._connection is None:
            self._connection = self._database.connection().execution_options(isolation_level="AUTOCOMMIT")
        return bool(
            self._connection.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": self._lock}).scalar()
        )

    async def wait(self) -> None:
        taken = False
        while not taken:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                taken = await asyncio.to_thread(self.taken_at_once)
            except SQLAlchemyError:
                self.give_back()

    def give_back(self) -> None:
        if self._connection is not None:
            # The session has to end: a connection that only goes back to its pool keeps the lock.
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None
