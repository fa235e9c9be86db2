"""Rows of flowmart_dead_letters: messages that were given up, with what is needed to look at them and replay them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .database import Cursor, Database

_COLUMNS = "service, handler, message_id, message_type, topic, envelope, attempts, reason, detail, died_at"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`reason` is one of handler, unknown-type, invalid-message, invalid-envelope; `detail` is the traceback or the finding."""

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

    def listed(self, cursor: Cursor) -> list[tuple[int, DeadLetter]]:
        """(number, letter), oldest first."""
        cursor.execute(
            self._database.sql(f"SELECT number, {_COLUMNS} FROM flowmart_dead_letters WHERE service=? ORDER BY number"), (self._service,)
        )
        return [(row[0], _letter(row)) for row in cursor.fetchall()]

    def discard(self, cursor: Cursor, number: int) -> bool:
        cursor.execute(self._database.sql("DELETE FROM flowmart_dead_letters WHERE number=? AND service=?"), (number, self._service))
        return cursor.rowcount == 1


def _letter(row: Sequence[Any]) -> DeadLetter:
    """A row whose first column is the number."""
    return DeadLetter(row[1], row[2], row[3], row[4], row[5], bytes(row[6]), row[7], row[8], row[9], row[10])
