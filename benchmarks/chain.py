"""The order flow in its shortest form: five services with a database each, six messages an order, a row in every service.

PlaceOrder > Orders > OrderPlaced > Inventory > StockReserved > Payment > PaymentProcessed > Orders > OrderConfirmed > Shipping >
ShipmentCreated > Notification. Calls nothing outside: how fast a card gateway answers is not the runtime's doing.

    python -m benchmarks.chain FOLDER SERVICE...    works until its input is closed
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, update

from benchmarks.placing import placing
from flowmart.runtime import Command, Event, Message, Publication, Service, ServiceBinding, Subscription, Tx
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.starting import settle
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Outgoing, open_transport

Id = Annotated[UUID, Field(alias="orderId")]


class PlaceOrder(Command, id="PlaceOrder", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    sku: str
    quantity: int
    amount: int
    email: str


class OrderPlaced(Event, id="OrderPlaced", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    sku: str
    quantity: int
    amount: int


class StockReserved(Event, id="StockReserved", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    amount: int


class PaymentProcessed(Event, id="PaymentProcessed", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    amount: int


class OrderConfirmed(Event, id="OrderConfirmed", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    email: str


class ShipmentCreated(Event, id="ShipmentCreated", version="1.0.0", key="orderId", digest="0"):
    order_id: Id
    email: str


MESSAGES: tuple[type[Message], ...] = (PlaceOrder, OrderPlaced, StockReserved, PaymentProcessed, OrderConfirmed, ShipmentCreated)
CLASSES: dict[str, type[Message]] = {each.meta.id: each for each in MESSAGES}
_CHANNELS = {
    "PlaceOrder": "orders.commands",
    "OrderPlaced": "orders.placed",
    "OrderConfirmed": "orders.confirmed",
    "StockReserved": "inventory.events",
    "PaymentProcessed": "payment.events",
    "ShipmentCreated": "shipping.events",
}


def _table(name: str) -> Table:
    columns = (Column("id", Text, primary_key=True), Column("detail", Text), Column("amount", Integer), Column("status", Text))
    return Table(name, MetaData(), *columns)


ORDERS, STOCK, PAYMENTS, PARCELS, MAILS = (_table(each) for each in ("orders", "reservations", "payments", "parcels", "mails"))
_INSERTS = {table.name: insert(table) for table in (ORDERS, STOCK, PAYMENTS, PARCELS, MAILS)}
_CONFIRM = update(ORDERS).where(ORDERS.c.id == bindparam("order")).values(status="confirmed").returning(ORDERS.c.detail)


def _binding(service: str, handlers: dict[str, str], sends: Sequence[str]) -> ServiceBinding:
    return ServiceBinding(
        service=f"{service.title()}Service",
        version="1.0.0",
        module=service,
        group=service,
        database=service,
        subscriptions=tuple(
            Subscription(
                message=message,
                version="1.0.0",
                message_class=message,
                kind="command" if message == "PlaceOrder" else "event",
                handler=handler,
                mode="state",
                channel=_CHANNELS[message],
                key="orderId",
            )
            for message, handler in handlers.items()
        ),
        publications=tuple(
            Publication(message=each, version="1.0.0", message_class=each, kind="event", channel=_CHANNELS[each], key="orderId")
            for each in sends
        ),
    )


def _write(tx: Tx[Any, Command], table: Table, order_id: UUID, detail: str, amount: int, status: str) -> None:
    tx.db.connection().execute(_INSERTS[table.name], {"id": str(order_id), "detail": detail, "amount": amount, "status": status})


class Orders(Service):
    binding: ClassVar[ServiceBinding] = _binding(
        "orders", {"PlaceOrder": "place", "PaymentProcessed": "paid"}, ("OrderPlaced", "OrderConfirmed")
    )
    tables = ORDERS.metadata

    def place(self, command: PlaceOrder, tx: Tx[OrderPlaced | OrderConfirmed, Command]) -> None:
        _write(tx, ORDERS, command.order_id, command.email, command.amount, "placed")
        tx.emit(OrderPlaced(order_id=command.order_id, sku=command.sku, quantity=command.quantity, amount=command.amount))

    def paid(self, event: PaymentProcessed, tx: Tx[OrderPlaced | OrderConfirmed, Command]) -> None:
        email = tx.db.connection().execute(_CONFIRM, {"order": str(event.order_id)}).scalar_one()
        tx.emit(OrderConfirmed(order_id=event.order_id, email=email))


class Inventory(Service):
    binding: ClassVar[ServiceBinding] = _binding("inventory", {"OrderPlaced": "placed"}, ("StockReserved",))
    tables = STOCK.metadata

    def placed(self, event: OrderPlaced, tx: Tx[StockReserved, Command]) -> None:
        _write(tx, STOCK, event.order_id, event.sku, event.quantity, "reserved")
        tx.emit(StockReserved(order_id=event.order_id, amount=event.amount))


class Payment(Service):
    binding: ClassVar[ServiceBinding] = _binding("payment", {"StockReserved": "reserved"}, ("PaymentProcessed",))
    tables = PAYMENTS.metadata

    def reserved(self, event: StockReserved, tx: Tx[PaymentProcessed, Command]) -> None:
        _write(tx, PAYMENTS, event.order_id, "card", event.amount, "captured")
        tx.emit(PaymentProcessed(order_id=event.order_id, amount=event.amount))


class Shipping(Service):
    binding: ClassVar[ServiceBinding] = _binding("shipping", {"OrderConfirmed": "confirmed"}, ("ShipmentCreated",))
    tables = PARCELS.metadata

    def confirmed(self, event: OrderConfirmed, tx: Tx[ShipmentCreated, Command]) -> None:
        _write(tx, PARCELS, event.order_id, event.email, 1, "packed")
        tx.emit(ShipmentCreated(order_id=event.order_id, email=event.email))


class Notification(Service):
    binding: ClassVar[ServiceBinding] = _binding("notification", {"ShipmentCreated": "created"}, ())
    tables = MAILS.metadata

    def created(self, event: ShipmentCreated, tx: Tx[Any, Command]) -> None:
        _write(tx, MAILS, event.order_id, event.email, 1, "sent")


SERVICES: dict[str, type[Service]] = {each.binding.group: each for each in (Orders, Inventory, Payment, Shipping, Notification)}
GROUPS = {name: [each.channel for each in service.binding.subscriptions] for name, service in SERVICES.items()}


def orders(count: int) -> list[Outgoing]:
    made: list[Outgoing] = []
    for _ in range(count):
        order_id = uuid4()
        command = PlaceOrder(order_id=order_id, sku="MUG-0001", quantity=2, amount=2580, email="nora@example.com")
        made.append(placing(_CHANNELS["PlaceOrder"], order_id, command))
    return made


async def work(folder: Path, names: Sequence[str]) -> None:
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    await transport.provision(GROUPS)
    around = Surroundings(transport=transport, classes=CLASSES.__getitem__, known=CLASSES, requests=Requests(transport))
    engines: list[tuple[Engine, Database]] = []
    for name in names:
        database = Database(f"sqlite:{folder / name}.db")
        engine = Engine(cast(Any, SERVICES[name])(), database, around)
        await engine.start()
        engines.append((engine, database))
    settle()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for engine, database in engines:
        await engine.stop()
        await database.close()
    await transport.close()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2:]))
