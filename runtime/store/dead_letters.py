"""Rows of flowmart_dead_letters: messages that were given up, with what is needed to look at them and replay them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .database import Cursor, Database

_COLUMNS = "service, handler, message_id, message_type, topic, envelope, attempts, reason, detail, died_at"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`reason` is one of handler, refused, unknown-type, invalid-message, invalid-envelope; `detail` is the traceback or the finding."""

    service: str
    handler: str
    message_id: str
    message_type: str
    topic: str
    envelope: bytes
    attempts: int
    reason: str
    detail: str
    died_at: float


class Attempt(NamedTuple):
    """One attempt that failed."""

    attempt: int
    at: float
    error: str


class Ended(NamedTuple):
    """A letter that is none any more: `replayed` or `discarded`."""

    ending: str
    at: float


class DeadLetters:
    """The dead letters of one service."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self._service = service

    def add(self, cursor: Cursor, letter: DeadLetter) -> None:
        cursor.execute(
            self._database.sql(f"INSERT INTO flowmart_dead_letters ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)"),
            (
                letter.service,
                letter.handler,
                letter.message_id,
                letter.message_type,
                letter.topic,
                letter.envelope,
                letter.attempts,
                letter.reason,
                letter.detail,
                letter.died_at,
            ),
        )

    def note_attempt(self, cursor: Cursor, message_id: str, handler: str, attempt: Attempt) -> None:
        cursor.execute(
            self._database.sql("INSERT INTO flowmart_attempts (service, message_id, handler, attempt, at, error) VALUES (?,?,?,?,?,?)"),
            (self._service, message_id, handler, *attempt),
        )

    def listed(self, cursor: Cursor, *, message: str | None = None, since: float = 0.0) -> list[tuple[int, DeadLetter]]:
        """(number, letter), oldest first."""
        wanted = "" if message is None else " AND message_type=?"
        cursor.execute(
            self._database.sql(
                f"SELECT number, {_COLUMNS} FROM flowmart_dead_letters WHERE service=? AND died_at>=?{wanted} ORDER BY number"
            ),
            (self._service, since, *(() if message is None else (message,))),
        )
        return [(row[0], _letter(row)) for row in cursor.fetchall()]

    def one(self, cursor: Cursor, number: int) -> DeadLetter | None:
        cursor.execute(
            self._database.sql(f"SELECT number, {_COLUMNS} FROM flowmart_dead_letters WHERE service=? AND number=?"),
            (self._service, number),
        )
        return next((_letter(row) for row in cursor.fetchall()), None)

    def history(self, cursor: Cursor, letter: DeadLetter) -> list[Attempt]:
        """The attempts that failed, oldest first, those before a replay among them."""
        cursor.execute(
            self._database.sql(
                "SELECT attempt, at, error FROM flowmart_attempts WHERE service=? AND message_id=? AND handler=? ORDER BY number"
            ),
            (self._service, letter.message_id, letter.handler),
        )
        return [Attempt(*row) for row in cursor.fetchall()]

    def ended(self, cursor: Cursor, number: int) -> Ended | None:
        """What became of a letter, or None when it never was, or still is."""
        cursor.execute(
            self._database.sql("SELECT ending, ended_at FROM flowmart_ended_letters WHERE service=? AND number=?"), (self._service, number)
        )
        return next((Ended(*row) for row in cursor.fetchall()), None)

    def discard(self, cursor: Cursor, number: int) -> bool:
        return self._end(cursor, number, "discarded") is not None

    def replay(self, cursor: Cursor, number: int) -> bool:
        """Have the message handled again, from its first attempt, by whichever instance works. False when the letter is none any more.

        It waits without a lane: its turn among the messages of its key is over."""
        letter = self._end(cursor, number, "replayed")
        if letter is None:
            return False
        now = time.time()
        cursor.execute(
            self._database.sql(
                "INSERT INTO flowmart_inbox (message_id, service, handler, state, received_at, attempts, due_at, sequence, topic, envelope)"
                " VALUES (?,?,?,'waiting',?,0,?,?,?,?) ON CONFLICT (message_id, service, handler) DO UPDATE SET state='waiting',"
                " received_at=excluded.received_at, attempts=0, due_at=excluded.due_at, sequence=excluded.sequence, lane=NULL,"
                " topic=excluded.topic, envelope=excluded.envelope, reply=NULL, error=NULL"
            ),
            (letter.message_id, self._service, letter.handler, now, now, time.time_ns(), letter.topic, letter.envelope),
        )
        return True

    def _end(self, cursor: Cursor, number: int, ending: str) -> DeadLetter | None:
        """The letter, which only one caller gets."""
        letter = self.one(cursor, number)
        cursor.execute(self._database.sql("DELETE FROM flowmart_dead_letters WHERE number=? AND service=?"), (number, self._service))
        if letter is None or cursor.rowcount != 1:
            return None
        cursor.execute(
            self._database.sql(
                "INSERT INTO flowmart_ended_letters (service, number, message_id, handler, ending, ended_at) VALUES (?,?,?,?,?,?)"
                " ON CONFLICT (service, number) DO UPDATE SET message_id=excluded.message_id, handler=excluded.handler,"
                " ending=excluded.ending, ended_at=excluded.ended_at"
            ),
            (self._service, number, letter.message_id, letter.handler, ending, time.time()),
        )
        return letter


def _letter(row: Sequence[Any]) -> DeadLetter:
    """A row whose first column is the number."""
    return DeadLetter(row[1], row[2], row[3], row[4], row[5], bytes(row[6]), row[7], row[8], row[9], row[10])
