# Made by flowmart from domains/Shipping/services/ShippingService/events/ReturnReceived/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/ReturnReceived/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class ReturnReceivedLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class ReturnReceived(Event, id="ReturnReceived", version="1.0.0", key="orderId", digest="3b816176e902a46f"):
    """Return received

    Goods are back in the warehouse.
    """

    return_id: Annotated[
        Omissible[UUID],
        Field(alias="returnId", description="Identifier of the return; absent for a parcel that could not be delivered."),
    ] = None
    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    lines: Annotated[list[ReturnReceivedLine], Field(description="What came back.", min_length=1)]
    received_at: Annotated[AwareDatetime, Field(alias="receivedAt", description="When the goods arrived, in UTC.")]
