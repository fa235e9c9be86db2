"""The tables of the payments database. Tokens of the card gateway, never card data."""

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.columns import Instant, now

Status: TypeAlias = Literal["initiated", "captured", "failed", "voided", "partially_refunded", "refunded"]
Purpose: TypeAlias = Literal["order", "subscription"]


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant}


class Payment(Base):
    """Money to collect, or collected. One for an order; one for each attempt to collect an invoice."""

    __tablename__ = "payments"
    __table_args__ = (UniqueConstraint("order_id"), UniqueConstraint("invoice_id", "attempt"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    order_id: Mapped[UUID | None]
    subscription_id: Mapped[UUID | None]
    invoice_id: Mapped[UUID | None]
    attempt: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[UUID]
    amount: Mapped[int]
    currency: Mapped[str]
    card_token: Mapped[str]
    status: Mapped[Status] = mapped_column(default="initiated")
    refunded: Mapped[int] = mapped_column(default=0)
    gateway_reference: Mapped[str | None]
    failure_reason: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Refund(Base):
    """Captured money given back."""

    __tablename__ = "refunds"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), index=True)
    amount: Mapped[int]
    reason: Mapped[str]
    refunded_at: Mapped[datetime]


class CancelledOrder(Base):
    """Remembered because an order can be cancelled before its payment is opened, or while the card is being charged."""

    __tablename__ = "cancelled_orders"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
