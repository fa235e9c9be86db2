"""The shop at work in a folder, for tests that need an engine: start it, send, look, stop, start again."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from flowmart.runtime import Message, Reply, Service
from flowmart.runtime.engine import Observation, Policy
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.observation import Observer
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.store import Database
from flowmart.runtime.store.clearing import Windows
from flowmart.runtime.transport import Delivery, Outgoing, Transport, open_transport
from tests.runtime.shop import CLASSES, KNOWN

FAST = Policy(attempts=3, first_pause=0.02, factor=1.5, longest_pause=0.1)
R = TypeVar("R", bound=Reply)
MOMENT = "2026-01-01T00:00:00Z"


def envelope(message: Message, message_id: str, key: str | None = None) -> Envelope:
    return Envelope(
        id=message_id,
        type=message.meta.id,
        version=message.meta.version,
        source="/gateway",
        time=MOMENT,
        subject=key,
        correlation_id=message_id,
    )


def outgoing(topic: str, message: Message, message_id: str, key: str | None = None) -> Outgoing:
    return Outgoing(topic, key, envelope(message, message_id, key).wire(message.to_json()))


def sqlite_url(folder: Path, database: str) -> str:
    return f"sqlite:{folder / database}.db"


database_url: Callable[[Path, str], str] = sqlite_url
"""Where a test's databases are; the PostgreSQL tests put theirs here."""


@dataclass
class Shop:
    """What a test has in its hands while the shop runs."""

    folder: Path
    transport: Transport
    requests: Requests
    engines: list[Engine] = field(default_factory=list[Engine])
    seen: list[Observation] = field(default_factory=list[Observation])

    async def ask(self, topic: str, message: Message, reply: type[R], message_id: str, *, deadline: float = 5.0) -> R:
        return await self.requests.ask(topic, None, envelope(message, message_id), message.to_json(), reply, deadline=deadline)

    def rows(self, database: str, query: str) -> list[Any]:
        return rows(self.folder, database, query)

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        await until(condition, seconds)


def rows(folder: Path, database: str, query: str) -> list[Any]:
    url = database_url(folder, database)
    connection: Any
    if url.startswith("postgresql:"):
        import psycopg

        connection = psycopg.connect(url)
    else:
        connection = sqlite3.connect(url.removeprefix("sqlite:"), timeout=10)
    try:
        found: list[Any] = connection.execute(query).fetchall()
        return found
    finally:
        connection.close()


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def shop(
    folder: Path,
    *services: Service,
    policy: Policy = FAST,
    policies: Mapping[str, Policy] | None = None,
    lease: float = 10.0,
    windows: Windows | None = None,
    observer: Observer | None = None,
    classes: Mapping[str, type[Message]] = CLASSES,
) -> AsyncGenerator[Shop, None]:
    """The services on databases and an embedded transport in the folder."""
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    running = Shop(folder, transport, Requests(transport))
    around = Surroundings(
        transport=transport,
        classes=classes.__getitem__,
        known=KNOWN if classes is CLASSES else frozenset(classes),
        requests=running.requests,
        parameters={"env": "local"},
        policy=policy,
        policies=policies or {},
        observer=observer or running.seen.append,
        lease=lease,
        windows=windows or Windows(),
    )
    databases: dict[str, Database] = {}
    for service in services:
        url = database_url(folder, service.binding.database)
        database = databases[url] if url in databases else databases.setdefault(url, Database(url))
        running.engines.append(Engine(service, database, around))
    try:
        for engine in running.engines:
            await engine.start()
        yield running
    finally:
        for engine in running.engines:
            await engine.stop()
        for database in databases.values():
            await database.close()
        await transport.close()


async def collect(transport: Transport, topics: Sequence[str], into: list[Delivery]) -> None:
    """Everything on the topics from now on, and from before, in a group of its own."""

    async def on_batch(batch: Sequence[Delivery]) -> None:
        into.extend(batch)

    await transport.consume("test-collector", topics, on_batch)
