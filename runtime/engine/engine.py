"""One service at work: consumes its channels, handles in transactions, runs effects, publishes its outbox.

Owns the order of things and the tasks; what happens inside a transaction is in `arriving` and `waiting`.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session

from ..envelope import Envelope, derived_id
from ..failures import BusinessError, RuntimeFailure
from ..messages import Message, Reply
from ..news import News
from ..operating.measured import Measured
from ..operating.tally import Tally
from ..service import Read, Service, faults
from ..store import Database
from ..store.clearing import Windows
from ..store.database import cursor_of
from ..store.lease import LeaseLost
from ..store.stock import stock
from ..transport.protocol import Answer, Consumer, Delivery, Transport
from .answers import AnswerText, failed, refused, replied
from .arriving import Arriving
from .crash_points import reach
from .desk import Moment
from .effects import Effects
from .handling import Handling
from .intake import Intake, Received, Unfit, age_of, seconds_since
from .ledger import Ledger, Report
from .observation import Observation, Observer, Outcome
from .outlets import Outlets, sender_of
from .policy import Policy
from .relay import Relay
from .requests import Requests
from .sweep import Sweep
from .turn import LEASE_SECONDS, Turn
from .waiting import Waiting

T = TypeVar("T")
R = TypeVar("R", bound=Reply)

_log = logging.getLogger("flowmart.engine")
# Without a handler somewhere, Python itself would print warnings to stderr.
logging.getLogger("flowmart").addHandler(logging.NullHandler())

# A larger one is faster by little, and keeps an effect of the same service waiting for the database for longer.
_BATCH = 250
_LOOK_SECONDS = 1.0
_REQUEST_SECONDS = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is around a service in one process. `classes` finds a message class by name; `known` are the ids of
    all messages of the system; `policies` are by handler name, with `policy` for the others. An instance that
    shows no life for `lease` seconds is replaced."""

    transport: Transport
    classes: Callable[[str], type[Message]]
    known: Collection[str]
    requests: Requests
    environment: str = "local"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    policy: Policy = field(default_factory=Policy)
    policies: Mapping[str, Policy] = field(default_factory=dict[str, Policy])
    observer: Observer | None = None
    lease: float = LEASE_SECONDS
    windows: Windows = field(default_factory=Windows)


class Engine:
    """`start`, and later `stop`; between them the service works."""

    def __init__(self, service: Service, database: Database, surroundings: Surroundings) -> None:
        found = faults(type(service))
        if found:
            raise RuntimeFailure("; ".join(found))
        self.service = service
        self.binding = service.binding
        self._database = database
        self._around = surroundings
        self._transport = surroundings.transport
        self._intake = Intake(service, surroundings.classes, surroundings.known)
        self._outlets = Outlets(
            self.binding.service,
            self.binding.publications,
            surroundings.classes,
            environment=surroundings.environment,
            parameters=surroundings.parameters,
        )
        self._turn = Turn(database, self.binding.service, surroundings.lease, self._step_down)
        self.ledger = Ledger(database, self.binding.service, self._turn.lease, keeps_sent=surroundings.windows.outbox > 0)
        self._sweep = Sweep(database, self.ledger, surroundings.windows)
        self.tally = Tally()
        handling = Handling(self._intake, self._outlets, self.ledger, self._policy)
        self._arriving = Arriving(handling)
        self._waiting = Waiting(handling)
        self._relay = Relay(database, self.ledger, self._transport)
        self._effects = Effects(
            database, self.ledger, self._waiting, self, self._policy, surroundings.policy.concurrency, self._settle, self._look_again
        )
        self._consumer: Consumer | None = None
        self._due_task: asyncio.Task[None] | None = None
        self._due_news = News()
        self._stopping = False
        self._working = False
        self._standing_by: asyncio.Task[None] | None = None

    def topics(self) -> list[str]:
        around = self._around
        return sorted({each.address(around.environment, around.parameters) for each in self.binding.subscriptions})

    @property
    def state(self) -> str:
        """`ok`, or why the service does not work now."""
        if self._stopping:
            return "stopped"
        if self._relay.stuck:
            return "its messages cannot be published"
        if self._consumer is not None:
            return "ok"
        return "standing by: another process works" if self._standing_by is not None else "starting"

    async def measured(self) -> Measured:
        """What a scrape of the metrics shows of this service."""
        now = time.time()
        try:
            found = await self._database.read(lambda connection: stock(self._database, cursor_of(connection), self.binding.service, now))
        except SQLAlchemyError:
            found = None
        age = 0.0 if found is None or found.oldest is None else age_of(found.oldest)
        return Measured(self.state == "ok", self._effects.running, self.tally, found, age)

    async def start(self) -> None:
        """Returns when the service works, or stands by because another process works on its database. After a RuntimeFailure
        it can be called again: the broker or the database has gone away, and may come back."""
        await self._database.prepare(self.service.tables)
        try:
            taken = await self._turn.taken_at_once()
        except SQLAlchemyError as error:
            raise RuntimeFailure(f"cannot work on the database {self._database.shown}: {error}") from error
        if taken:
            await self._begin()
        else:
            self._standing_by = asyncio.get_running_loop().create_task(self._work_in_turn())

    async def _begin(self) -> None:
        """Work, or leave no trace of having tried."""
        try:
            await self._work()
        except BaseException:
            await self._end_work()
            await self._turn.give_back()
            raise

    async def _work_in_turn(self) -> None:
        pause = _FIRST_PAUSE
        while not self._working:
            await self._turn.wait()
            try:
                await self._begin()
            except Exception:  # noqa: BLE001  (there is nobody to tell, and the next time it may do)
                _log.exception("%s could not begin to work, again in %.1f s", self.binding.service, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        self._standing_by = None

    def _step_down(self) -> None:
        """Another instance has taken over, because this one stood still for too long."""
        if self._working and not self._stopping and self._standing_by is None:
            _log.warning("%s stood still, and another process works in its place; it stands by", self.binding.service)
            self._standing_by = asyncio.get_running_loop().create_task(self._stand_by_again())

    async def _stand_by_again(self) -> None:
        self._turn.drop()
        await self._end_work()
        await self._work_in_turn()

    async def _end_work(self) -> None:
        """At once, and without a trace: what was begun is the other instance's by now."""
        self._working = False
        self._due_news.set()
        if self._consumer is not None:
            await self._consumer.stop()
            self._consumer = None
        if self._due_task is not None:
            await self._due_task
            self._due_task = None
        await self._sweep.stop()
        await self._effects.stop(0)
        await self._relay.drop()
        await self.service.stopped()
        self.ledger.begin_anew()

    async def _work(self) -> None:
        self._working = True
        await self._database.write(self._recover)
        await self.service.started()
        self._relay.start()
        self._sweep.start()
        self._due_task = asyncio.get_running_loop().create_task(self._try_again())
        try:
            # By the lease: whoever was at work before has gone, or can commit nothing any more.
            self._consumer = await self._transport.consume(
                self.binding.group, self.topics(), self._on_batch, limit=_BATCH, sole=self._confirm
            )
        except RuntimeFailure:
            raise
        except Exception as error:
            # Each client library has errors of its own for a broker that went away.
            raise RuntimeFailure(f"cannot receive the messages of {self.binding.group}: {type(error).__name__}: {error}") from error

    async def stop(self, limit: float = 10.0) -> None:
        """Take nothing new, end what is running, send what is committed."""
        self._stopping = True
        if self._standing_by is not None:
            self._standing_by.cancel()
            await asyncio.gather(self._standing_by, return_exceptions=True)
        if self._due_task is None:
            await self._turn.give_back()
            return
        if self._consumer is not None:
            await self._consumer.stop()
        self._due_news.set()
        await self._due_task
        await self._sweep.stop()
        await self._effects.stop(limit)
        await self._relay.stop()
        await self.service.stopped()
        await self._turn.give_back()

    async def _confirm(self) -> None:
        try:
            await self._turn.confirm()
        except LeaseLost:
            self._step_down()
            raise

    def _policy(self, handler: str) -> Policy:
        return self._around.policies.get(handler, self._around.policy)

    def _recover(self, connection: Connection) -> None:
        with connection.begin():
            cursor = cursor_of(connection)
            self.ledger.fence(cursor)
            self.ledger.inbox.release(cursor, time.time())
            self.ledger.lanes = self.ledger.inbox.waiting_lanes(cursor)

    async def _on_batch(self, batch: Sequence[Delivery]) -> None:
        try:
            queries, report = await self._database.write(lambda connection: self._handle(connection, batch))
        except LeaseLost:
            self._step_down()
            raise
        if queries:
            await asyncio.gather(self._settle(report), self._answer_queries(queries))
        else:
            await self._settle(report)

    def _handle(self, connection: Connection, batch: Sequence[Delivery]) -> tuple[list[Received], Report]:
        """On the writer's thread: read the envelopes and handle all but the queries."""
        queries: list[Received] = []
        items: list[Received | Unfit] = []
        for delivery in batch:
            item = self._intake.read(delivery)
            if isinstance(item, Received) and item.receiver.mode == "query":
                queries.append(item)
            elif item is not None:
                items.append(item)
        if not items:
            return queries, Report()
        return queries, self._arriving.arrive(connection, items, self._effects.free_slots)

    async def _settle(self, report: Report) -> None:
        """After a commit: send the answers, and set going what goes on from here."""
        if report.sent:
            self._relay.wake(report.unsent)
        self._effects.start(report.effects)
        if report.postponed:
            self._due_news.set()
        if report.answers:
            await self._send_answers(report.answers)
            reach("answered")
        for received, outcome in report.outcomes:
            self._observe(received, outcome)

    async def _send_answers(self, answers: Sequence[tuple[Envelope, AnswerText]]) -> None:
        now = Moment(time.time()).text
        due = [
            Answer(request.reply_to, answer.wire(request, source=self._outlets.source, time=now))
            for request, answer in answers
            if request.reply_to is not None
        ]
        try:
            await self._transport.answer(due)
        except Exception:  # noqa: BLE001
            # The requester asks again, and then gets the answer that was kept.
            _log.exception("%d answers were not sent", len(due))

    async def _answer_queries(self, queries: Sequence[Received]) -> None:
        now = time.time()
        current = [query for query in queries if (query.envelope.expires or now) >= now]
        answers = await self._database.read_session(lambda session: [(query.envelope, self._answer(query, session)) for query in current])
        await self._send_answers(answers)
        for query in current:
            self._observe(query, "answered")

    def _answer(self, query: Received, session: Session) -> AnswerText:
        try:
            reply = query.receiver.handler(query.message, Read(session, query.envelope, Moment(time.time()).time))
            if isinstance(reply, Reply):
                return replied(reply)
            raise TypeError(f"{query.receiver.name} returned {type(reply).__name__}, which is no reply")
        except BusinessError as error:
            return refused(error)
        except NoResultFound:
            return refused(BusinessError("not-found", f"{query.envelope.type} found nothing", 404))
        except Exception:  # noqa: BLE001
            _log.exception("the query %s failed", query.envelope.type)
            return failed()

    def _look_again(self) -> None:
        self._due_news.set()

    async def _try_again(self) -> None:
        while self._working and not self._stopping:
            self._due_news.clear()
            due: float | None = None
            try:
                due = await self._database.write(self._next_due)
                if due is not None and due <= time.time():
                    await self._settle(await self._database.write(self._handle_due))
                    continue
            except LeaseLost:
                self._step_down()
            except Exception:  # noqa: BLE001  (a locked or full database: later it may do)
                _log.exception("waiting messages of %s could not be looked at", self.binding.service)
            pause = _LOOK_SECONDS if due is None else min(_LOOK_SECONDS, max(0.0, due - time.time()))
            await self._due_news.wait(pause)

    def _next_due(self, connection: Connection) -> float | None:
        return self._waiting.next_due(connection, self._effects.free_slots)

    def _handle_due(self, connection: Connection) -> Report:
        return self._waiting.due(connection, self._effects.free_slots)

    def _observe(self, received: Received, outcome: Outcome) -> None:
        seconds = seconds_since(received.envelope.time)
        self.tally.count(received.envelope.type, received.receiver.name, outcome, received.delivery.topic, seconds)
        observer = self._around.observer
        if observer is not None:
            observer(
                Observation(
                    envelope=received.envelope,
                    sender=sender_of(received.envelope),
                    receiver=self.binding.service,
                    handler=received.receiver.name,
                    seconds=seconds,
                    outcome=outcome,
                    wire=received.delivery.body,
                )
            )

    async def ask(self, message: Message, reply_type: type[R], cause: Envelope) -> R:
        """A request of this service to another one, while it handles a message."""
        outlet = self._outlets.of(message)
        moment = Moment(time.time())
        data = message.to_json()
        # With the service: two that ask the same because of one event are two requests.
        request_id = derived_id(cause.id, f"{self.binding.service}.{outlet.message_type}?{data.decode()}", 0)
        envelope = Envelope(
            id=request_id,
            type=outlet.message_type,
            version=outlet.version,
            source=self._outlets.source,
            time=moment.text,
            subject=outlet.key_of(message),
            correlation_id=cause.correlation_id,
            causation_id=cause.id,
            traceparent=self._outlets.traceparent(cause),
        )
        return await self._around.requests.ask(outlet.topic, envelope.subject, envelope, data, reply_type, deadline=_REQUEST_SECONDS)

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._database.read_session(work)
