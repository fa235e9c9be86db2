"""The engine's rows of one service, and what one transaction did to them.

Everything here runs on the writer's thread, inside a transaction of the caller.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..envelope import Envelope
from ..store import Arrival, Database, DeadLetter, DeadLetters, Inbox, Outbox
from ..store.database import Cursor
from ..store.lease import Lease
from ..store.outbox import StoredRow
from .answers import AnswerText
from .intake import Received, Unfit
from .observation import Outcome
from .policy import Policy

CLAIM_SECONDS = 10.0
MOST_ROWS = 500
"""So many messages are published together."""
NO_HANDLER = "-"
"""Stands in the inbox for the handler of a message that no handler can be given."""


@dataclass(frozen=True, slots=True)
class Running:
    """An effect that this instance has claimed. `attempt` counts from 1."""

    received: Received
    attempt: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """Rows of the outbox behind a position, in their order, as a transaction that has been committed saw them."""

    behind: int
    rows: Sequence[StoredRow]


@dataclass(slots=True)
class Report:
    """What a committed transaction did, for those who go on with it."""

    answers: list[tuple[Envelope, AnswerText]] = field(default_factory=list[tuple[Envelope, AnswerText]])
    outcomes: list[tuple[Received, Outcome]] = field(default_factory=list[tuple[Received, Outcome]])
    effects: list[Running] = field(default_factory=list[Running])
    sent: int = 0
    unsent: Unsent | None = None
    postponed: bool = False


class Ledger:
    """Inbox, outbox and dead letters of one service, and the lanes in which something waits."""

    def __init__(self, database: Database, service: str, lease: Lease | None = None, *, keeps_sent: bool = False) -> None:
        self.service = service
        self._lease = lease
        self._keeps_sent = keeps_sent
        self.inbox = Inbox(database, service)
        self.outbox = Outbox(database, service)
        self.dead_letters = DeadLetters(database, service)
        self.lanes: set[str] = set()
        self._last_sequence = 0
        self._confirmed = (0, 0)
        self._confirmed_scheduled: list[int] = []
        self.rests_at: int | None = None
        """While the relay waits for news: the position up to which it has sent everything."""

    def begin_anew(self) -> None:
        """Forget what is only known in memory: another instance has worked meanwhile."""
        self.lanes = set()
        self._confirmed = (0, 0)
        self._confirmed_scheduled = []

    def fence(self, cursor: Cursor) -> None:
        """Raises LeaseLost, so that a transaction of an instance that stood still while another took over is not committed."""
        if self._lease is not None:
            self._lease.check(cursor)

    def sequence(self) -> int:
        """A number that grows with every message that has to wait, across restarts too."""
        self._last_sequence = max(self._last_sequence + 1, time.time_ns())
        return self._last_sequence

    def waits(self, received: Received, state: str, *, due_at: float | None, attempts: int, error: str | None = None) -> Arrival:
        """The inbox row of a message that is not done yet."""
        return Arrival(
            received.envelope.id,
            received.receiver.name,
            state,
            attempts,
            due_at,
            received.lane,
            self.sequence(),
            received.delivery.topic,
            received.delivery.body,
            error,
        )

    def note_unsent(self, cursor: Cursor, report: Report) -> None:
        """For a relay that has nothing to do: what this transaction leaves to be sent, so that it need not look for it."""
        behind = self.rests_at
        if report.sent and behind is not None:
            report.unsent = Unsent(behind, self.outbox.after(cursor, behind, MOST_ROWS))

    def confirmed(self, up_to: int, scheduled: Sequence[int]) -> None:
        """The broker has what lies up to a position; the next transaction forgets it. Called on the event loop."""
        self._confirmed = (self._confirmed[0], max(up_to, self._confirmed[1]))
        self._confirmed_scheduled.extend(scheduled)

    @property
    def has_confirmed(self) -> bool:
        return self._confirmed[1] > self._confirmed[0] or bool(self._confirmed_scheduled)

    def clear_outbox(self, cursor: Cursor) -> "Cleared":
        """Remove confirmed rows; `Cleared.commit` once the transaction is committed."""
        behind, up_to = self._confirmed
        scheduled = self._confirmed_scheduled[:]
        if self._keeps_sent:
            self.outbox.keep(cursor, time.time(), behind=behind, up_to=up_to, scheduled=scheduled)
        self.outbox.remove(cursor, behind=behind, up_to=up_to, scheduled=scheduled)
        return Cleared(up_to, len(scheduled))

    def cleared(self, cleared: "Cleared") -> None:
        self._confirmed = (max(cleared.up_to, self._confirmed[0]), self._confirmed[1])
        del self._confirmed_scheduled[: cleared.scheduled]

    def bury(self, cursor: Cursor, received: Received, *, attempts: int, reason: str, detail: str, now: float) -> None:
        self.dead_letters.add(
            cursor,
            DeadLetter(
                service=self.service,
                handler=received.receiver.name,
                message_id=received.envelope.id,
                message_type=received.envelope.type,
                topic=received.delivery.topic,
                envelope=received.delivery.body,
                attempts=attempts,
                reason=reason,
                detail=detail,
                died_at=now,
            ),
        )

    def bury_unfit(self, cursor: Cursor, unfit: Sequence[Unfit], now: float) -> None:
        """A delivery that is repeated is one dead letter: the inbox remembers it under no handler."""
        for each in unfit:
            if self.inbox.admit(cursor, [Arrival(each.message_id, NO_HANDLER, "dead", 0)], now):
                self.bury_again(cursor, each, now)

    def bury_again(self, cursor: Cursor, unfit: Unfit, now: float) -> None:
        self.dead_letters.add(
            cursor,
            DeadLetter(
                service=self.service,
                handler=NO_HANDLER,
                message_id=unfit.message_id,
                message_type=unfit.message_type,
                topic=unfit.delivery.topic,
                envelope=unfit.delivery.body,
                attempts=0,
                reason=unfit.reason,
                detail=unfit.detail,
                died_at=now,
            ),
        )

    def leave_lane(self, cursor: Cursor, lane: str | None, now: float) -> bool:
        """After a waiting message is closed: the next of its lane is due. True when there is none, and the lane is free."""
        return lane is not None and not self.inbox.release_next(cursor, lane, now)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What a transaction removed from the outbox, counted when it is committed."""

    up_to: int
    scheduled: int


def effect_key(received: Received) -> str:
    """The idempotency key for the outside: the same on every attempt, different for every handler of every service."""
    return f"{received.envelope.id}:{received.receiver.service}.{received.receiver.name}"


def last_attempt(policy: Policy, attempt: int) -> bool:
    return attempt >= policy.attempts
