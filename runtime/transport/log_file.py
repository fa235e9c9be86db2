"""The SQLite file of the embedded engine: entries, groups, and what waits for whom.

One object is one connection and belongs to one thread. Writing methods run inside a transaction that
the caller began.
"""

import os
import sqlite3
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from ..bulk import BulkInsert
from ..wal import write_ahead
from .protocol import Answer, Delivery, Outgoing

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS entries_topic ON entries (topic);
CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (topic TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (topic, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listeners (port INTEGER PRIMARY KEY, process INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS answers (address TEXT NOT NULL, body BLOB NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS answers_address ON answers (address);
CREATE TABLE IF NOT EXISTS flowmart_leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, term INTEGER NOT NULL, beats INTEGER NOT NULL, backend INTEGER NOT NULL
);
"""

# How far one read looks for a group's topics: without a bound, a group of rare topics would scan the whole log.
_WINDOW = 5000
# Large messages make small batches.
_BYTES = 8 << 20
_TRIM_CHUNK = 2000
# Entries of topics that no group has asked for yet are kept this long, counted in entries.
_UNCLAIMED_KEPT = 10_000
_ANSWER_SECONDS = 60.0


class LogFile:
    """A connection to the log."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._entries = BulkInsert("INSERT INTO entries (topic, key, body) VALUES", 3)

    @classmethod
    def create(cls, path: Path) -> Self:
        log = cls.open_existing(path)
        log.connection.executescript(_SCHEMA)
        return log

    @classmethod
    def open_existing(cls, path: Path) -> Self:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        write_ahead(connection)
        return cls(connection)

    def close(self) -> None:
        self.connection.close()

    def append(self, messages: Sequence[Outgoing]) -> None:
        for statement, values in self._entries.statements(messages):
            self.connection.execute(statement, values)

    def read(self, topics: Sequence[str], position: int, limit: int) -> tuple[list[Delivery], int, bool]:
        """Entries of the topics behind a position, the position up to which nothing more is to be found, and whether the log goes on there."""
        newest: int = self.connection.execute("SELECT coalesce(max(position), 0) FROM entries").fetchone()[0]
        if newest <= position:
            return [], position, False
        oldest: int = self.connection.execute("SELECT min(position) FROM entries WHERE position>?", (position,)).fetchone()[0] or newest
        end = min(newest, oldest + _WINDOW)
        marks = ",".join("?" * len(topics))
        found: list[Delivery] = []
        last = size = 0
        for last, topic, key, body in self.connection.execute(
            # NOT INDEXED: by the topic index, every waiting entry would be read and sorted for each batch.
            f"SELECT position, topic, key, body FROM entries NOT INDEXED WHERE position>? AND position<=? AND topic IN ({marks})"
            " ORDER BY position LIMIT ?",
            (position, end, *topics, limit),
        ):
            found.append(Delivery(topic, key, body))
            size += len(body)
            if size >= _BYTES:
                break
        after = last if len(found) == limit or size >= _BYTES else end
        return found, after, after < newest

    def declare(self, group: str, topics: Collection[str]) -> None:
        """A group's topics are exactly these from now on."""
        self.connection.execute("INSERT OR IGNORE INTO groups VALUES (?, 0)", (group,))
        self.connection.execute("DELETE FROM subscriptions WHERE name=?", (group,))
        self.connection.executemany("INSERT OR IGNORE INTO subscriptions VALUES (?,?)", [(topic, group) for topic in topics])

    def cursor(self, group: str) -> int:
        position: int = self.connection.execute("SELECT position FROM groups WHERE name=?", (group,)).fetchone()[0]
        return position

    def acknowledge(self, group: str, position: int) -> None:
        self.connection.execute("UPDATE groups SET position=? WHERE name=? AND position<?", (position, group, position))

    def trim(self) -> bool:
        """Remove entries that every group of their topic has passed. True when there is more to remove."""
        newest: int = self.connection.execute("SELECT coalesce(max(position), 0) FROM entries").fetchone()[0]
        floors: dict[str, int] = dict(
            self.connection.execute("SELECT topic, min(position) FROM subscriptions JOIN groups USING (name) GROUP BY topic").fetchall()
        )
        more = False
        for topic in self._topics():
            # The newest entry stays: its position tells every reader how far the log goes.
            floor = min(floors.get(topic, newest - _UNCLAIMED_KEPT), newest - 1)
            removed = self.connection.execute(
                "DELETE FROM entries WHERE position IN (SELECT position FROM entries INDEXED BY entries_topic"
                " WHERE topic=? AND position<=? ORDER BY position LIMIT ?)",
                (topic, floor, _TRIM_CHUNK),
            ).rowcount
            more = more or removed == _TRIM_CHUNK
        self.connection.execute("DELETE FROM answers WHERE at<?", (time.time() - _ANSWER_SECONDS,))
        return more

    def _topics(self) -> list[str]:
        """Every topic that has entries, by jumps along the index."""
        found: list[str] = []
        while True:
            row = self.connection.execute("SELECT min(topic) FROM entries WHERE topic>?", (found[-1] if found else "",)).fetchone()
            if row[0] is None:
                return found
            found.append(row[0])

    def listen(self, port: int) -> None:
        """Register this process's datagram port, and drop those of processes that are gone."""
        for other, process in self.connection.execute("SELECT port, process FROM listeners").fetchall():
            if not _is_alive(process):
                self.connection.execute("DELETE FROM listeners WHERE port=?", (other,))
        self.connection.execute("INSERT OR REPLACE INTO listeners VALUES (?,?)", (port, os.getpid()))

    def stop_listening(self, port: int) -> None:
        self.connection.execute("DELETE FROM listeners WHERE port=?", (port,))

    def listeners(self) -> list[int]:
        return [row[0] for row in self.connection.execute("SELECT port FROM listeners").fetchall()]

    def answer(self, answers: Sequence[Answer]) -> None:
        now = time.time()
        self.connection.executemany("INSERT INTO answers VALUES (?,?,?)", [(answer.address, answer.body, now) for answer in answers])

    def has_answers(self, address: str) -> bool:
        return self.connection.execute("SELECT 1 FROM answers WHERE address=? LIMIT 1", (address,)).fetchone() is not None

    def take_answers(self, address: str, now: float) -> list[bytes]:
        rows = self.connection.execute("DELETE FROM answers WHERE address=? RETURNING body, at", (address,)).fetchall()
        return [body for body, at in rows if now - at < _ANSWER_SECONDS]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
