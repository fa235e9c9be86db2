"""The tables of the subscriptions database: each of the two services of the domain has tables of its own."""

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.columns import Instant
from services.membership_plans import PlanName

Status: TypeAlias = Literal["active", "past_due", "cancelled"]
CancellationReason: TypeAlias = Literal["customer_request", "payment_failed"]


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant}


class Subscription(Base):
    """A membership of a customer, as SubscriptionService knows it."""

    __tablename__ = "subscriptions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(index=True)
    plan: Mapped[PlanName]
    status: Mapped[Status] = mapped_column(default="active")
    started_at: Mapped[datetime]
    paid_periods: Mapped[int] = mapped_column(default=0)
    last_payment_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancellation_reason: Mapped[CancellationReason | None]


class Account(Base):
    """A membership as BillingService knows it: whom to bill, and how."""

    __tablename__ = "accounts"

    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID]
    plan: Mapped[PlanName]
    price: Mapped[int]
    currency: Mapped[str]
    card_token: Mapped[str]
    started_at: Mapped[datetime]
    billed_periods: Mapped[int] = mapped_column(default=0)
    is_running: Mapped[bool] = mapped_column(default=True)


class Invoice(Base):
    """What a member owes for one period. `is_collecting` from the moment Payment is asked until it answers."""

    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("subscription_id", "period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.subscription_id"), index=True)
    period: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]
    status: Mapped[Literal["open", "paid", "void"]] = mapped_column(default="open")
    attempts: Mapped[int] = mapped_column(default=0)
    is_collecting: Mapped[bool] = mapped_column(default=False)
