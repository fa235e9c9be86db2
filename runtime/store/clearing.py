"""Old rows go: handled messages that no broker repeats any more, histories, and sent messages that are kept no longer.

In batches, so that neither the service nor its readers wait for long, and without an index that every message would pay for.
"""

from dataclasses import dataclass

from .database import Cursor, Database

_LOOKED_AT = 5000
_REMOVED = 1000
DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """For how many seconds rows are kept. `inbox`: as long as a broker may repeat a message. `outbox`: as long as messages
    that were sent shall be able to be sent again, 0 for not at all."""

    inbox: float = 7 * DAY
    outbox: float = 0.0


Place = tuple[str, str]


class Clearing:
    """Of one service."""

    def __init__(self, database: Database, service: str) -> None:
        self._service = service
        self._old = database.sql(
            "SELECT message_id, handler, state, received_at FROM flowmart_inbox WHERE (message_id, service, handler) > (?,?,?)"
            " AND service=? ORDER BY message_id, service, handler LIMIT ?"
        )
        self._forget = database.sql(
            "DELETE FROM flowmart_inbox WHERE message_id=? AND handler=? AND service=? AND state IN ('done', 'dead') AND received_at<?"
        )
        self._attempts = database.sql(
            "DELETE FROM flowmart_attempts WHERE number IN (SELECT number FROM flowmart_attempts WHERE service=? AND at<? LIMIT ?)"
        )
        self._sent = database.sql(
            "DELETE FROM flowmart_sent WHERE position IN (SELECT position FROM flowmart_sent WHERE service=? AND sent_at<? LIMIT ?)"
        )

    def old(self, cursor: Cursor, after: Place, before: float) -> tuple[list[Place], Place | None]:
        """Rows of a stretch of the inbox that may go, and where the next stretch begins. Runs on the reader's thread."""
        cursor.execute(self._old, (after[0], self._service, after[1], self._service, _LOOKED_AT))
        rows = cursor.fetchall()
        found = [(row[0], row[1]) for row in rows if row[2] in ("done", "dead") and row[3] < before]
        return found, (rows[-1][0], rows[-1][1]) if len(rows) == _LOOKED_AT else None

    def forget(self, cursor: Cursor, places: list[Place], before: float) -> None:
        cursor.executemany(self._forget, [(*place, self._service, before) for place in places])

    def attempts(self, cursor: Cursor, before: float) -> bool:
        """True when there may be more."""
        cursor.execute(self._attempts, (self._service, before, _REMOVED))
        return cursor.rowcount == _REMOVED

    def sent(self, cursor: Cursor, before: float) -> bool:
        """True when there may be more."""
        cursor.execute(self._sent, (self._service, before, _REMOVED))
        return cursor.rowcount == _REMOVED
