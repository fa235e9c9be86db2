"""The tables of the notifications database."""

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.columns import Instant

Channel: TypeAlias = Literal["email", "sms"]


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant}


class Contact(Base):
    """How a customer wants to be reached; the latest word counts."""

    __tablename__ = "contacts"

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]


class Sent(Base):
    """A message that a provider accepted. `customer_id` is None for messages to our own teams."""

    __tablename__ = "notifications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(index=True)
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    subscription_id: Mapped[UUID | None]
    channel: Mapped[Channel]
    template: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str | None]
    text: Mapped[str]
    sent_at: Mapped[datetime]
