"""A tiny shop, written by hand as the emitters write it: two services, one of them with an effect."""

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Never, TypeAlias

from pydantic import Field
from sqlalchemy import MetaData, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from flowmart.runtime import (
    BusinessError,
    Call,
    Command,
    Effect,
    Event,
    Message,
    Omissible,
    Publication,
    Query,
    Read,
    Reply,
    Service,
    ServiceBinding,
    Subscription,
    Tx,
)


class OrderPlaced(Event, id="OrderPlaced", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]
    amount: int
    note: Annotated[Omissible[str], Field(description="a word from the customer")] = None


class OrderPaid(Event, id="OrderPaid", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]
    charge_id: Annotated[str, Field(alias="chargeId")]


class PaymentDeclined(Event, id="PaymentDeclined", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]


class PlaceOrderReply(Reply, id="PlaceOrderReply", version="1.0.0", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]


class PlaceOrder(Command, id="PlaceOrder", version="1.0.0", key="orderId", digest="0", reply=PlaceOrderReply):
    order_id: Annotated[str, Field(alias="orderId", min_length=1)]
    amount: Annotated[int, Field(ge=0)]

    @classmethod
    def reply_type(cls) -> type[PlaceOrderReply]:
        return PlaceOrderReply


class RemindCustomer(Command, id="RemindCustomer", version="1.0.0", key="orderId", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]


class GetOrderReply(Reply, id="GetOrderReply", version="1.0.0", digest="0"):
    order_id: Annotated[str, Field(alias="orderId")]
    status: str


class GetOrder(Query, id="GetOrder", version="1.0.0", key="orderId", digest="0", reply=GetOrderReply):
    order_id: Annotated[str, Field(alias="orderId")]

    @classmethod
    def reply_type(cls) -> type[GetOrderReply]:
        return GetOrderReply


CLASSES: dict[str, type[Message]] = {
    each.__name__: each
    for each in (OrderPlaced, OrderPaid, PaymentDeclined, PlaceOrder, PlaceOrderReply, RemindCustomer, GetOrder, GetOrderReply)
}
KNOWN = frozenset(CLASSES)

ORDERS = ServiceBinding(
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
            channel="orders-service.PlaceOrder",
            key="orderId",
        ),
        Subscription(
            message="OrderPaid",
            version="1.0.0",
            message_class="OrderPaid",
            kind="event",
            handler="on_order_paid",
            mode="state",
            channel="payments.{env}.events",
            addresses={"production": "payments.production.events"},
            key="orderId",
        ),
        Subscription(
            message="RemindCustomer",
            version="1.0.0",
            message_class="RemindCustomer",
            kind="command",
            handler="remind_customer",
            mode="state",
            channel="orders-service.RemindCustomer",
            key="orderId",
        ),
        Subscription(
            message="GetOrder",
            version="1.0.0",
            message_class="GetOrder",
            kind="query",
            handler="get_order",
            mode="query",
            channel="orders-service.GetOrder",
            key="orderId",
        ),
    ),
    publications=(
        Publication(
            message="OrderPlaced", version="1.0.0", message_class="OrderPlaced", kind="event", channel="orders.{env}.events", key="orderId"
        ),
        Publication(
            message="RemindCustomer",
            version="1.0.0",
            message_class="RemindCustomer",
            kind="command",
            channel="orders-service.RemindCustomer",
            key="orderId",
        ),
    ),
)
PAYMENT = ServiceBinding(
    service="PaymentService",
    version="1.0.0",
    module="payment_service",
    group="payment-service",
    database="payment-db",
    subscriptions=(
        Subscription(
            message="OrderPlaced",
            version="1.0.0",
            message_class="OrderPlaced",
            kind="event",
            handler="on_order_placed",
            mode="effect",
            channel="orders.{env}.events",
            key="orderId",
        ),
    ),
    publications=(
        Publication(
            message="OrderPaid", version="1.0.0", message_class="OrderPaid", kind="event", channel="payments.{env}.events", key="orderId"
        ),
        Publication(
            message="PaymentDeclined",
            version="1.0.0",
            message_class="PaymentDeclined",
            kind="event",
            channel="payments.{env}.events",
            key="orderId",
        ),
        Publication(
            message="GetOrder", version="1.0.0", message_class="GetOrder", kind="query", channel="orders-service.GetOrder", key="orderId"
        ),
    ),
)

OrdersServiceTx: TypeAlias = Tx[OrderPlaced, RemindCustomer]
PaymentServiceTx: TypeAlias = Tx[OrderPaid | PaymentDeclined, Never]


class OrdersService(Service, ABC):
    binding: ClassVar[ServiceBinding] = ORDERS

    @abstractmethod
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply: ...
    @abstractmethod
    def on_order_paid(self, event: OrderPaid, tx: OrdersServiceTx) -> None: ...
    @abstractmethod
    def remind_customer(self, command: RemindCustomer, tx: OrdersServiceTx) -> None: ...
    @abstractmethod
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply: ...


class PaymentService(Service, ABC):
    binding: ClassVar[ServiceBinding] = PAYMENT

    @abstractmethod
    async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]: ...


class OrderTables(DeclarativeBase):
    metadata = MetaData()


class Order(OrderTables):
    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int]
    status: Mapped[str]
    charge_id: Mapped[str | None]
    reminders: Mapped[int] = mapped_column(default=0)


class Orders(OrdersService):
    """Refuses orders of nothing, and breaks on the amount 666."""

    tables = OrderTables.metadata

    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        if command.amount == 0:
            raise BusinessError("nothing-ordered", "an order needs an amount")
        tx.db.add(Order(id=command.order_id, amount=command.amount, status="placed"))
        tx.emit(OrderPlaced(order_id=command.order_id, amount=command.amount))
        if command.amount == 666:
            raise ValueError("poison")
        return PlaceOrderReply(order_id=command.order_id)

    def on_order_paid(self, event: OrderPaid, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.status = "paid"
        order.charge_id = event.charge_id

    def remind_customer(self, command: RemindCustomer, tx: OrdersServiceTx) -> None:
        tx.db.get_one(Order, command.order_id).reminders += 1

    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        order = read.db.scalars(select(Order).where(Order.id == query.order_id)).one()
        return GetOrderReply(order_id=order.id, status=order.status)


class PaymentTables(DeclarativeBase):
    metadata = MetaData()


class Charge(PaymentTables):
    __tablename__ = "charges"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]


class Payments(PaymentService):
    """Charges through `charge`, a stand-in for the outside that a test may replace."""

    tables = PaymentTables.metadata

    async def charge(self, order_id: str, amount: int, key: str) -> str:
        return f"charge-{order_id}"

    async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
        charge_id = await self.charge(event.order_id, event.amount, call.key)

        def write(tx: PaymentServiceTx) -> None:
            tx.db.add(Charge(order_id=event.order_id, key=call.key))
            tx.emit(OrderPaid(order_id=event.order_id, charge_id=charge_id))

        return write
