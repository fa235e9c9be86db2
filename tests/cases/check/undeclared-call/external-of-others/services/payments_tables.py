"""The tables of payments-db."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Payment(Base):
    __tablename__ = "payments"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
