# Made by flowmart from domains/Shipping/services/ShippingService/events/ShipmentCancelled/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/ShipmentCancelled/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Omissible


class ShipmentCancelled(Event, id="ShipmentCancelled", version="1.0.0", key="orderId", digest="63e9c44bab72992c"):
    """Shipment cancelled

    A parcel was called off before it left the warehouse.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    reason: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(description="Why the parcel was called off."),
    ] = None
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
