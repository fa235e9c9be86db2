"""Which process works for a service when several run it on one SQLite database: one does, the others stand by.

The lock is on a file beside the database and is held by the process, so a dead one's is free at once.
"""

import asyncio
import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO

_POLL_SECONDS = 0.1


class Turn:
    """One service's turn on one database; without a file there is nobody to share with."""

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
