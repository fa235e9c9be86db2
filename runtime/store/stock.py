"""What lies in a service's database at one time, counted for those who operate it. Runs on the reader's thread."""

from typing import Any, NamedTuple

from .database import Cursor, Database


class Stock(NamedTuple):
    """`oldest` is the envelope of the unsent message that was committed first."""

    outbox: int
    oldest: bytes | None
    waiting: int
    dead_letters: int


def stock(database: Database, cursor: Cursor, service: str, now: float) -> Stock:
    """Scheduled messages count from the moment they are due."""

    def one(statement: str, *parameters: object) -> Any:
        cursor.execute(database.sql(statement), (service, *parameters))
        found = cursor.fetchall()
        return found[0][0] if found else None

    def number(statement: str, *parameters: object) -> int:
        return int(one(statement, *parameters))

    due = "FROM flowmart_outbox WHERE service=? AND (due_at IS NULL OR due_at<=?)"
    oldest = one(f"SELECT envelope {due} ORDER BY position LIMIT 1", now)
    return Stock(
        number(f"SELECT count(*) {due}", now),
        None if oldest is None else bytes(oldest),
        number("SELECT count(*) FROM flowmart_inbox WHERE service=? AND sequence IS NOT NULL"),
        number("SELECT count(*) FROM flowmart_dead_letters WHERE service=?"),
    )
