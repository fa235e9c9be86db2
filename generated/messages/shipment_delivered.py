# Made by flowmart from domains/Shipping/services/ShippingService/events/ShipmentDelivered/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/ShipmentDelivered/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Omissible


class ShipmentDelivered(Event, id="ShipmentDelivered", version="1.0.0", key="orderId", digest="7c097c716a88dd6d"):
    """Shipment delivered

    A parcel arrived at the customer.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    location: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(description="Place named by the carrier.", examples=["Leipzig hub"]),
    ] = None
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
