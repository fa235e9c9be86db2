# Made by flowmart from domains/Shipping/services/ShippingService/commands/UpdateShipmentStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/UpdateShipmentStatus/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class UpdateShipmentStatusReplyStatus(StrEnum):
    """Where the shipment stands now."""

    CREATED = "created"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class UpdateShipmentStatusReply(Reply, id="UpdateShipmentStatusReply", version="1.0.0", digest="06f6edb61372ce4d"):
    """The answer to Update shipment status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shipmentId": "c9d1e2f3-0b1a-4c2d-9e3f-4a5b6c7d8e04", "status": "in_transit"}]})

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    status: Annotated[UpdateShipmentStatusReplyStatus, Field(description="Where the shipment stands now.")]
