# Made by flowmart from domains/Shipping/services/ShippingService/events/DeliveryFailed/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/DeliveryFailed/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Omissible


class DeliveryFailed(Event, id="DeliveryFailed", version="1.0.0", key="orderId", digest="34dcad5dcbad5aa0"):
    """Delivery failed

    The carrier could not deliver a parcel.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    detail: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(description="Why the delivery failed, in the words of the carrier."),
    ] = None
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
