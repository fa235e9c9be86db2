"""The transactions of one service: a batch of new messages, those that are due again, the end of an effect.

A batch is first handled all together, in one transaction without savepoints: three times as fast, and
what nearly every batch needs. When anything in it fails, all of it is rolled back and handled again with
a savepoint for each message, so that a failing message does not fail its neighbours. State handlers
touch only the database, which is why that is the same thing.

Everything here runs on the writer's thread.
"""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from ..failures import BusinessError
from ..messages import Reply
from ..service import Tx
from ..store import Arrival, OutboxRow
from ..store.database import Cursor, cursor_of
from ..transport.protocol import Delivery
from .answers import AnswerText, failed, refused, replied
from .crash_points import reach
from .desk import HandlerDesk, Moment, SessionSource
from .intake import Intake, Received, Unfit
from .ledger import CLAIM_SECONDS, Ledger, Report, Running, last_attempt
from .outlets import Outlets
from .policy import Policy

_log = logging.getLogger("flowmart.engine")

_DUE_AT_ONCE = 100


class _Trouble(Exception):
    """A batch cannot be handled all together."""


class Transactions:
    """Knows how to handle a service's messages; knows nothing of transports and event loops."""

    def __init__(self, intake: Intake, outlets: Outlets, ledger: Ledger, policies: Callable[[str], Policy]) -> None:
        self._intake = intake
        self._outlets = outlets
        self._ledger = ledger
        self._policies = policies

    # New messages ---------------------------------------------------------------------------------------------

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
        ledger, moment = self._ledger, Moment(time.time())
        report = Report()
        outgoing: list[OutboxRow] = []
        kept: list[tuple[bytes, str, str]] = []
        received = [item for item in items if isinstance(item, Received)]
        arrivals = self._arrivals(received, moment, effect_slots)
        sessions = SessionSource(connection)
        with connection.begin():
            cursor = cursor_of(connection)
            cleared = ledger.clear_outbox(cursor)
            ledger.bury_unfit(cursor, [item for item in items if isinstance(item, Unfit)], moment.seconds)
            fresh = ledger.inbox.admit(cursor, arrivals, moment.seconds)
            reach("inbox-written")
            try:
                for item, arrival in zip(received, arrivals, strict=True):
                    if (arrival.message_id, arrival.handler) not in fresh:
                        self._repeat(cursor, item, report)
                        continue
                    fresh.discard((arrival.message_id, arrival.handler))
                    if arrival.state != "done":
                        self._note_waiting(item, arrival, report)
                        continue
                    self._handle_now(sessions, item, moment, outgoing, kept, report)
                sessions.flush()
            finally:
                sessions.close()
            reach("handled")
            self._write(cursor, outgoing, kept, report)
            reach("committing")
        reach("committed")
        ledger.cleared(cleared)
        for item, arrival in zip(received, arrivals, strict=True):
            lane = self._lane(item) if arrival.state != "done" else None
            if lane is not None:
                ledger.lanes.add(lane)
        return report

    def _lane(self, item: Received) -> str | None:
        return item.lane if self._policies(item.receiver.name).ordered else None

    def _arrivals(self, received: Sequence[Received], moment: Moment, effect_slots: int) -> list[Arrival]:
        """The inbox row that each message gets if it is new."""
        ledger = self._ledger
        arrivals: list[Arrival] = []
        taken: set[str] = set()
        for item in received:
            is_effect = item.receiver.mode == "effect"
            lane = self._lane(item) if is_effect or ledger.lanes or taken else None
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
            return self._ledger.waits(item, "running", due_at=moment.seconds + CLAIM_SECONDS, attempts=1)
        return self._ledger.waits(item, "waiting", due_at=moment.seconds, attempts=0)

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
        desk = HandlerDesk(sessions, self._outlets, moment, item.envelope, item.receiver.name)
        try:
            reply = item.receiver.handler(item.message, Tx[Any, Any](desk, item.envelope))
        except BusinessError as error:
            if desk.touched or item.receiver.reply_type is None:
                raise
            self._answer(item, refused(error), kept, report)
            report.outcomes.append((item, "refused"))
            return
        outgoing += desk.outgoing
        self._answer_reply(item, reply, kept, report)
        report.outcomes.append((item, "handled"))

    def _one_by_one(self, connection: Connection, items: Sequence[Received | Unfit], effect_slots: int) -> Report:
        ledger, moment, report = self._ledger, Moment(time.time()), Report()
        lanes = set(ledger.lanes)
        sessions = SessionSource(connection)
        try:
            with connection.begin():
                cursor = cursor_of(connection)
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
        ledger = self._ledger
        lane = self._lane(item)
        if lane is not None and lane in lanes:
            arrival = ledger.waits(item, "parked", due_at=None, attempts=0)
        elif item.receiver.mode == "effect":
            arrival = self._effect_arrival(item, moment, effect_slots)
        else:
            # Written as waiting first: when the handler fails, this row is what remains of the message.
            arrival = ledger.waits(item, "waiting", due_at=moment.seconds, attempts=0)
        if not ledger.inbox.admit(cursor, [arrival], moment.seconds):
            self._repeat(cursor, item, report)
            return 0
        reach("inbox-written")
        if arrival.state == "parked" or item.receiver.mode == "effect":
            if lane is not None:
                lanes.add(lane)
            self._note_waiting(item, arrival, report)
            return 1 if arrival.state == "running" else 0
        if not self._attempt(sessions, cursor, item, 0, moment, report) and lane is not None:
            lanes.add(lane)
        return 0

    # Waiting messages -----------------------------------------------------------------------------------------

    def due(self, connection: Connection, effect_slots: int) -> Report:
        """Try again what is due: state handlers here, effects by claiming them for the caller."""
        ledger, moment, report = self._ledger, Moment(time.time()), Report()
        effects = [name for name, receiver in self._intake.receivers() if receiver.mode == "effect"]
        lanes = set(ledger.lanes)
        sessions = SessionSource(connection)
        try:
            with connection.begin():
                cursor = cursor_of(connection)
                cleared = ledger.clear_outbox(cursor)
                for row in ledger.inbox.due(cursor, moment.seconds, _DUE_AT_ONCE, but=() if effect_slots > 0 else effects):
                    item = self._intake.read(Delivery(row.topic, None, row.envelope))
                    if not isinstance(item, Received) or item.receiver.name != row.handler:
                        self._lost(cursor, row.message_id, row.handler, row.attempts)
                    elif item.receiver.mode != "effect":
                        if self._attempt(sessions, cursor, item, row.attempts, moment, report) and row.lane is not None:
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

    def _lost(self, cursor: Cursor, message_id: str, handler: str, attempts: int) -> None:
        """A waiting message whose handler is gone from the code stays, out of the way, until it is back."""
        _log.warning("message %s waits for the handler %s, which this service no longer has", message_id, handler)
        row = (message_id, handler, attempts)
        self._ledger.inbox.postpone(cursor, row, attempt=attempts, due_at=time.time() + 3600, error="no such handler")

    def next_due(self, connection: Connection, effect_slots: int) -> float | None:
        effects = [name for name, receiver in self._intake.receivers() if receiver.mode == "effect"]
        with connection.begin():
            return self._ledger.inbox.next_due(cursor_of(connection), but=() if effect_slots > 0 else effects)

    def _attempt(self, sessions: SessionSource, cursor: Cursor, item: Received, attempts: int, moment: Moment, report: Report) -> bool:
        """Run a state handler in a savepoint. True when the message is closed: handled, refused or dead."""
        outgoing: list[OutboxRow] = []
        kept: list[tuple[bytes, str, str]] = []
        row = (item.envelope.id, item.receiver.name, attempts)
        desk = HandlerDesk(sessions, self._outlets, moment, item.envelope, item.receiver.name)
        session = sessions.session()
        try:
            with session.begin_nested():
                reply = item.receiver.handler(item.message, Tx[Any, Any](desk, item.envelope))
                _check_reply(item, reply)
                session.flush()
            outgoing = desk.outgoing
        except Exception as error:  # noqa: BLE001
            return self._failed(cursor, item, attempts + 1, row, error, moment, kept, report)
        self._ledger.inbox.finish(cursor, row, attempt=attempts + 1)
        self._answer_reply(item, reply, kept, report)
        report.outcomes.append((item, "handled"))
        self._write(cursor, outgoing, kept, report)
        return True

    def _failed(
        self,
        cursor: Cursor,
        item: Received,
        attempt: int,
        row: tuple[str, str, int],
        error: Exception,
        moment: Moment,
        kept: list[tuple[bytes, str, str]],
        report: Report,
    ) -> bool:
        """Note a failed attempt. True when it was the last one."""
        ledger = self._ledger
        policy = self._policies(item.receiver.name)
        if isinstance(error, BusinessError):
            ledger.inbox.finish(cursor, row, attempt=attempt)
            report.outcomes.append((item, "refused"))
            if item.receiver.reply_type is not None:
                self._answer(item, refused(error), kept, report)
                self._write(cursor, [], kept, report)
            else:
                # Nobody is there to be told, so that an operator has to be.
                ledger.bury(cursor, item, attempts=attempt, reason="refused", detail=f"{error.code}: {error.detail}", now=moment.seconds)
            return True
        detail = "".join(traceback.format_exception(error))
        # A handler that is not written yet says nothing about its messages: they wait for it.
        if last_attempt(policy, attempt) and not isinstance(error, NotImplementedError):
            ledger.inbox.finish(cursor, row, attempt=attempt, state="dead")
            ledger.bury(cursor, item, attempts=attempt, reason="handler", detail=detail, now=moment.seconds)
            self._answer(item, failed(), kept, report)
            self._write(cursor, [], kept, report)
            report.outcomes.append((item, "dead"))
            _log.error("%s is a dead letter after %d attempts: %s", item.envelope.type, attempt, error)
            return True
        ledger.inbox.postpone(cursor, row, attempt=attempt, due_at=moment.seconds + policy.pause(attempt), error=detail)
        report.postponed = True
        report.outcomes.append((item, "retried"))
        _log.warning("%s failed in %s, attempt %d: %s", item.envelope.type, item.receiver.name, attempt, error)
        return False

    def _free(self, cursor: Cursor, lane: str, lanes: set[str], moment: Moment, report: Report) -> None:
        if self._ledger.leave_lane(cursor, lane, moment.seconds):
            lanes.discard(lane)
        else:
            report.postponed = True

    # Effects --------------------------------------------------------------------------------------------------

    def complete(self, connection: Connection, running: Running, result: Any) -> Report:
        """Commit what an effect handler returned. When somebody else took the message over, nothing is committed."""
        ledger, moment, report = self._ledger, Moment(time.time()), Report()
        item = running.received
        lanes = set(ledger.lanes)
        sessions = SessionSource(connection)
        desk = HandlerDesk(sessions, self._outlets, moment, item.envelope, item.receiver.name)
        kept: list[tuple[bytes, str, str]] = []
        transaction = connection.begin()
        try:
            cursor = cursor_of(connection)
            if not ledger.inbox.finish(cursor, (item.envelope.id, item.receiver.name, running.attempt), attempt=running.attempt):
                transaction.rollback()
                return Report()
            cleared = ledger.clear_outbox(cursor)
            reply = result(Tx[Any, Any](desk, item.envelope)) if callable(result) else result
            sessions.flush()
            self._answer_reply(item, reply, kept, report)
            self._write(cursor, desk.outgoing, kept, report)
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
        ledger, moment, report = self._ledger, Moment(time.time()), Report()
        item = running.received
        lanes = set(ledger.lanes)
        with connection.begin():
            cursor = cursor_of(connection)
            row = (item.envelope.id, item.receiver.name, running.attempt)
            closed = self._failed(cursor, item, running.attempt, row, error, moment, [], report)
            if closed and item.lane is not None:
                self._free(cursor, item.lane, lanes, moment, report)
        ledger.lanes = lanes
        return report

    # Answers and rows -----------------------------------------------------------------------------------------

    def _answer_reply(self, item: Received, reply: Any, kept: list[tuple[bytes, str, str]], report: Report) -> None:
        _check_reply(item, reply)
        if isinstance(reply, Reply):
            self._answer(item, replied(reply), kept, report)

    def _answer(self, item: Received, answer: AnswerText, kept: list[tuple[bytes, str, str]], report: Report) -> None:
        if item.receiver.reply_type is not None:
            kept.append((answer.stored(), item.envelope.id, item.receiver.name))
            report.answers.append((item.envelope, answer))

    def _repeat(self, cursor: Cursor, item: Received, report: Report) -> None:
        """A message that came before: a request among them gets the answer that it got then."""
        if item.envelope.reply_to is None:
            return
        known = self._ledger.inbox.known(cursor, item.envelope.id, item.receiver.name)
        if known is not None and known[1] is not None:
            report.answers.append((item.envelope, AnswerText.from_stored(known[1])))

    def _write(self, cursor: Cursor, outgoing: Sequence[OutboxRow], kept: Sequence[tuple[bytes, str, str]], report: Report) -> None:
        if outgoing:
            self._ledger.outbox.add(cursor, outgoing)
            report.sent += len(outgoing)
            report.scheduled = report.scheduled or any(row.due_at is not None for row in outgoing)
        if kept:
            self._ledger.inbox.keep_replies(cursor, kept)


def _check_reply(item: Received, reply: object) -> None:
    expected = item.receiver.reply_type
    if expected is not None and not isinstance(reply, expected):
        raise TypeError(f"{item.receiver.name} must return {expected.__name__}, and returned {type(reply).__name__}")
