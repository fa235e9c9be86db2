# Made by flowmart from domains/Orders/services/OrdersService/events/OrderConfirmed/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/events/OrderConfirmed/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class OrderConfirmedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class OrderConfirmedPricedLine(Model):
    """A quantity of one product at the price that was valid when its stock was reserved."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]
    unit_price: Annotated[
        OrderConfirmedMoney,
        Field(alias="unitPrice", description="Price of one piece, taxes included."),
    ]


class OrderConfirmedAddress(Model):
    """A postal address to deliver to."""

    recipient: Annotated[str, Field(description="Person or company on the label.", min_length=1, max_length=120)]
    street: Annotated[str, Field(description="Street and house number.", min_length=1, max_length=200)]
    postal_code: Annotated[
        str,
        Field(alias="postalCode", description="Postal code as written in the country.", min_length=1, max_length=12),
    ]
    city: Annotated[str, Field(description="City or town.", min_length=1, max_length=120)]
    country: Annotated[
        str,
        Field(description="ISO 3166-1 alpha-2 country code.", examples=["DE"], pattern="^[A-Z]{2}$"),
    ]


class OrderConfirmed(Event, id="OrderConfirmed", version="1.0.0", key="orderId", digest="1c1fa0a984d904a4"):
    """Order confirmed

    An order is paid and will be delivered.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    lines: Annotated[list[OrderConfirmedPricedLine], Field(description="What will be delivered.", min_length=1)]
    discount: Annotated[
        Omissible[OrderConfirmedMoney],
        Field(description="Discount for members; absent when there is none."),
    ] = None
    total: Annotated[OrderConfirmedMoney, Field(description="What the customer paid.")]
    shipping_address: Annotated[
        OrderConfirmedAddress,
        Field(alias="shippingAddress", description="Where the order goes."),
    ]
    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    confirmed_at: Annotated[
        AwareDatetime,
        Field(alias="confirmedAt", description="When the order was confirmed, in UTC."),
    ]
