# Made by flowmart from domains/Orders/services/OrdersService/events/OrderConfirmed/versioned/0.9.0/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/events/OrderConfirmed/versioned/0.9.0/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class OrderConfirmedV0Line(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class OrderConfirmedV0(Event, id="OrderConfirmed", version="0.9.0", key="orderId", digest="cb407b0fb89db25e"):
    """Order confirmed

    An order is paid and will be delivered (the form before prices per line).
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    items: Annotated[list[OrderConfirmedV0Line], Field(description="What will be delivered.", min_length=1)]
    total_amount: Annotated[
        str,
        Field(alias="totalAmount", description="What the customer paid, in EUR.", examples=["49.90"], pattern="^[0-9]+\\.[0-9]{2}$"),
    ]
    confirmed_at: Annotated[
        AwareDatetime,
        Field(alias="confirmedAt", description="When the order was confirmed, in UTC."),
    ]
