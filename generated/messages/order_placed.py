# Made by flowmart from domains/Orders/services/OrdersService/events/OrderPlaced/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/events/OrderPlaced/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class OrderPlacedContact(Model):
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


class OrderPlacedLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class OrderPlaced(Event, id="OrderPlaced", version="1.0.0", key="orderId", digest="28ceb1a32072128a"):
    """Order placed

    An order was taken; nothing is reserved or paid yet.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    contact: Annotated[OrderPlacedContact, Field(description="How the customer hears about this order.")]
    lines: Annotated[list[OrderPlacedLine], Field(description="Products ordered.", min_length=1)]
    placed_at: Annotated[AwareDatetime, Field(alias="placedAt", description="When the order was taken, in UTC.")]
