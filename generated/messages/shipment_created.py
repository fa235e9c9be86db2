# Made by flowmart from domains/Shipping/services/ShippingService/events/ShipmentCreated/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/ShipmentCreated/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class ShipmentCreatedLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class ShipmentCreated(Event, id="ShipmentCreated", version="1.0.0", key="orderId", digest="101a82afd4fa9500"):
    """Shipment created

    A parcel is booked at the carrier.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    lines: Annotated[list[ShipmentCreatedLine], Field(description="What is in the parcel.", min_length=1)]
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
