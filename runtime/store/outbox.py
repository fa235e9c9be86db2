"""Rows of flowmart_outbox: what a transaction wants sent, until the broker has confirmed it.

`add` and `remove` run on the writer's thread; the others on the reader's, where nothing uncommitted shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic_core import from_json

from .database import Cursor, Database


class OutboxRow(NamedTuple):
    """A message to send. `due_at` is None for now."""

    message_id: str
    topic: str
    key: str | None
    envelope: bytes
    due_at: float | None


class StoredRow(NamedTuple):
    """A committed row, in the order of its position."""

    position: int
    topic: str
    key: str | None
    envelope: bytes


class Outbox:
    """The outbox of one service."""

    def __init__(self, database: Database, service: str) -> None:
        self._service = service
        self._rows = database.bulk_insert(
            "INSERT INTO flowmart_outbox (service, message_id, topic, message_key, envelope, due_at) VALUES", 6
        )
        chosen = "SELECT position, topic, message_key, envelope FROM flowmart_outbox WHERE service=? AND "
        self._select = database.sql(chosen + "position>? AND due_at IS NULL ORDER BY position LIMIT ?")
        self._select_due = database.sql(chosen + "due_at<=? ORDER BY due_at, position LIMIT ?")
        self._delete = database.sql("DELETE FROM flowmart_outbox WHERE position=?")
        self._delete_range = database.sql("DELETE FROM flowmart_outbox WHERE position>? AND position<=? AND service=? AND due_at IS NULL")
        copied = (
            "INSERT INTO flowmart_sent (position, service, message_id, topic, message_key, envelope, sent_at)"
            " SELECT position, service, message_id, topic, message_key, envelope, ? FROM flowmart_outbox WHERE "
        )
        self._keep = database.sql(copied + "position=?")
        self._keep_range = database.sql(copied + "position>? AND position<=? AND service=? AND due_at IS NULL")
        # Whoever works for the service waits meanwhile: its relay must not pass these positions before they are committed.
        self._hold = database.sql(f"SELECT 1 FROM flowmart_leases WHERE name=?{' FOR UPDATE' if database.on_server else ''}")
        self._next_due = database.sql("SELECT min(due_at) FROM flowmart_outbox WHERE service=? AND due_at IS NOT NULL")
        self._kept = database.sql(
            "SELECT position, message_id, topic, message_key, envelope FROM flowmart_sent WHERE service=? AND sent_at>=? ORDER BY position"
        )
        self._unkeep = database.sql("DELETE FROM flowmart_sent WHERE position=?")
        self._count = database.sql("SELECT count(*) FROM flowmart_outbox WHERE service=? AND (due_at IS NULL OR due_at<=?)")

    def add(self, cursor: Cursor, rows: Sequence[OutboxRow]) -> None:
        for statement, values in self._rows.statements([(self._service, *row) for row in rows]):
            cursor.execute(statement, values)

    def after(self, cursor: Cursor, position: int, limit: int) -> list[StoredRow]:
        """Rows to send now that lie behind a position."""
        cursor.execute(self._select, (self._service, position, limit))
        return [StoredRow(row[0], row[1], row[2], bytes(row[3])) for row in cursor.fetchall()]

    def due(self, cursor: Cursor, now: float, limit: int) -> list[StoredRow]:
        """Scheduled rows whose time has come."""
        cursor.execute(self._select_due, (self._service, now, limit))
        return [StoredRow(row[0], row[1], row[2], bytes(row[3])) for row in cursor.fetchall()]

    def next_due(self, cursor: Cursor) -> float | None:
        cursor.execute(self._next_due, (self._service,))
        due: float | None = cursor.fetchall()[0][0]
        return due

    def keep(self, cursor: Cursor, now: float, *, behind: int, up_to: int, scheduled: Sequence[int]) -> None:
        """Copy what the broker has confirmed to where it can be sent again from."""
        if up_to > behind:
            cursor.execute(self._keep_range, (now, behind, up_to, self._service))
        if scheduled:
            cursor.executemany(self._keep, [(now, position) for position in scheduled])

    def resend(self, cursor: Cursor, since: float, message: str | None = None) -> int:
        """Put kept messages into the outbox once more, in the order in which they were sent, under the ids that they have."""
        cursor.execute(self._hold, (self._service,))
        cursor.fetchall()
        cursor.execute(self._kept, (self._service, since))
        kept = [row for row in cursor.fetchall() if message is None or type_of(bytes(row[4])) == message]
        self.add(cursor, [OutboxRow(row[1], row[2], row[3], bytes(row[4]), None) for row in kept])
        cursor.executemany(self._unkeep, [(row[0],) for row in kept])
        return len(kept)

    def remove(self, cursor: Cursor, *, behind: int, up_to: int, scheduled: Sequence[int]) -> None:
        """Forget what the broker has confirmed: all rows of a range of positions, and single scheduled ones."""
        if up_to > behind:
            cursor.execute(self._delete_range, (behind, up_to, self._service))
        if scheduled:
            cursor.executemany(self._delete, [(position,) for position in scheduled])

    def unsent(self, cursor: Cursor, now: float) -> int:
        cursor.execute(self._count, (self._service, now))
        count: int = cursor.fetchall()[0][0]
        return count


def type_of(envelope: bytes) -> str:
    """The id of the message in an envelope."""
    return str(from_json(envelope).get("type", ""))
