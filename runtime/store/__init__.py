"""A service's own database: the domain's tables, and ours beside them for inbox, outbox and dead letters."""

from .database import Database
from .dead_letters import DeadLetter, DeadLetters
from .inbox import Arrival, Inbox, WaitingRow
from .outbox import Outbox, OutboxRow

__all__ = ["Arrival", "Database", "DeadLetter", "DeadLetters", "Inbox", "Outbox", "OutboxRow", "WaitingRow"]
