"""One service on the embedded engine, and bare sqlite3 doing the same rows.

Both read a batch from the log, validate each message, write an inbox row, a business row and an outbox row in
one durable transaction, acknowledge, publish the outbox to the log and remove what is published. Bare means one
thread of straight-line code for exactly one message type: no duplicates answered, no retries, no dead letters.
"""

import asyncio
import sqlite3
import sys
import time
from pathlib import Path
from uuid import uuid4

from pydantic_core import from_json

from benchmarks.workload import CLASSES, EVENTS, ORDERS, OrderPlaced, Orders, PlaceOrder, Tables
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Outgoing, Transport, open_transport

BATCH = 250
"""As many as the runtime takes together."""


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
    verify(folder / "orders.db", len(messages))
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
    log = connect(folder / "bare-bus.db")
    log.execute("CREATE TABLE entries (position INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT, key TEXT, body BLOB)")
    log.execute("CREATE INDEX entries_topic ON entries (topic)")
    log.execute("CREATE TABLE groups (name TEXT PRIMARY KEY, position INTEGER)")
    log.execute("INSERT INTO groups VALUES ('orders-service', 0)")
    log.execute("BEGIN")
    log.executemany("INSERT INTO entries (topic, key, body) VALUES (?,?,?)", messages)
    log.execute("COMMIT")
    store = connect(folder / "bare-orders.db")
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


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def verify(path: Path, count: int) -> None:
    """A number counts only when the work was done."""
    store = sqlite3.connect(path)
    for table, expected in (("orders", count), ("flowmart_inbox", count), ("flowmart_outbox", 0), ("flowmart_dead_letters", 0)):
        found = store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if found != expected:
            sys.exit(f"{table} has {found} rows, expected {expected}")
    store.close()
