"""The tables of the inventory database."""

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.columns import Instant, now

State: TypeAlias = Literal["reserved", "allocated", "shipped", "released", "restocked"]


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[object, object]] = {datetime: Instant}


class StockItem(Base):
    """A product and its pieces. The row stays when it goes off sale: sold pieces can still come back."""

    __tablename__ = "stock_items"
    __table_args__ = (CheckConstraint("available >= 0 AND reserved >= 0 AND allocated >= 0", name="never_negative"),)

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit_price: Mapped[int]
    currency: Mapped[str]
    available: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    reorder_point: Mapped[int]
    on_sale: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Reservation(Base):
    """Pieces of one product held for one order."""

    __tablename__ = "reservations"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    state: Mapped[State] = mapped_column(default="reserved")


class CancelledOrder(Base):
    """Remembered because OrderCancelled can arrive before the ReserveStock that it is too late for."""

    __tablename__ = "cancelled_orders"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
