"""One handler call inside a transaction: its savepoint, its answer, its outgoing messages, its failure.

What the transactions of a service share. Everything here runs on the writer's thread.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from inspect import unwrap
from typing import Any

from sqlalchemy import Connection

from ..failures import BusinessError
from ..messages import Reply
from ..service import Tx
from ..store import OutboxRow
from ..store.database import Cursor
from ..store.dead_letters import Attempt
from .answers import AnswerText, failed, refused, replied
from .desk import HandlerDesk, Moment, SessionSource
from .intake import Intake, Received
from .ledger import Ledger, Report, last_attempt
from .outlets import Outlets
from .policy import Policy

_log = logging.getLogger("flowmart.engine")


class Handling:
    """How the handlers of one service are called; `policies` are by handler name."""

    def __init__(self, intake: Intake, outlets: Outlets, ledger: Ledger, policies: Callable[[str], Policy]) -> None:
        self.intake = intake
        self.outlets = outlets
        self.ledger = ledger
        self.policies = policies
        self._sessions: SessionSource | None = None
        self.effects = [name for name, receiver in intake.receivers() if receiver.mode == "effect"]

    def sessions(self, connection: Connection) -> SessionSource:
        """For one transaction at a time of the writer's connection."""
        if self._sessions is None or self._sessions.connection is not connection:
            self._sessions = SessionSource(connection)
        return self._sessions

    def desk(self, sessions: SessionSource, item: Received, moment: Moment) -> HandlerDesk:
        return HandlerDesk(sessions, self.outlets, moment, item.envelope, item.receiver.name)

    def lane(self, item: Received) -> str | None:
        return item.lane if self.policies(item.receiver.name).ordered else None

    def attempt(self, sessions: SessionSource, cursor: Cursor, item: Received, attempts: int, moment: Moment, report: Report) -> bool:
        """Run a state handler in a savepoint. True when the message is closed: handled, refused or dead."""
        outgoing: list[OutboxRow] = []
        kept: list[tuple[bytes, str, str]] = []
        row = (item.envelope.id, item.receiver.name, attempts)
        desk = self.desk(sessions, item, moment)
        session = sessions.session()
        try:
            with session.begin_nested():
                reply = item.receiver.handler(item.message, Tx[Any, Any](desk, item.envelope))
                check_reply(item, reply)
                session.flush()
            outgoing = desk.outgoing
        except Exception as error:  # noqa: BLE001
            return self.failed(cursor, item, attempts + 1, row, error, moment, kept, report)
        self.ledger.inbox.finish(cursor, row, attempt=attempts + 1)
        self.answer_reply(item, reply, kept, report)
        report.outcomes.append((item, "handled"))
        self.write(cursor, outgoing, kept, report)
        return True

    def failed(
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
        """Note a failed attempt. True when it was the last one; nothing is noted when another instance took the message over."""
        ledger = self.ledger
        policy = self.policies(item.receiver.name)
        if isinstance(error, BusinessError):
            if not ledger.inbox.finish(cursor, row, attempt=attempt):
                return False
            report.outcomes.append((item, "refused"))
            if item.receiver.reply_type is not None:
                self.answer(item, refused(error), kept, report)
                self.write(cursor, [], kept, report)
            else:
                # Nobody is there to be told, so that an operator has to be.
                ledger.bury(cursor, item, attempts=attempt, reason="refused", detail=f"{error.code}: {error.detail}", now=moment.seconds)
            return True
        detail = "".join(traceback.format_exception(error))
        ledger.dead_letters.note_attempt(cursor, item.envelope.id, item.receiver.name, Attempt(attempt, moment.seconds, detail))
        # A handler that is not written yet says nothing about its messages: they wait for it.
        if last_attempt(policy, attempt) and not isinstance(error, NotImplementedError):
            if not ledger.inbox.finish(cursor, row, attempt=attempt, state="dead"):
                return False
            ledger.bury(cursor, item, attempts=attempt, reason="handler", detail=detail, now=moment.seconds)
            self.answer(item, failed(), kept, report)
            self.write(cursor, [], kept, report)
            report.outcomes.append((item, "dead"))
            ended = (item.envelope.type, attempt, _cause(error, item))
            _log.error("%s is a dead letter after %d attempts: %s", *ended, extra={"envelope": item.envelope})
            return True
        ledger.inbox.postpone(cursor, row, attempt=attempt, due_at=moment.seconds + policy.pause(attempt), error=detail)
        report.postponed = True
        report.outcomes.append((item, "retried"))
        about = (item.envelope.type, item.receiver.name, attempt, _cause(error, item))
        _log.warning("%s failed in %s, attempt %d: %s", *about, extra={"envelope": item.envelope})
        return False

    def answer_reply(self, item: Received, reply: Any, kept: list[tuple[bytes, str, str]], report: Report) -> None:
        check_reply(item, reply)
        if isinstance(reply, Reply):
            self.answer(item, replied(reply), kept, report)

    def answer(self, item: Received, answer: AnswerText, kept: list[tuple[bytes, str, str]], report: Report) -> None:
        if item.receiver.reply_type is not None:
            kept.append((answer.stored(), item.envelope.id, item.receiver.name))
            report.answers.append((item.envelope, answer))

    def repeat(self, cursor: Cursor, item: Received, report: Report) -> None:
        """A message that came before: a request among them gets the answer that it got then."""
        if item.envelope.reply_to is None:
            return
        known = self.ledger.inbox.known(cursor, item.envelope.id, item.receiver.name)
        if known is not None and known[1] is not None:
            report.answers.append((item.envelope, AnswerText.from_stored(known[1])))

    def write(self, cursor: Cursor, outgoing: Sequence[OutboxRow], kept: Sequence[tuple[bytes, str, str]], report: Report) -> None:
        if outgoing:
            self.ledger.outbox.add(cursor, outgoing)
            report.sent += len(outgoing)
        if kept:
            self.ledger.inbox.keep_replies(cursor, kept)


def _cause(error: Exception, item: Received) -> str:
    """An error with the line of the handler's file that it came from: that is where a developer looks first."""
    text = f"{type(error).__name__}: {error}"
    file = getattr(getattr(unwrap(item.receiver.handler), "__code__", None), "co_filename", None)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"{text} ({file}:{lines[-1]})" if lines else text


def check_reply(item: Received, reply: object) -> None:
    expected = item.receiver.reply_type
    if expected is not None and not isinstance(reply, expected):
        raise TypeError(f"{item.receiver.name} must return {expected.__name__}, and returned {type(reply).__name__}")
