"""What a handler class is and what its methods are given: Service, Tx, Read, Call, Effect.

Imports neither the database nor the web libraries, because every generated service module imports
this one. How the objects do their work is the engine's business, behind two small protocols.
"""

import inspect
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar, Union

from .bindings import ServiceBinding
from .envelope import Envelope
from .failures import RuntimeFailure
from .messages import Command, Event, HasReply, Message, Reply

if TYPE_CHECKING:
    import httpx
    from sqlalchemy import MetaData
    from sqlalchemy.orm import Session

T = TypeVar("T")
R = TypeVar("R")
ReplyT = TypeVar("ReplyT", bound=Reply)
E_contra = TypeVar("E_contra", bound=Event, contravariant=True)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)

Effect: TypeAlias = Union[Callable[[T], R], R]  # noqa: UP007  (an alias with parameters needs the runtime Union)
"""What an effect handler returns: a function to run inside the transaction, or its result when there is nothing to write."""


class Desk(Protocol):
    """The engine's side of a transaction: where rows go and outgoing messages are collected."""

    @property
    def session(self) -> "Session": ...
    @property
    def now(self) -> datetime: ...
    def put(self, message: Message, after: timedelta | None) -> None: ...


class Line(Protocol):
    """The engine's side of an effect: committed rows and other services."""

    async def read(self, work: "Callable[[Session], T]") -> T: ...
    async def ask(self, message: Message, reply_type: type[ReplyT], cause: Envelope) -> ReplyT: ...


class Tx(Generic[E_contra, C_contra]):
    """One transaction: the handler's rows and its outgoing messages commit together, or not at all."""

    __slots__ = ("_desk", "message")

    def __init__(self, desk: Desk, message: Envelope) -> None:
        self._desk = desk
        self.message = message

    @property
    def db(self) -> "Session":
        """The session of this transaction; do not commit or roll back, the runtime does."""
        return self._desk.session

    @property
    def now(self) -> datetime:
        """The time at which this transaction began, in UTC."""
        return self._desk.now

    def emit(self, event: E_contra) -> None:
        self._desk.put(event, None)

    def send(self, command: C_contra, *, after: timedelta | None = None) -> None:
        """With `after` the command is delivered once, not before that time has passed, restarts or not."""
        self._desk.put(command, after)


class Read:
    """What a query handler is given: committed rows, and no way to send."""

    __slots__ = ("db", "message", "now")

    def __init__(self, db: "Session", message: Envelope, now: datetime) -> None:
        self.db = db
        self.message = message
        self.now = now


class Call:
    """What an effect handler is given. `key` is the same on every attempt: hand it to the outside as idempotency key."""

    __slots__ = ("_line", "attempt", "key", "message")

    def __init__(self, line: Line, message: Envelope, *, key: str, attempt: int) -> None:
        self._line = line
        self.message = message
        self.key = key
        self.attempt = attempt

    async def read(self, work: "Callable[[Session], T]") -> T:
        """What `work` finds in the service's database; committed rows only."""
        return await self._line.read(work)

    async def request(self, message: HasReply[ReplyT]) -> ReplyT:
        """Ask another service. Raises RequestFailed when it refuses, RequestTimeout when no reply comes."""
        if not isinstance(message, Message):
            raise TypeError(f"{type(message).__name__} is not a message")
        return await self._line.ask(message, message.reply_type(), self.message)


class Service:
    """Base of the generated service classes. One instance handles all messages of one service."""

    binding: ClassVar[ServiceBinding]
    tables: "ClassVar[MetaData | None]" = None

    _external: "Callable[[str], httpx.AsyncClient] | None" = None

    def external(self, name: str) -> "httpx.AsyncClient":
        """A client whose base URL is the external system's address in this environment."""
        if self._external is None:
            raise RuntimeFailure(
                f"{type(self).__name__} asked for the external system {name!r}, and none is connected",
                "in a test, give Harness(..., external={name: client})",
            )
        return self._external(name)

    def connect(self, external: "Callable[[str], httpx.AsyncClient]") -> None:
        """Called once by whatever runs the service, before the first message."""
        self._external = external

    async def started(self) -> None:
        """Called before the first message; a place to open what the handlers need."""

    async def stopped(self) -> None:
        """Called after the last message."""


def faults(handlers: type[Service]) -> list[str]:
    """What keeps a handler class from running, one sentence each; empty when it is complete."""
    found: list[str] = []
    if getattr(handlers, "binding", None) is None:
        return [f"{handlers.__name__} does not derive from a generated service class"]
    for subscription in handlers.binding.subscriptions:
        method: Any = getattr(handlers, subscription.handler, None)
        if method is None or getattr(method, "__isabstractmethod__", False):
            found.append(f"{handlers.__name__} has no method {subscription.handler} for {subscription.message}")
            continue
        is_async = inspect.iscoroutinefunction(method)
        if subscription.mode == "effect" and not is_async:
            found.append(f"{handlers.__name__}.{subscription.handler} calls the outside and must be `async def`")
        elif subscription.mode != "effect" and is_async:
            found.append(f"{handlers.__name__}.{subscription.handler} runs inside a transaction and must be `def`")
    return found
