"""What the runtime's benchmarks handle: an order of about 500 bytes, a service that writes a row and tells of it, and a chain of services."""

from typing import Annotated, ClassVar, cast
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import MetaData, Table, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typing_extensions import override

from benchmarks.placing import placing
from flowmart.runtime import Command, Event, Message, Model, Publication, Service, ServiceBinding, Subscription, Tx
from flowmart.runtime.transport import Outgoing

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
        tx.db.add(Order(id=str(command.order_id), customer=str(command.customer_id), total=total, status="placed"))
        tx.emit(OrderPlaced(order_id=command.order_id, customer_id=command.customer_id, total=total))


_INSERT = insert(cast(Table, Order.__table__))


class CoreOrders(Orders):
    """The same by one Core statement for each message."""

    @override
    def place_order(self, command: PlaceOrder, tx: Tx[OrderPlaced, Command]) -> None:
        total = sum(line.quantity * line.unit_price for line in command.lines)
        row = {"id": str(command.order_id), "customer": str(command.customer_id), "total": total, "status": "placed"}
        tx.db.connection().execute(_INSERT, row)
        tx.emit(OrderPlaced(order_id=command.order_id, customer_id=command.customer_id, total=total))


def commands(count: int) -> list[Outgoing]:
    """About 500 bytes each."""
    made: list[Outgoing] = []
    for _ in range(count):
        order_id = uuid4()
        command = PlaceOrder(
            order_id=order_id,
            customer_id=uuid4(),
            lines=[Line(sku="MUG-0001", quantity=2, unit_price=1290), Line(sku="TEE-0042", quantity=1, unit_price=2490)],
            street="Long Street 12",
            city="Leipzig",
        )
        made.append(placing(ORDERS, order_id, command))
    return made
