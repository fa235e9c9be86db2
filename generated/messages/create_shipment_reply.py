# Made by flowmart from domains/Shipping/services/ShippingService/commands/CreateShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CreateShipment/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class CreateShipmentReplyStatus(StrEnum):
    """Where the shipment stands."""

    CREATED = "created"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class CreateShipmentReply(Reply, id="CreateShipmentReply", version="1.0.0", digest="ceafa8041bd9a24c"):
    """The answer to Create shipment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shipmentId": "c9d1e2f3-0b1a-4c2d-9e3f-4a5b6c7d8e04", "trackingNumber": "FM000123456DE", "status": "created"}]})

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    status: Annotated[CreateShipmentReplyStatus, Field(description="Where the shipment stands.")]
