"""The tables that the runtime keeps in every service's database, the same in SQLite and PostgreSQL.

Times are seconds since 1970 as floats: they are compared and never shown, and need no parsing.
"""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import BigInteger

METADATA = MetaData()

# SQLite gives row numbers by itself only to a column declared INTEGER.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

INBOX = Table(
    "flowmart_inbox",
    METADATA,
    Column("message_id", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("handler", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Float),
    Column("lane", Text),
    Column("sequence", _NUMBER),
    Column("topic", Text),
    Column("envelope", LargeBinary),
    Column("reply", LargeBinary),
    Column("error", Text),
    sqlite_with_rowid=False,
)
"""One row for each message and handler. state: done, waiting (for due_at), running (an effect, claimed until due_at), parked, dead."""

Index(
    "flowmart_inbox_due",
    INBOX.c.service,
    INBOX.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)
Index(
    "flowmart_inbox_lane",
    INBOX.c.service,
    INBOX.c.lane,
    INBOX.c.sequence,
    sqlite_where=text("sequence IS NOT NULL"),
    postgresql_where=text("sequence IS NOT NULL"),
)

OUTBOX = Table(
    "flowmart_outbox",
    METADATA,
    Column("position", _NUMBER, primary_key=True, autoincrement=True),
    Column("service", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("message_key", Text),
    Column("envelope", LargeBinary, nullable=False),
    Column("due_at", Float),
    sqlite_autoincrement=True,
)
"""Messages that are committed and not yet confirmed by the broker; due_at only for scheduled ones."""

Index(
    "flowmart_outbox_due",
    OUTBOX.c.service,
    OUTBOX.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)

DEAD_LETTERS = Table(
    "flowmart_dead_letters",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("service", Text, nullable=False),
    Column("handler", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("message_type", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("died_at", Float, nullable=False),
    # A number is never given twice: `replay 7` must not mean another letter a day later.
    sqlite_autoincrement=True,
)
"""Messages that nobody will try again by himself. reason: handler, unknown-type, invalid-message, invalid-envelope."""

LEASES = Table(
    "flowmart_leases",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("term", _NUMBER, nullable=False),
    Column("beats", _NUMBER, nullable=False),
    Column("backend", _NUMBER, nullable=False),
)
"""Which instance works for a service. backend: the PostgreSQL process of its writing connection, 0 on SQLite."""

ENDED_LETTERS = Table(
    "flowmart_ended_letters",
    METADATA,
    Column("service", Text, primary_key=True),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("message_id", Text, nullable=False),
    Column("handler", Text, nullable=False),
    Column("ending", Text, nullable=False),
    Column("ended_at", Float, nullable=False),
)
"""What became of dead letters that are none any more. ending: replayed, discarded."""

ATTEMPTS = Table(
    "flowmart_attempts",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("service", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("handler", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("error", Text, nullable=False),
)
"""The history of messages that failed: a row for each failed attempt, kept as long as inbox rows."""

Index("flowmart_attempts_message", ATTEMPTS.c.service, ATTEMPTS.c.message_id)

SENT = Table(
    "flowmart_sent",
    METADATA,
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    Column("service", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("message_key", Text),
    Column("envelope", LargeBinary, nullable=False),
    Column("sent_at", Float, nullable=False),
)
"""What the broker has confirmed, where the environment keeps it to be sent again; empty otherwise."""

Index("flowmart_sent_at", SENT.c.service, SENT.c.sent_at)
