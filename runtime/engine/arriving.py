"""The transaction of a batch of new messages.

A batch is first handled all together, in one transaction without savepoints: three times as fast, and
what nearly every batch needs. When anything in it fails, all of it is rolled back and handled again with
a savepoint for each message, so that a failing message does not fail its neighbours. State handlers
touch only the database, which is why that is the same thing.

Everything here runs on the writer's thread.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from ..failures import BusinessError
from ..service import Tx
from ..store import Arrival, OutboxRow
from ..store.database import Cursor, cursor_of
from .answers import refused
from .crash_points import reach
from .desk import Moment, SessionSource
from .handling import Handling
from .intake import Received, Unfit
from .ledger import CLAIM_SECONDS, Report, Running

_log = logging.getLogger("flowmart.engine")


class _Trouble(Exception):
    """A batch cannot be handled all together."""


class Arriving:
    """Knows how to handle new messages; knows nothing of transports and event loops."""

    def __init__(self, handling: Handling) -> None:
        self._handling = handling

    def arrive(self, connection: Connection, items: Sequence[Received | Unfit], effect_slots: int) -> Report:
        """Handle new messages, and note down those that have to wait: effects beyond the free slots, and
        whatever queues behind a waiting message of its lane."""
        reach("received")
        try:
            return self._all_together(connection, items, effect_slots)
        except Exception as error:  # noqa: BLE001  (whatever it was, it is found again and attributed below)
            if not isinstance(error, _Trouble):
                _log.debug("a batch is handled one by one", exc_info=error)
        return self._one_by_one(connection, items, effect_slots)

    def _all_together(self, connection: Connection, items: Sequence[Received | Unfit], effect_slots: int) -> Report:
        ledger, moment = self._handling.ledger, Moment(time.time())
        report = Report()
        outgoing: list[OutboxRow] = []
        kept: list[tuple[bytes, str, str]] = []
        # Of new messages only: nothing would ever free the lane of a repeated one.
        lanes: set[str | None] = set()
        received = [item for item in items if isinstance(item, Received)]
        arrivals = self._arrivals(received, moment, effect_slots)
        sessions = self._handling.sessions(connection)
        with connection.begin():
            cursor = cursor_of(connection)
            ledger.fence(cursor)
            cleared = ledger.clear_outbox(cursor)
            ledger.bury_unfit(cursor, [item for item in items if isinstance(item, Unfit)], moment.seconds)
            fresh = ledger.inbox.admit(cursor, arrivals, moment.seconds)
            reach("inbox-written")
            try:
                for item, arrival in zip(received, arrivals, strict=True):
                    if (arrival.message_id, arrival.handler) not in fresh:
                        self._handling.repeat(cursor, item, report)
                        continue
                    fresh.discard((arrival.message_id, arrival.handler))
                    if arrival.state != "done":
                        self._note_waiting(item, arrival, report)
                        lanes.add(self._handling.lane(item))
                        continue
                    self._handle_now(sessions, item, moment, outgoing, kept, report)
                sessions.flush()
            finally:
                sessions.close()
            reach("handled")
            self._handling.write(cursor, outgoing, kept, report)
            ledger.note_unsent(cursor, report)
            reach("committing")
        reach("committed")
        ledger.cleared(cleared)
        ledger.lanes.update(lane for lane in lanes if lane is not None)
        return report

    def _arrivals(self, received: Sequence[Received], moment: Moment, effect_slots: int) -> list[Arrival]:
        """The inbox row that each message gets if it is new."""
        ledger = self._handling.ledger
        arrivals: list[Arrival] = []
        taken: set[str] = set()
        for item in received:
            is_effect = item.receiver.mode == "effect"
            lane = self._handling.lane(item) if is_effect or ledger.lanes or taken else None
            if lane is not None:
                if lane in taken:
                    # Whether the effect before it is new is known only one by one.
                    raise _Trouble
                if lane in ledger.lanes:
                    arrivals.append(ledger.waits(item, "parked", due_at=None, attempts=0))
                    continue
            if not is_effect:
                arrivals.append(Arrival(item.envelope.id, item.receiver.name))
                continue
            arrivals.append(self._effect_arrival(item, moment, effect_slots))
            effect_slots -= 1
            if lane is not None:
                taken.add(lane)
        return arrivals

    def _effect_arrival(self, item: Received, moment: Moment, effect_slots: int) -> Arrival:
        if effect_slots > 0:
            return self._handling.ledger.waits(item, "running", due_at=moment.seconds + CLAIM_SECONDS, attempts=1)
        return self._handling.ledger.waits(item, "waiting", due_at=moment.seconds, attempts=0)

    def _note_waiting(self, item: Received, arrival: Arrival, report: Report) -> None:
        if arrival.state == "running":
            report.effects.append(Running(item, 1))
        else:
            report.postponed = True

    def _handle_now(
        self,
        sessions: SessionSource,
        item: Received,
        moment: Moment,
        outgoing: list[OutboxRow],
        kept: list[tuple[bytes, str, str]],
        report: Report,
    ) -> None:
        desk = self._handling.desk(sessions, item, moment)
        try:
            reply = item.receiver.handler(item.message, Tx[Any, Any](desk, item.envelope))
        except BusinessError as error:
            if desk.touched or item.receiver.reply_type is None:
                raise
            self._handling.answer(item, refused(error), kept, report)
            report.outcomes.append((item, "refused"))
            return
        outgoing += desk.outgoing
        self._handling.answer_reply(item, reply, kept, report)
        report.outcomes.append((item, "handled"))

    def _one_by_one(self, connection: Connection, items: Sequence[Received | Unfit], effect_slots: int) -> Report:
        ledger, moment, report = self._handling.ledger, Moment(time.time()), Report()
        lanes = set(ledger.lanes)
        sessions = self._handling.sessions(connection)
        try:
            with connection.begin():
                cursor = cursor_of(connection)
                ledger.fence(cursor)
                cleared = ledger.clear_outbox(cursor)
                for item in items:
                    if isinstance(item, Unfit):
                        ledger.bury_unfit(cursor, [item], moment.seconds)
                    else:
                        effect_slots -= self._arrive_alone(sessions, cursor, item, moment, lanes, effect_slots, report)
                reach("committing")
        finally:
            sessions.close()
        reach("committed")
        ledger.cleared(cleared)
        ledger.lanes = lanes
        return report

    def _arrive_alone(
        self, sessions: SessionSource, cursor: Cursor, item: Received, moment: Moment, lanes: set[str], effect_slots: int, report: Report
    ) -> int:
        """One new message. Returns how many effect slots it took."""
        ledger = self._handling.ledger
        lane = self._handling.lane(item)
        if lane is not None and lane in lanes:
            arrival = ledger.waits(item, "parked", due_at=None, attempts=0)
        elif item.receiver.mode == "effect":
            arrival = self._effect_arrival(item, moment, effect_slots)
        else:
            # Written as waiting first: when the handler fails, this row is what remains of the message.
            arrival = ledger.waits(item, "waiting", due_at=moment.seconds, attempts=0)
        if not ledger.inbox.admit(cursor, [arrival], moment.seconds):
            self._handling.repeat(cursor, item, report)
            return 0
        reach("inbox-written")
        if arrival.state == "parked" or item.receiver.mode == "effect":
            if lane is not None:
                lanes.add(lane)
            self._note_waiting(item, arrival, report)
            return 1 if arrival.state == "running" else 0
        if not self._handling.attempt(sessions, cursor, item, 0, moment, report) and lane is not None:
            lanes.add(lane)
        return 0
