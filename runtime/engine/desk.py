"""One handler's side of a transaction: its session, its clock, and the messages that it wants sent."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ..envelope import Envelope, derived_id, timestamp
from ..messages import Message
from ..store import OutboxRow
from .outlets import Outlets


class Moment:
    """The time of one transaction, in the forms in which it is needed, made once."""

    __slots__ = ("seconds", "text", "time")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.time = datetime.fromtimestamp(seconds, UTC)
        self.text = timestamp(self.time)


class SharedSession(Session):
    """A session that several messages of one transaction share.

    Statements see what earlier messages added, because the session flushes before each; this class
    closes the one gap, the bare connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        self._joined: Connection | None = None

    def connection(self, bind_arguments=None, execution_options=None) -> Connection:  # type: ignore[no-untyped-def]
        self.flush()
        if self._joined is not None and not bind_arguments and not execution_options and self.in_transaction():
            # There is only one to be had, and to look for it costs a fifth of a statement.
            return self._joined
        self._joined = super().connection(bind_arguments, execution_options)
        return self._joined


class SessionSource:
    """Makes the transaction's session when a handler first asks for it: many handlers never do. One transaction at a time; a session that was
    closed begins anew with the next."""

    __slots__ = ("_closed", "_session", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._session: SharedSession | None = None
        self._closed: SharedSession | None = None

    def session(self) -> SharedSession:
        if self._session is None:
            self._session = self._closed or SharedSession(self.connection)
        return self._session

    def flush(self) -> None:
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        session, self._session, self._closed = self._session, None, None
        if session is not None:
            session.close()
            self._closed = session


class HandlerDesk:
    """What Tx works on. `touched` says whether the handler asked for the database at all."""

    __slots__ = ("_cause", "_moment", "_outlets", "_place", "_sessions", "outgoing", "touched")

    def __init__(self, sessions: SessionSource, outlets: Outlets, moment: Moment, cause: Envelope, handler: str) -> None:
        self._sessions = sessions
        self._outlets = outlets
        self._moment = moment
        self._cause = cause
        # With the service: handlers of several services have the same name, and would give their messages the same ids.
        self._place = f"{outlets.sender}.{handler}"
        self.outgoing: list[OutboxRow] = []
        self.touched = False

    @property
    def session(self) -> Session:
        self.touched = True
        return self._sessions.session()

    @property
    def now(self) -> datetime:
        return self._moment.time

    def put(self, message: Message, after: timedelta | None) -> None:
        outlet = self._outlets.of(message)
        cause = self._cause
        key = outlet.key_of(message)
        due_at = None if after is None else self._moment.seconds + after.total_seconds()
        envelope = Envelope(
            id=derived_id(cause.id, self._place, len(self.outgoing)),
            type=outlet.message_type,
            version=outlet.version,
            source=self._outlets.source,
            time=self._moment.text if after is None else timestamp(self._moment.time + after),
            subject=key,
            correlation_id=cause.correlation_id,
            causation_id=cause.id,
            traceparent=self._outlets.traceparent(cause),
        )
        self.outgoing.append(OutboxRow(envelope.id, outlet.topic, key, outlet.body(envelope, message), due_at))
