# Made by flowmart from domains/Orders/services/OrdersService/commands/PlaceOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/PlaceOrder/schema.json

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model, Omissible

from .place_order_reply import PlaceOrderReply


class PlaceOrderContact(Model):
    """How a customer wants to be reached."""

    name: Annotated[
        str,
        Field(description="Name for the salutation.", examples=["Nora Winter"], min_length=1, max_length=120),
    ]
    email: Annotated[str, Field(description="Address for e-mail messages.", examples=["nora@example.com"])]
    phone: Annotated[
        Omissible[Annotated[str, Field(pattern="^\\+[1-9][0-9]{6,14}$")]],
        Field(description="Mobile number in E.164 form for SMS; absent when the customer wants none.", examples=["+4915112345678"]),
    ] = None


class PlaceOrderLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class PlaceOrderAddress(Model):
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


class PlaceOrderPaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class PlaceOrder(Command, id="PlaceOrder", version="1.0.0", key="orderId", digest="0e1e429ff4d87583", reply=PlaceOrderReply):
    """Place order

    Asks FlowMart to take an order for a customer.
    """

    order_id: Annotated[
        UUID,
        Field(alias="orderId", description="Identifier of the order, chosen by the caller; repeating a command with the same id changes nothing."),
    ]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    contact: Annotated[PlaceOrderContact, Field(description="How the customer hears about this order.")]
    lines: Annotated[
        list[PlaceOrderLine],
        Field(description="Products ordered; each product in one line.", min_length=1, max_length=50),
    ]
    shipping_address: Annotated[
        PlaceOrderAddress,
        Field(alias="shippingAddress", description="Where the order goes."),
    ]
    payment_method: Annotated[
        PlaceOrderPaymentMethod,
        Field(alias="paymentMethod", description="How the customer pays."),
    ]

    @classmethod
    def reply_type(cls) -> type[PlaceOrderReply]:
        return PlaceOrderReply
