"""The tables of the shipping database."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from services.columns import Instant
from services.shipping_life import Pieces, Status


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant, dict[str, str]: JSON, dict[str, int]: JSON}


class ShippingOrder(Base):
    """What Shipping knows of an order. Confirmation and payment come over different channels, in any order."""

    __tablename__ = "shipping_orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shipment_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    lines: Mapped[Pieces | None]
    shipping_address: Mapped[dict[str, str] | None]
    is_paid: Mapped[bool] = mapped_column(default=False)
    is_cancelled: Mapped[bool] = mapped_column(default=False)


class Shipment(Base):
    """One parcel to one address. `booking` is the carrier's name for it."""

    __tablename__ = "shipments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(index=True)
    customer_id: Mapped[UUID]
    status: Mapped[Status] = mapped_column(default="created")
    booking: Mapped[str]
    tracking_number: Mapped[str]
    lines: Mapped[Pieces]

    history: Mapped[list["TrackingEntry"]] = relationship(order_by="TrackingEntry.occurred_at, TrackingEntry.position")
    returns: Mapped[list["Return"]] = relationship(order_by="Return.initiated_at")


class TrackingEntry(Base):
    """A step of a parcel."""

    __tablename__ = "tracking"

    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipments.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status]
    occurred_at: Mapped[datetime]
    location: Mapped[str | None]


class Return(Base):
    """Goods on their way back to us, with a label."""

    __tablename__ = "returns"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipments.id"), index=True)
    tracking_number: Mapped[str]
    label_url: Mapped[str]
    lines: Mapped[Pieces]
    initiated_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
