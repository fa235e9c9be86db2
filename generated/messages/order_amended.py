# Made by flowmart from domains/Orders/services/OrdersService/events/OrderAmended/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/events/OrderAmended/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class OrderAmendedLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class OrderAmendedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class OrderAmendedPricedLine(Model):
    """A quantity of one product at the price that was valid when its stock was reserved."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]
    unit_price: Annotated[
        OrderAmendedMoney,
        Field(alias="unitPrice", description="Price of one piece, taxes included."),
    ]


class OrderAmended(Event, id="OrderAmended", version="1.0.0", key="orderId", digest="79b82eda8328d3b8"):
    """Order amended

    A confirmed order was reduced.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    removed_lines: Annotated[
        list[OrderAmendedLine],
        Field(alias="removedLines", description="Pieces taken out of the order.", min_length=1),
    ]
    lines: Annotated[list[OrderAmendedPricedLine], Field(description="What remains.", min_length=1)]
    previous_total: Annotated[OrderAmendedMoney, Field(alias="previousTotal", description="Total before.")]
    total: Annotated[OrderAmendedMoney, Field(description="Total from now on.")]
    refund: Annotated[OrderAmendedMoney, Field(description="Difference that goes back to the customer.")]
    amended_at: Annotated[AwareDatetime, Field(alias="amendedAt", description="When the order was amended, in UTC.")]
