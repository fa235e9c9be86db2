"""The messages that benchmarks/models.py measures, as a careful person writes them by hand: for pydantic, and for msgspec.

The pydantic models mean the same as the generated ones: they are frozen, and keep what they do not know. msgspec's can't keep it.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Exact(BaseModel):
    model_config = ConfigDict(populate_by_name=True, extra="allow", frozen=True)


class Money(Exact):
    amount: Annotated[int, Field(ge=0)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Address(Exact):
    recipient: Annotated[str, Field(min_length=1, max_length=120)]
    street: Annotated[str, Field(min_length=1, max_length=200)]
    postal_code: Annotated[str, Field(alias="postalCode", min_length=1, max_length=12)]
    city: Annotated[str, Field(min_length=1, max_length=120)]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class PricedLine(Exact):
    sku: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, Field(ge=1, le=999)]
    unit_price: Annotated[Money, Field(alias="unitPrice")]


class OrderConfirmed(Exact):
    order_id: Annotated[UUID, Field(alias="orderId")]
    customer_id: Annotated[UUID, Field(alias="customerId")]
    lines: Annotated[list[PricedLine], Field(min_length=1)]
    discount: Money | None = None
    total: Money
    shipping_address: Annotated[Address, Field(alias="shippingAddress")]
    payment_id: Annotated[UUID, Field(alias="paymentId")]
    confirmed_at: Annotated[AwareDatetime, Field(alias="confirmedAt")]


class Contact(Exact):
    name: Annotated[str, Field(min_length=1, max_length=120)]
    email: str
    phone: Annotated[str | None, Field(pattern="^\\+[1-9][0-9]{6,14}$")] = None


class Line(Exact):
    sku: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, Field(ge=1, le=999)]


class PaymentMethod(Exact):
    type: Literal["card"]
    token: Annotated[str, Field(pattern="^tok_[A-Za-z0-9_]{3,64}$")]


class PlaceOrder(Exact):
    order_id: Annotated[UUID, Field(alias="orderId")]
    customer_id: Annotated[UUID, Field(alias="customerId")]
    contact: Contact
    lines: Annotated[list[Line], Field(min_length=1, max_length=50)]
    shipping_address: Annotated[Address, Field(alias="shippingAddress")]
    payment_method: Annotated[PaymentMethod, Field(alias="paymentMethod")]


class OrderConfirmedV0(Exact):
    order_id: Annotated[UUID, Field(alias="orderId")]
    customer_id: Annotated[UUID, Field(alias="customerId")]
    items: Annotated[list[Line], Field(min_length=1)]
    total_amount: Annotated[str, Field(alias="totalAmount", pattern="^[0-9]+\\.[0-9]{2}$")]
    confirmed_at: Annotated[AwareDatetime, Field(alias="confirmedAt")]


class Struct(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True): ...


class MoneyStruct(Struct, frozen=True):
    amount: Annotated[int, msgspec.Meta(ge=0)]
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class AddressStruct(Struct, frozen=True):
    recipient: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    street: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    postal_code: Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
    city: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


class PricedLineStruct(Struct, frozen=True):
    sku: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]
    unit_price: MoneyStruct


class OrderConfirmedStruct(Struct, frozen=True, kw_only=True):
    order_id: UUID
    customer_id: UUID
    lines: Annotated[list[PricedLineStruct], msgspec.Meta(min_length=1)]
    discount: MoneyStruct | None = None
    total: MoneyStruct
    shipping_address: AddressStruct
    payment_id: UUID
    confirmed_at: Annotated[datetime, msgspec.Meta(tz=True)]


class ContactStruct(Struct, frozen=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    email: str
    phone: Annotated[str, msgspec.Meta(pattern="^\\+[1-9][0-9]{6,14}$")] | None = None


class LineStruct(Struct, frozen=True):
    sku: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}-[0-9]{4}$")]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]


class PaymentMethodStruct(Struct, frozen=True):
    type: Literal["card"]
    token: Annotated[str, msgspec.Meta(pattern="^tok_[A-Za-z0-9_]{3,64}$")]


class PlaceOrderStruct(Struct, frozen=True):
    order_id: UUID
    customer_id: UUID
    contact: ContactStruct
    lines: Annotated[list[LineStruct], msgspec.Meta(min_length=1, max_length=50)]
    shipping_address: AddressStruct
    payment_method: PaymentMethodStruct


class OrderConfirmedV0Struct(Struct, frozen=True):
    order_id: UUID
    customer_id: UUID
    items: Annotated[list[LineStruct], msgspec.Meta(min_length=1)]
    total_amount: Annotated[str, msgspec.Meta(pattern="^[0-9]+\\.[0-9]{2}$")]
    confirmed_at: Annotated[datetime, msgspec.Meta(tz=True)]
