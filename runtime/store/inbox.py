"""Rows of flowmart_inbox: who handled what already, and what waits for another attempt.

Every method runs inside a transaction that its caller began, on the writer's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .database import Cursor, Database


class Arrival(NamedTuple):
    """A message that came in for a handler. Waiting, parked and running ones keep their envelope."""

    message_id: str
    handler: str
    state: str = "done"
    attempts: int = 1
    due_at: float | None = None
    lane: str | None = None
    sequence: int | None = None
    topic: str | None = None
    envelope: bytes | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A message to be tried again. `attempts` counts the ones that were begun."""

    message_id: str
    handler: str
    state: str
    attempts: int
    lane: str | None
    sequence: int
    topic: str
    envelope: bytes


class Inbox:
    """The inbox of one service; services that share a database do not see each other's rows."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self._service = service
        self._rows = database.bulk_insert(
            "INSERT INTO flowmart_inbox (message_id, service, handler, received_at, state, attempts, due_at, lane, sequence,"
            " topic, envelope, error) VALUES",
            12,
            "ON CONFLICT DO NOTHING RETURNING message_id, handler",
        )

    def admit(self, cursor: Cursor, arrivals: Sequence[Arrival], now: float) -> set[tuple[str, str]]:
        """Insert what is new. Returns (message id, handler) of the new ones; the others came before."""
        fresh: set[tuple[str, str]] = set()
        rows = [(arrival.message_id, self._service, arrival.handler, now, *arrival[2:]) for arrival in arrivals]
        for statement, values in self._rows.statements(rows):
            cursor.execute(statement, values)
            fresh.update((row[0], row[1]) for row in cursor.fetchall())
        return fresh

    def known(self, cursor: Cursor, message_id: str, handler: str) -> tuple[str, bytes | None] | None:
        """State and stored reply of a message, or None when it never came."""
        cursor.execute(
            self._database.sql("SELECT state, reply FROM flowmart_inbox WHERE message_id=? AND service=? AND handler=?"),
            (message_id, self._service, handler),
        )
        for state, reply in cursor.fetchall():
            return state, None if reply is None else bytes(reply)
        return None

    def keep_replies(self, cursor: Cursor, replies: Sequence[tuple[bytes, str, str]]) -> None:
        """(reply, message id, handler) for requests that may be repeated."""
        cursor.executemany(
            self._database.sql("UPDATE flowmart_inbox SET reply=? WHERE message_id=? AND handler=? AND service=?"),
            [(*reply, self._service) for reply in replies],
        )

    def waiting_lanes(self, cursor: Cursor) -> set[str]:
        """Lanes in which a message waits, so that later ones of the lane have to queue behind it."""
        cursor.execute(
            self._database.sql("SELECT DISTINCT lane FROM flowmart_inbox WHERE service=? AND sequence IS NOT NULL AND lane IS NOT NULL"),
            (self._service,),
        )
        return {row[0] for row in cursor.fetchall()}

    def due(self, cursor: Cursor, now: float, limit: int, *, but: Sequence[str] = ()) -> list[WaitingRow]:
        """Rows whose time has come, the longest due first, without those of the handlers in `but`."""
        without = f" AND handler NOT IN ({','.join('?' * len(but))})" if but else ""
        cursor.execute(
            self._database.sql(
                "SELECT message_id, handler, state, attempts, lane, sequence, topic, envelope FROM flowmart_inbox"
                f" WHERE service=? AND due_at<=?{without} ORDER BY due_at, sequence LIMIT ?"
            ),
            (self._service, now, *but, limit),
        )
        return [WaitingRow(row[0], row[1], row[2], row[3], row[4], row[5], row[6], bytes(row[7])) for row in cursor.fetchall()]

    def next_due(self, cursor: Cursor, *, but: Sequence[str] = ()) -> float | None:
        without = f" AND handler NOT IN ({','.join('?' * len(but))})" if but else ""
        cursor.execute(
            self._database.sql(f"SELECT min(due_at) FROM flowmart_inbox WHERE service=? AND due_at IS NOT NULL{without}"),
            (self._service, *but),
        )
        due: float | None = cursor.fetchall()[0][0]
        return due

    def claim(self, cursor: Cursor, row: WaitingRow, until: float) -> bool:
        """Begin one more attempt of an effect; False when another instance began it first."""
        cursor.execute(
            self._database.sql(
                "UPDATE flowmart_inbox SET state='running', attempts=attempts+1, due_at=?"
                " WHERE message_id=? AND service=? AND handler=? AND attempts=? AND due_at IS NOT NULL"
            ),
            (until, row.message_id, self._service, row.handler, row.attempts),
        )
        return cursor.rowcount == 1

    def extend(self, cursor: Cursor, claims: Sequence[tuple[str, str, int]], until: float) -> None:
        """Hold running effects, given as (message id, handler, attempt), for longer."""
        cursor.executemany(
            self._database.sql(
                "UPDATE flowmart_inbox SET due_at=? WHERE message_id=? AND handler=? AND attempts=? AND service=? AND state='running'"
            ),
            [(until, *claim, self._service) for claim in claims],
        )

    def release(self, cursor: Cursor, now: float) -> None:
        """At start of the only instance: effects that a dead process was running are due at once.

        The attempt is given back: a process that was killed says nothing about the message."""
        cursor.execute(
            self._database.sql(
                "UPDATE flowmart_inbox SET state='waiting', due_at=?, attempts=attempts-1 WHERE service=? AND state='running'"
            ),
            (now, self._service),
        )

    def finish(self, cursor: Cursor, row: tuple[str, str, int], *, attempt: int, state: str = "done") -> bool:
        """Close a waiting row, given as (message id, handler, attempts that it shows). False when it shows
        something else by now: another instance took it over, and nothing may be committed."""
        cursor.execute(
            self._database.sql(
                "UPDATE flowmart_inbox SET state=?, due_at=NULL, sequence=NULL, envelope=NULL, attempts=?"
                " WHERE message_id=? AND handler=? AND attempts=? AND service=? AND due_at IS NOT NULL"
            ),
            (state, attempt, *row, self._service),
        )
        return cursor.rowcount == 1

    def postpone(self, cursor: Cursor, row: tuple[str, str, int], *, attempt: int, due_at: float, error: str) -> bool:
        cursor.execute(
            self._database.sql(
                "UPDATE flowmart_inbox SET state='waiting', due_at=?, attempts=?, error=?"
                " WHERE message_id=? AND handler=? AND attempts=? AND service=? AND due_at IS NOT NULL"
            ),
            (due_at, attempt, error, *row, self._service),
        )
        return cursor.rowcount == 1

    def release_next(self, cursor: Cursor, lane: str, now: float) -> bool:
        """Let the next parked message of a lane go on. False when the lane is empty."""
        cursor.execute(
            self._database.sql("SELECT min(sequence) FROM flowmart_inbox WHERE service=? AND lane=? AND sequence IS NOT NULL"),
            (self._service, lane),
        )
        sequence: int | None = cursor.fetchall()[0][0]
        if sequence is None:
            return False
        cursor.execute(
            self._database.sql(
                "UPDATE flowmart_inbox SET state='waiting', due_at=? WHERE service=? AND lane=? AND sequence=? AND state='parked'"
            ),
            (now, self._service, lane, sequence),
        )
        return True
