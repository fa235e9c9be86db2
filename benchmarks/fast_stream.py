"""FastStream at its safest: acknowledged after the handler, given back when it raises, one message at a time as it does it.

Twice: with a handler that only validates, and with one that does what a flowmart service does: inbox row, business row and outbox row
in one transaction of the same SQLite settings, published after the commit.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic_core import from_json

from benchmarks.embedded import connect
from benchmarks.engines import Rate, Watch
from benchmarks.workload import OrderPlaced, PlaceOrder
from flowmart.runtime.transport import Outgoing

# FastStream logs each message twice; that is not what is measured.
_SILENT: Any = None


class Rows:
    """What a handler has to write by hand for exactly one effect of each message."""

    def __init__(self, path: Path) -> None:
        self._store: sqlite3.Connection = connect(path)
        self._store.execute("CREATE TABLE inbox (message_id TEXT PRIMARY KEY, at REAL) WITHOUT ROWID")
        self._store.execute("CREATE TABLE outbox (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        self._store.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, total INTEGER, status TEXT)")

    def write(self, command: PlaceOrder) -> tuple[str, bytes]:
        order_id, message_id = str(command.order_id), str(uuid4())
        total = sum(line.quantity * line.unit_price for line in command.lines)
        body = OrderPlaced(order_id=command.order_id, customer_id=command.customer_id, total=total).to_json()
        self._store.execute("BEGIN IMMEDIATE")
        self._store.execute("INSERT INTO inbox VALUES (?,?)", (message_id, time.time()))
        self._store.execute("INSERT INTO orders VALUES (?,?,?,?)", (order_id, str(command.customer_id), total, "placed"))
        self._store.execute("INSERT INTO outbox VALUES (?,?)", (message_id, body))
        self._store.execute("COMMIT")
        return message_id, body

    def forget(self, message_id: str) -> None:
        self._store.execute("DELETE FROM outbox WHERE id=?", (message_id,))

    def close(self) -> None:
        self._store.close()


async def measure(engine: str, url: str, folder: Path, messages: Sequence[Outgoing], *, with_rows: bool) -> tuple[Rate, Rate]:
    """Publishing, waiting for each as FastStream does; and consuming."""
    name, events = f"fs-{uuid4().hex[:8]}", f"fs-events-{uuid4().hex[:8]}"
    broker, arguments = await _broker(engine, url, name, events)
    watch = Watch(len(messages))
    rows = Rows(folder / f"{name}.db") if with_rows else None

    @broker.subscriber(*arguments[0], **arguments[1])  # type: ignore[untyped-decorator]
    async def handle(command: PlaceOrder) -> None:
        watch.begin()
        if rows is not None:
            message_id, body = rows.write(command)
            await broker.publish(from_json(body), **arguments[3])
            rows.forget(message_id)
        watch.saw()

    payloads = [from_json(message.body)["data"] for message in messages]
    await broker.connect()
    await _prepared(engine, broker, name, events)
    publishing = Watch(len(messages))
    publishing.begin()
    for payload in payloads:
        await broker.publish(payload, **arguments[2])
    published = publishing.rate()
    await broker.start()
    consumed = await watch.wait()
    await broker.stop()
    if rows is not None:
        rows.close()
    return published, consumed


async def _prepared(engine: str, broker: Any, name: str, events: str) -> None:
    if engine == "redis":
        await broker._connection.xgroup_create(name, "fs", id="0", mkstream=True)
    if engine == "rabbitmq":
        from faststream.rabbit import QueueType, RabbitQueue

        for queue in (name, events):
            await broker.declare_queue(RabbitQueue(queue, QueueType.QUORUM, durable=True))


async def _broker(engine: str, url: str, name: str, events: str) -> tuple[Any, tuple[Any, ...]]:
    """A broker; the arguments of `subscriber`; those of `publish` for the commands, and for the events."""
    from faststream import AckPolicy

    safest: dict[str, Any] = {"ack_policy": AckPolicy.NACK_ON_ERROR}
    if engine == "kafka":
        from faststream.confluent import KafkaBroker

        server = url.removeprefix("kafka://")
        administration: Any = import_module("confluent_kafka.admin")
        admin = administration.AdminClient({"bootstrap.servers": server})
        made = admin.create_topics([administration.NewTopic(name, 3), administration.NewTopic(events, 3)])
        await asyncio.to_thread(lambda: [each.result() for each in made.values()])
        return KafkaBroker(server, logger=_SILENT), (
            (name,),
            {"group_id": name, "auto_offset_reset": "earliest", **safest},
            {"topic": name},
            {"topic": events},
        )
    if engine == "nats":
        from faststream.nats import JStream, NatsBroker, PullSub

        client: Any = await import_module("nats").connect(url)
        await client.jetstream().add_stream(name=name, subjects=[name, events])
        await client.close()
        stream = JStream(name, declare=False)
        subscriber = {"durable": "fs", "stream": stream, "pull_sub": PullSub(batch_size=100), **safest}
        return NatsBroker(url, logger=_SILENT), (
            (name,),
            subscriber,
            {"subject": name, "stream": name},
            {"subject": events, "stream": name},
        )
    if engine == "redis":
        from faststream.redis import RedisBroker, StreamSub

        entries = StreamSub(name, group="fs", consumer="one", max_records=100)
        return RedisBroker(url, logger=_SILENT), ((), {"stream": entries, **safest}, {"stream": name}, {"stream": events})
    from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

    queue = RabbitQueue(name, QueueType.QUORUM, durable=True)
    broker = RabbitBroker(url, logger=_SILENT, default_channel=Channel(prefetch_count=100))
    return broker, ((queue,), safest, {"queue": name, "persist": True}, {"queue": events, "persist": True})
