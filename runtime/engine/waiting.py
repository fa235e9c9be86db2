"""The transactions of messages that waited: those that are due again, and the end of an effect.

Everything here runs on the writer's thread.
"""

import logging
import time
from typing import Any

from sqlalchemy import Connection

from ..service import Tx
from ..store import WaitingRow
from ..store.database import Cursor, cursor_of
from ..transport.protocol import Delivery
from .crash_points import reach
from .desk import Moment
from .handling import Handling
from .intake import Received, Unfit
from .ledger import CLAIM_SECONDS, NO_HANDLER, Report, Running

_log = logging.getLogger("flowmart.engine")

_DUE_AT_ONCE = 100


class Waiting:
    """Knows how to go on with messages whose row is in the inbox."""

    def __init__(self, handling: Handling) -> None:
        self._handling = handling

    def due(self, connection: Connection, effect_slots: int) -> Report:
        """Try again what is due: state handlers here, effects by claiming them for the caller."""
        ledger, moment, report = self._handling.ledger, Moment(time.time()), Report()
        lanes = set(ledger.lanes)
        sessions = self._handling.sessions(connection)
        try:
            with connection.begin():
                cursor = cursor_of(connection)
                ledger.fence(cursor)
                cleared = ledger.clear_outbox(cursor)
                for row in ledger.inbox.due(cursor, moment.seconds, _DUE_AT_ONCE, but=() if effect_slots > 0 else self._handling.effects):
                    item = self._handling.intake.read(Delivery(row.topic, None, row.envelope))
                    if row.handler == NO_HANDLER:
                        self._unfit_again(cursor, row, item, moment, report)
                    elif not isinstance(item, Received) or item.receiver.name != row.handler:
                        self._lost(cursor, row.message_id, row.handler, row.attempts)
                    elif item.receiver.mode != "effect":
                        if self._handling.attempt(sessions, cursor, item, row.attempts, moment, report) and row.lane is not None:
                            self._free(cursor, row.lane, lanes, moment, report)
                    elif effect_slots > 0 and ledger.inbox.claim(cursor, row, moment.seconds + CLAIM_SECONDS):
                        report.effects.append(Running(item, row.attempts + 1))
                        effect_slots -= 1
                reach("committing")
        finally:
            sessions.close()
        reach("committed")
        ledger.cleared(cleared)
        ledger.lanes = lanes
        return report

    def _unfit_again(self, cursor: Cursor, row: WaitingRow, item: Received | Unfit | None, moment: Moment, report: Report) -> None:
        """A replayed message that had no handler: by now it may have one."""
        ledger = self._handling.ledger
        closed = (row.message_id, row.handler, row.attempts)
        if isinstance(item, Received):
            ledger.inbox.finish(cursor, closed, attempt=0)
            arrival = ledger.waits(item, "waiting", due_at=moment.seconds, attempts=0)._replace(lane=None)
            ledger.inbox.admit(cursor, [arrival], moment.seconds)
            report.postponed = True
        elif item is None:
            ledger.inbox.finish(cursor, closed, attempt=0)
        else:
            ledger.inbox.finish(cursor, closed, attempt=0, state="dead")
            ledger.bury_again(cursor, item, moment.seconds)

    def _lost(self, cursor: Cursor, message_id: str, handler: str, attempts: int) -> None:
        """A waiting message whose handler is gone from the code stays, out of the way, until it is back."""
        _log.warning("message %s waits for the handler %s, which this service no longer has", message_id, handler)
        row = (message_id, handler, attempts)
        self._handling.ledger.inbox.postpone(cursor, row, attempt=attempts, due_at=time.time() + 3600, error="no such handler")

    def next_due(self, connection: Connection, effect_slots: int) -> float | None:
        with connection.begin():
            return self._handling.ledger.inbox.next_due(cursor_of(connection), but=() if effect_slots > 0 else self._handling.effects)

    def _free(self, cursor: Cursor, lane: str, lanes: set[str], moment: Moment, report: Report) -> None:
        if self._handling.ledger.leave_lane(cursor, lane, moment.seconds):
            lanes.discard(lane)
        else:
            report.postponed = True

    def complete(self, connection: Connection, running: Running, result: Any) -> Report:
        """Commit what an effect handler returned. When somebody else took the message over, nothing is committed."""
        ledger, moment, report = self._handling.ledger, Moment(time.time()), Report()
        item = running.received
        lanes = set(ledger.lanes)
        sessions = self._handling.sessions(connection)
        desk = self._handling.desk(sessions, item, moment)
        kept: list[tuple[bytes, str, str]] = []
        transaction = connection.begin()
        try:
            cursor = cursor_of(connection)
            ledger.fence(cursor)
            if not ledger.inbox.finish(cursor, (item.envelope.id, item.receiver.name, running.attempt), attempt=running.attempt):
                transaction.rollback()
                return Report()
            cleared = ledger.clear_outbox(cursor)
            reply = result(Tx[Any, Any](desk, item.envelope)) if callable(result) else result
            sessions.flush()
            self._handling.answer_reply(item, reply, kept, report)
            self._handling.write(cursor, desk.outgoing, kept, report)
            ledger.note_unsent(cursor, report)
            if item.lane is not None:
                self._free(cursor, item.lane, lanes, moment, report)
            reach("committing")
            transaction.commit()
        except BaseException:
            transaction.rollback()
            raise
        finally:
            sessions.close()
        reach("effect-committed")
        ledger.cleared(cleared)
        ledger.lanes = lanes
        report.outcomes.append((item, "handled"))
        return report

    def effect_failed(self, connection: Connection, running: Running, error: Exception) -> Report:
        ledger, moment, report = self._handling.ledger, Moment(time.time()), Report()
        item = running.received
        lanes = set(ledger.lanes)
        with connection.begin():
            cursor = cursor_of(connection)
            ledger.fence(cursor)
            row = (item.envelope.id, item.receiver.name, running.attempt)
            closed = self._handling.failed(cursor, item, running.attempt, row, error, moment, [], report)
            if closed and item.lane is not None:
                self._free(cursor, item.lane, lanes, moment, report)
        ledger.lanes = lanes
        return report
