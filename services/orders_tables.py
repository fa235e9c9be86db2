"""The tables of the orders database, and the view that the data product order-analytics promises."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.sql.ddl import CreateView

from services.columns import Instant, now
from services.orders_life import CancellationReason, Status


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant, dict[str, str]: JSON}


class Order(Base):
    """Amounts are in minor units of `currency`; both are unknown until the stock is reserved."""

    __tablename__ = "orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID]
    status: Mapped[Status] = mapped_column(default="pending")
    cancellation_reason: Mapped[CancellationReason | None]
    shipping_address: Mapped[dict[str, str]]
    card_token: Mapped[str]
    currency: Mapped[str | None]
    discount_percent: Mapped[int] = mapped_column(default=0)
    discount: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    refunded: Mapped[int] = mapped_column(default=0)
    payment_id: Mapped[UUID | None]
    shipment_id: Mapped[UUID | None]
    tracking_number: Mapped[str | None]
    return_id: Mapped[UUID | None]
    placed_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position", cascade="all, delete-orphan")
    support_case: Mapped["SupportCase | None"] = relationship()


class OrderLine(Base):
    """One product of an order. `unit_price` is the one at which the stock was reserved."""

    __tablename__ = "order_lines"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    quantity: Mapped[int]
    unit_price: Mapped[int | None]


class SupportCase(Base):
    """A delivery went wrong: what customer service should know before it calls."""

    __tablename__ = "support_cases"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    opened_at: Mapped[datetime]
    reason: Mapped[str]
    messages_sent: Mapped[int]
    last_message: Mapped[str | None]


class Told(Base):
    """A message that the customer was sent about an order."""

    __tablename__ = "told"

    notification_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(index=True)
    channel: Mapped[Literal["email", "sms"]]
    template: Mapped[str]
    sent_at: Mapped[datetime]


class Member(Base):
    """A customer with a running membership."""

    __tablename__ = "members"

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID]
    since: Mapped[datetime]


# Analysts read this view, not the tables: its columns are the contract of the data product (contract.json beside it in the catalog).
ORDER_FACTS = CreateView(
    select(
        Order.id.label("order_id"),
        Order.customer_id,
        Order.status,
        Order.cancellation_reason,
        Order.total.label("total_amount"),
        Order.refunded.label("refunded_amount"),
        Order.currency,
        Order.placed_at,
        Order.delivered_at,
    ),
    "order_facts",
    metadata=Base.metadata,
)
