"""A harness for one service: deliver messages to it, look at what it sent. No broker, no files, no waiting.

    harness = Harness(Orders)
    harness.deliver(PlaceOrder(order_id=..., total=...))
    assert harness.sent == [OrderPlaced(order_id=..., total=...)]

Delivers as the engine does: one transaction for each message, duplicates refused by the inbox. Does not
try failed messages again: what a handler raises, `deliver` raises.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast, overload
from uuid import uuid4

import httpx
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from .engine.crash_points import reach
from .engine.desk import HandlerDesk, Moment, SessionSource
from .engine.intake import Intake, Received
from .engine.ledger import Ledger, effect_key
from .engine.outlets import Outlets
from .envelope import Envelope, timestamp
from .failures import RuntimeFailure
from .messages import HasReply, Message, Reply
from .service import Call, Read, Service, Tx, faults
from .store import Arrival, Database
from .store.database import cursor_of
from .transport.protocol import Delivery

R = TypeVar("R", bound=Reply)
T = TypeVar("T")


class Harness:
    """One service on a database in memory. `messages` is the package of generated messages, found by itself when
    the service's module imports it; `answers` replies to what effect handlers request."""

    def __init__(
        self,
        service: type[Service],
        *,
        messages: Any = None,
        external: Mapping[str, httpx.AsyncClient] | None = None,
        answers: Callable[[Message], Reply] | None = None,
    ) -> None:
        found = faults(service)
        if found:
            raise RuntimeFailure("; ".join(found))
        self.service = service()
        self.service.connect(lambda name: _known(external or {}, name))
        self.sent: list[Message] = []
        self.scheduled: list[tuple[Message, datetime]] = []
        self._answers = answers
        classes = _classes(service, messages)
        binding = service.binding
        self._database = Database("sqlite::memory:")
        self._intake = Intake(self.service, classes, frozenset())
        self._outlets = _Recorder(binding.service, binding.publications, classes, environment="test", parameters={})
        self._ledger = Ledger(self._database, binding.service)
        asyncio.run(self._database.prepare(service.tables))
        asyncio.run(self.service.started())

    @overload
    def deliver(self, message: HasReply[R], *, id: str | None = None) -> R: ...
    @overload
    def deliver(self, message: Message, *, id: str | None = None) -> None: ...
    def deliver(self, message: Any, *, id: str | None = None) -> Any:
        """The reply, if the message has one. A repeated id is refused by the inbox, and answers as before."""
        received = self._received(message, id or str(uuid4()))
        return asyncio.run(self._handle(received))

    def rows(self, work: Callable[[Session], T]) -> T:
        """Look into the service's database."""
        return asyncio.run(self._database.read_session(work))

    def change(self, work: Callable[[Session], T]) -> T:
        """Change the service's database, as an earlier message would have."""

        def committed(connection: Connection) -> T:
            with Session(connection) as session, session.begin():
                return work(session)

        return asyncio.run(self._database.write(committed))

    def close(self) -> None:
        asyncio.run(self._database.close())

    def _received(self, message: Message, message_id: str) -> Received:
        receiver = self._intake.receiver_of(message)
        if receiver is None:
            raise TypeError(f"the catalog does not say that {self.service.binding.service} receives {type(message).__name__}")
        envelope = Envelope(
            id=message_id,
            type=message.meta.id,
            version=message.meta.version,
            source="/test",
            time=timestamp(datetime.now(UTC)),
            correlation_id=message_id,
        )
        # Through the wire and back, so that a test sees what the other side would.
        delivery = Delivery(receiver.subscription.channel, None, envelope.wire(message.to_json()))
        received = self._intake.read(delivery)
        if not isinstance(received, Received):
            raise TypeError(f"{type(message).__name__} does not survive the wire: {received}")
        return received

    async def _handle(self, received: Received) -> Any:
        if received.receiver.mode == "query":
            return await self._database.read_session(
                lambda session: received.receiver.handler(received.message, Read(session, received.envelope, datetime.now(UTC)))
            )
        if received.receiver.mode != "effect":
            return await self._database.write(lambda connection: self._commit(connection, received, received.receiver.handler))
        if await self._database.read(lambda connection: self._is_known(connection, received)):
            return None
        call = Call(self, received.envelope, key=effect_key(received), attempt=1)
        result = await received.receiver.handler(received.message, call)
        return await self._database.write(
            lambda connection: self._commit(connection, received, lambda _, tx: result(tx) if callable(result) else result)
        )

    def _is_known(self, connection: Connection, received: Received) -> bool:
        return self._ledger.inbox.known(cursor_of(connection), received.envelope.id, received.receiver.name) is not None

    def _commit(self, connection: Connection, received: Received, handler: Callable[[Message, Tx[Any, Any]], Any]) -> Any:
        moment = Moment(time.time())
        sessions = SessionSource(connection)
        desk = HandlerDesk(sessions, self._outlets, moment, received.envelope, received.receiver.name)
        self._outlets.messages.clear()
        try:
            with connection.begin():
                cursor = cursor_of(connection)
                arrival = Arrival(received.envelope.id, received.receiver.name)
                if not self._ledger.inbox.admit(cursor, [arrival], moment.seconds):
                    return self._answer_of(connection, received)
                reply = handler(received.message, Tx[Any, Any](desk, received.envelope))
                sessions.flush()
                if isinstance(reply, Reply):
                    self._ledger.inbox.keep_replies(cursor, [(reply.to_json(), received.envelope.id, received.receiver.name)])
                reach("committing")
        finally:
            sessions.close()
        for message, row in zip(self._outlets.messages, desk.outgoing, strict=True):
            if row.due_at is None:
                self.sent.append(message)
            else:
                self.scheduled.append((message, datetime.fromtimestamp(row.due_at, UTC)))
        return reply

    def _answer_of(self, connection: Connection, received: Received) -> Any:
        known = self._ledger.inbox.known(cursor_of(connection), received.envelope.id, received.receiver.name)
        reply_type = received.receiver.reply_type
        return None if known is None or known[1] is None or reply_type is None else reply_type.from_json(known[1])

    async def read(self, work: Callable[[Session], T]) -> T:
        """For `call.read`."""
        return await self._database.read_session(work)

    async def ask(self, message: Message, reply_type: type[R], cause: Envelope) -> R:
        """For `call.request`."""
        self._outlets.of(message)
        self._outlets.messages.clear()
        if self._answers is None:
            raise RuntimeFailure(f"{type(message).__name__} was requested", "give Harness(..., answers=a function that replies)")
        reply = self._answers(message)
        if not isinstance(reply, reply_type):
            raise TypeError(f"{type(message).__name__} is answered by {reply_type.__name__}, not by {type(reply).__name__}")
        return reply


class _Recorder(Outlets):
    """Keeps the messages themselves beside their rows."""

    messages: list[Message]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.messages = []

    def of(self, message: Message) -> Any:
        outlet = super().of(message)
        self.messages.append(message)
        return outlet


def _known(external: Mapping[str, httpx.AsyncClient], name: str) -> httpx.AsyncClient:
    if name not in external:
        raise RuntimeFailure(f"the test gave no external system {name!r}", f"Harness(..., external={{{name!r}: client}})")
    return external[name]


def _classes(service: type[Service], messages: Any) -> Callable[[str], type[Message]]:
    """Message classes by name: from the package that was given, else from where the generated base class has its own."""
    if messages is None:
        import importlib
        import sys

        base = next(each for each in service.__mro__ if "binding" in vars(each))
        package = base.__module__.rpartition(".services.")[0]
        messages = importlib.import_module(f"{package}.messages") if package else sys.modules[base.__module__]

    def find(name: str) -> type[Message]:
        found: Any = cast(Mapping[str, Any], messages).get(name) if isinstance(messages, Mapping) else getattr(messages, name, None)
        if not isinstance(found, type) or not issubclass(found, Message):
            raise RuntimeFailure(f"no message class {name} for the harness")
        return found

    return find
