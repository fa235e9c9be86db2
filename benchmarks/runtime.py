"""Handled messages a second on the embedded default, against the same work in bare sqlite3 in the same run.

Both read a batch from the log, validate each message, write an inbox row, a business row and an outbox row in
one durable transaction, acknowledge, publish the outbox to the log and remove what is published. Bare means one
thread of straight-line code for exactly one message type: no duplicates answered, no retries, no dead letters.

    python benchmarks/runtime.py [--messages N] [--rounds N] [--check]

`--check` exits with 1 when the median ratio is below the bar.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID, uuid4

from pydantic import Field
from pydantic_core import from_json
from sqlalchemy import MetaData, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from flowmart.runtime import Command, Event, Message, Model, Publication, Service, ServiceBinding, Subscription, Tx
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Outgoing, Transport, open_transport

BAR = 0.3
BATCH = 100
ORDERS, EVENTS = "orders.commands", "orders.events"


class Line(Model):
    sku: str
    quantity: Annotated[int, Field(ge=1)]
    unit_price: Annotated[int, Field(alias="unitPrice")]


class PlaceOrder(Command, id="PlaceOrder", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[UUID, Field(alias="orderId")]
    customer_id: Annotated[UUID, Field(alias="customerId")]
    lines: list[Line]
    street: str
    city: str


class OrderPlaced(Event, id="OrderPlaced", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[UUID, Field(alias="orderId")]
    customer_id: Annotated[UUID, Field(alias="customerId")]
    total: int


CLASSES: dict[str, type[Message]] = {"PlaceOrder": PlaceOrder, "OrderPlaced": OrderPlaced}


class Tables(DeclarativeBase):
    metadata = MetaData()


class Order(Tables):
    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str]
    total: Mapped[int]
    status: Mapped[str]


class Orders(Service):
    """Writes its row by the ORM, as the handlers in services/ do."""

    binding: ClassVar[ServiceBinding] = ServiceBinding(
        service="OrdersService",
        version="1.0.0",
        module="orders_service",
        group="orders-service",
        database="orders-db",
        subscriptions=(
            Subscription(
                message="PlaceOrder",
                version="1.0.0",
                message_class="PlaceOrder",
                kind="command",
                handler="place_order",
                mode="state",
                channel=ORDERS,
                key="orderId",
            ),
        ),
        publications=(
            Publication(message="OrderPlaced", version="1.0.0", message_class="OrderPlaced", kind="event", channel=EVENTS, key="orderId"),
        ),
    )
    tables = Tables.metadata

    def place_order(self, command: PlaceOrder, tx: Tx[OrderPlaced, Command]) -> None:
        total = sum(line.quantity * line.unit_price for line in command.lines)
        self.write(tx, Order(id=str(command.order_id), customer=str(command.customer_id), total=total, status="placed"))
        tx.emit(OrderPlaced(order_id=command.order_id, customer_id=command.customer_id, total=total))

    def write(self, tx: Tx[OrderPlaced, Command], order: Order) -> None:
        tx.db.add(order)


class CoreOrders(Orders):
    """The same by one Core statement for each message."""

    def write(self, tx: Tx[OrderPlaced, Command], order: Order) -> None:
        row = {"id": order.id, "customer": order.customer, "total": order.total, "status": order.status}
        tx.db.execute(insert(Order.__table__).values(row))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def commands(count: int) -> list[Outgoing]:
    """About 500 bytes each."""
    made: list[Outgoing] = []
    for _ in range(count):
        order_id, message_id = uuid4(), str(uuid4())
        command = PlaceOrder(
            order_id=order_id,
            customer_id=uuid4(),
            lines=[Line(sku="MUG-0001", quantity=2, unit_price=1290), Line(sku="TEE-0042", quantity=1, unit_price=2490)],
            street="Long Street 12",
            city="Leipzig",
        )
        envelope = Envelope(
            id=message_id,
            type="PlaceOrder",
            version="1.0.0",
            source="/gateway",
            time="2026-01-01T00:00:00Z",
            subject=str(order_id),
            correlation_id=message_id,
        )
        made.append(Outgoing(ORDERS, str(order_id), envelope.wire(command.to_json())))
    return made


async def flowmart(folder: Path, messages: list[Outgoing], service: type[Orders]) -> float:
    """Seconds from the start of the service until every message is handled and every event is in the log."""
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    await transport.provision({"orders-service": [ORDERS], "audit": [EVENTS]})
    await transport.publish(messages)
    database = Database(f"sqlite:{folder / 'orders.db'}")
    around = Surroundings(transport=transport, classes=CLASSES.__getitem__, known=CLASSES, requests=Requests(transport))
    engine = Engine(service(), database, around)
    await database.prepare(Tables.metadata)
    began = time.perf_counter()
    await engine.start()
    await _published(transport, folder / "bus.db", len(messages))
    seconds = time.perf_counter() - began
    await engine.stop()
    await database.close()
    await transport.close()
    _verify(folder / "orders.db", len(messages))
    return seconds


async def _published(transport: Transport, log: Path, count: int) -> None:
    reader = sqlite3.connect(log, isolation_level=None)
    # Few and cheap looks: counting would cost the service a part of its time.
    newest = 0
    while newest < 2 * count:
        await asyncio.sleep(0.01)
        newest = reader.execute("SELECT max(position) FROM entries").fetchone()[0] or 0
    reader.close()


def bare(folder: Path, messages: list[Outgoing]) -> float:
    """The same rows by sqlite3 alone."""
    log = _connect(folder / "bare-bus.db")
    log.execute("CREATE TABLE entries (position INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT, key TEXT, body BLOB)")
    log.execute("CREATE INDEX entries_topic ON entries (topic)")
    log.execute("CREATE TABLE groups (name TEXT PRIMARY KEY, position INTEGER)")
    log.execute("INSERT INTO groups VALUES ('orders-service', 0)")
    log.execute("BEGIN")
    log.executemany("INSERT INTO entries (topic, key, body) VALUES (?,?,?)", messages)
    log.execute("COMMIT")
    store = _connect(folder / "bare-orders.db")
    store.execute("CREATE TABLE inbox (message_id TEXT, handler TEXT, at REAL, PRIMARY KEY (message_id, handler)) WITHOUT ROWID")
    store.execute("CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, topic TEXT, key TEXT, body BLOB)")
    store.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, total INTEGER, status TEXT)")
    began = time.perf_counter()
    position = 0
    while True:
        rows = log.execute(
            "SELECT position, body FROM entries WHERE position>? AND +topic=? ORDER BY position LIMIT ?", (position, ORDERS, BATCH)
        ).fetchall()
        if not rows:
            break
        position = rows[-1][0]
        _bare_batch(store, [row[1] for row in rows])
        _bare_publish(store, log, position)
    seconds = time.perf_counter() - began
    log.close()
    store.close()
    return seconds


def _bare_batch(store: sqlite3.Connection, bodies: list[bytes]) -> None:
    now = time.time()
    store.execute("BEGIN IMMEDIATE")
    for body in bodies:
        attributes = from_json(body)
        command = PlaceOrder.model_validate(attributes["data"])
        total = sum(line.quantity * line.unit_price for line in command.lines)
        order_id = str(command.order_id)
        store.execute("INSERT INTO inbox VALUES (?,?,?)", (attributes["id"], "place_order", now))
        store.execute("INSERT INTO orders VALUES (?,?,?,?)", (order_id, str(command.customer_id), total, "placed"))
        event = OrderPlaced(order_id=command.order_id, customer_id=command.customer_id, total=total)
        message_id = str(uuid4())
        envelope = Envelope(
            id=message_id,
            type="OrderPlaced",
            version="1.0.0",
            source="/services/OrdersService",
            time="2026-01-01T00:00:00Z",
            subject=order_id,
            correlation_id=attributes["correlationid"],
            causation_id=attributes["id"],
        )
        store.execute(
            "INSERT INTO outbox (id, topic, key, body) VALUES (?,?,?,?)", (message_id, EVENTS, order_id, envelope.wire(event.to_json()))
        )
    store.execute("COMMIT")


def _bare_publish(store: sqlite3.Connection, log: sqlite3.Connection, position: int) -> None:
    rows = store.execute("SELECT position, topic, key, body FROM outbox ORDER BY position").fetchall()
    log.execute("BEGIN IMMEDIATE")
    log.executemany("INSERT INTO entries (topic, key, body) VALUES (?,?,?)", [row[1:] for row in rows])
    log.execute("UPDATE groups SET position=? WHERE name='orders-service'", (position,))
    log.execute("COMMIT")
    store.execute("BEGIN IMMEDIATE")
    store.execute("DELETE FROM outbox WHERE position<=?", (rows[-1][0],))
    store.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _verify(path: Path, count: int) -> None:
    """A number counts only when the work was done."""
    store = sqlite3.connect(path)
    for table, expected in (("orders", count), ("flowmart_inbox", count), ("flowmart_outbox", 0), ("flowmart_dead_letters", 0)):
        found = store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if found != expected:
            sys.exit(f"{table} has {found} rows, expected {expected}")
    store.close()


def _in_folder(run: Callable[[Path], float]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    messages = commands(arguments.messages)
    seconds: dict[str, list[float]] = {"bare sqlite3": [], "flowmart, rows by ORM": [], "flowmart, rows by Core": []}
    for _ in range(arguments.rounds):
        seconds["bare sqlite3"].append(_in_folder(lambda folder: bare(folder, messages)))
        seconds["flowmart, rows by ORM"].append(_in_folder(lambda folder: asyncio.run(flowmart(folder, messages, Orders))))
        seconds["flowmart, rows by Core"].append(_in_folder(lambda folder: asyncio.run(flowmart(folder, messages, CoreOrders))))
    baseline = statistics.median(seconds["bare sqlite3"])
    print(f"{arguments.messages} messages, median of {arguments.rounds} rounds, synchronous=FULL")
    print(f"{'':26}{'messages/s':>12}{'µs each':>10}{'ratio':>8}")
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:26}{len(messages) / median:>12.0f}{median / len(messages) * 1e6:>10.1f}{baseline / median:>8.2f}")
    ratio = baseline / statistics.median(seconds["flowmart, rows by ORM"])
    print(f"bar: {BAR}; flowmart by ORM: {ratio:.2f}")
    return 1 if arguments.check and ratio < BAR else 0


if __name__ == "__main__":
    sys.exit(main())
