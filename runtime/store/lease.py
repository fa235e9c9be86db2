"""Whose turn it is: one instance at a time holds the lease on a name, and every transaction of its can ask whether it still does.

No clock is compared with another one's. A holder counts up while it lives; who watches the count stand
still for the whole lease, by its own clock, takes over under the next term, and what the former holder
tries to commit under its term after that is refused. A holder whose process is gone from this machine
is not waited for.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from .database import Cursor

_HERE = socket.gethostname()
_held_here: set[str] = set()


class LeaseLost(Exception):
    """Another instance has taken over: nothing of this one may be committed any more."""


class Lease:
    """One candidate for the lease on a name. Writing methods run inside a transaction of the caller."""

    def __init__(self, name: str, seconds: float, sql: Callable[[str], str] = str, *, on_server: bool = False) -> None:
        self.name = name
        self.seconds = seconds
        self._holder = f"{_HERE} {os.getpid()} {uuid4().hex}"
        self._term = 0
        self._seen: tuple[int, int] | None = None
        self._seen_at = 0.0
        self._on_server = on_server
        self._look = sql("SELECT holder, term, beats, backend FROM flowmart_leases WHERE name=?")
        self._first = sql("INSERT INTO flowmart_leases (name, holder, term, beats, backend) VALUES (?,?,1,0,?) ON CONFLICT DO NOTHING")
        self._take = sql("UPDATE flowmart_leases SET holder=?, term=term+1, beats=0, backend=? WHERE name=? AND term=?")
        self._beat = sql("UPDATE flowmart_leases SET beats=beats+1 WHERE name=? AND term=? AND holder=?")
        self._free = sql("UPDATE flowmart_leases SET holder='' WHERE name=? AND term=? AND holder=?")
        # On a server, the share lock holds off whoever takes over until the transaction that asked is committed.
        self._ask = sql(f"SELECT 1 FROM flowmart_leases WHERE name=? AND term=? AND holder=?{' FOR SHARE' if on_server else ''}")

    @property
    def held(self) -> bool:
        """Whether this candidate has taken it, as far as it knows."""
        return self._term > 0

    def is_free(self, cursor: Cursor) -> bool:
        """Whether it can be taken now. Only reads; has to be asked again and again while it is not."""
        cursor.execute(self._look, (self.name,))
        for holder, term, beats, _ in cursor.fetchall():
            if not holder or _is_gone(holder):
                return True
            if self._seen != (term, beats):
                self._seen, self._seen_at = (term, beats), time.monotonic()
            return time.monotonic() - self._seen_at >= self.seconds
        return True

    def take(self, cursor: Cursor) -> bool:
        """False when somebody else has it, or was faster."""
        if not self.is_free(cursor):
            return False
        backend = self._backend(cursor)
        cursor.execute(self._look, (self.name,))
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(self._first, (self.name, self._holder, backend))
            return self._taken(1, cursor.rowcount)
        _, term, _, former = rows[0]
        if self._on_server and former and former != backend:
            # Its transaction, if it stands still inside one, would hold us off for as long.
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid=%s AND usename=current_user", (former,))
        cursor.execute(self._take, (self._holder, backend, self.name, term))
        return self._taken(term + 1, cursor.rowcount)

    def beat(self, cursor: Cursor) -> None:
        """Show that this holder lives. Raises LeaseLost."""
        cursor.execute(self._beat, (self.name, self._term, self._holder))
        if cursor.rowcount != 1:
            raise LeaseLost(self.name)

    def check(self, cursor: Cursor) -> None:
        """Raises LeaseLost when somebody else holds it by now. Until the transaction ends, nobody can take it."""
        cursor.execute(self._ask, (self.name, self._term, self._holder))
        if not cursor.fetchall():
            raise LeaseLost(self.name)

    def give_back(self, cursor: Cursor) -> None:
        cursor.execute(self._free, (self.name, self._term, self._holder))
        self.drop()

    def drop(self) -> None:
        """Forget that it was held, without a word to the others."""
        self._term, self._seen = 0, None
        _held_here.discard(self._holder)

    def _taken(self, term: int, rows: int) -> bool:
        if rows == 1:
            self._term = term
            _held_here.add(self._holder)
        return rows == 1

    def _backend(self, cursor: Cursor) -> int:
        if not self._on_server:
            return 0
        cursor.execute("SELECT pg_backend_pid()")
        backend: int = cursor.fetchall()[0][0]
        return backend


def _is_gone(holder: str) -> bool:
    """Whether the holder's process is known to have ended. Of another machine's nothing is known."""
    host, process, _ = holder.split(" ")
    if host != _HERE:
        return False
    if int(process) == os.getpid():
        # In a container every process has the same number: what this one does not hold, a former one held.
        return holder not in _held_here
    with suppress(PermissionError):
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
    return False
