"""Long-running work of one service that several messages move on: where it stands, until when, and how it is undone.

The state is a row in the service's own database, found by the correlation key and committed with the
messages that the step sends. A deadline is a scheduled command of the service to itself: it survives
restarts, comes once, and finds the saga moved on when it comes too late. Nothing here runs by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from .failures import RuntimeFailure
from .messages import Command
from .service import Tx

COMPLETED, COMPENSATED = "completed", "compensated"
COMPENSATING = "compensating"


class SagaState:
    """The columns of a saga's table; a subclass of it and of the service's declarative base adds its own."""

    key: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str]
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    expires_at: Mapped[float | None] = mapped_column(default=None)


RowT = TypeVar("RowT", bound=SagaState)
TxT = TypeVar("TxT", bound=Tx[Any, Any])


@dataclass(frozen=True)
class Saga(Generic[RowT, TxT]):
    """`compensations` undo steps that were done, by the step's name; they run within the transaction, and once."""

    state: type[RowT]
    compensations: Mapping[str, Callable[[RowT, TxT], None]]

    def begin(self, tx: TxT, row: RowT) -> "SagaRun[RowT, TxT] | None":
        """None when a saga of this key has begun before, ended or not."""
        if tx.db.get(self.state, row.key) is not None:
            return None
        row.done = []
        tx.db.add(row)
        return SagaRun(self, row, tx)

    def running(self, tx: TxT, key: str, *steps: str) -> "SagaRun[RowT, TxT] | None":
        """None when there is none, when it has ended, or when it stands at none of the steps: then what came is late."""
        row = tx.db.get(self.state, key)
        if row is None or row.step in (COMPLETED, COMPENSATED) or (steps and row.step not in steps):
            return None
        return SagaRun(self, row, tx)

    def expired(self, tx: TxT, key: str, deadline: Command, *steps: str) -> "SagaRun[RowT, TxT] | None":
        """For the handler of a deadline: the saga, if its time is really over; None when it has moved on.

        A deadline that comes early, by another machine's clock or from a step before, is sent once more for the time that is left."""
        run = self.running(tx, key, *steps)
        if run is None or run.row.expires_at is None:
            return None
        left = run.row.expires_at - tx.now.timestamp()
        if left > 0:
            tx.send(deadline, after=timedelta(seconds=left))
            return None
        return run


class SagaRun(Generic[RowT, TxT]):
    """One saga within one transaction."""

    def __init__(self, saga: Saga[RowT, TxT], row: RowT, tx: TxT) -> None:
        self.row = row
        self._saga = saga
        self._tx = tx

    def did(self, step: str) -> None:
        """Note that a step is done, so that it is undone if the saga fails. Noting it twice is the same as once."""
        if step not in self._saga.compensations:
            raise RuntimeFailure(f"the saga {self._saga.state.__name__} has no compensation for {step!r}")
        if step not in self.row.done:
            self.row.done = [*self.row.done, step]

    def wait(self, step: str, *, within: timedelta | None = None, deadline: Command | None = None) -> None:
        """Stand at a step until a message moves the saga on, or the deadline is delivered."""
        self.row.step = step
        self.row.expires_at = None
        if within is not None and deadline is not None:
            self.row.expires_at = self._tx.now.timestamp() + within.total_seconds()
            self._tx.send(deadline, after=within)

    def complete(self) -> None:
        """Ended as it should. What comes for it later finds nothing running."""
        self.row.step, self.row.expires_at = COMPLETED, None

    def compensate(self) -> Sequence[str]:
        """Undo all that was done, the last first, and end. Returns the steps that were undone here."""
        undone: list[str] = []
        while (step := self.compensate_last()) is not None:
            undone.append(step)
        return undone

    def compensate_last(self) -> str | None:
        """Undo the step that was done last, for undoing that has to wait for answers in between; None, and the end, when nothing is left."""
        self.row.expires_at = None
        if not self.row.done:
            self.row.step = COMPENSATED
            return None
        *rest, step = self.row.done
        self._saga.compensations[step](self.row, self._tx)
        # A new list: SQLAlchemy does not see a change inside the old one.
        self.row.done = rest
        self.row.step = COMPENSATING
        return step
