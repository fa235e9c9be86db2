# Made by flowmart from domains/Shipping/services/ShippingService/commands/CancelShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CancelShipment/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class CancelShipmentReplyStatus(StrEnum):
    """Where the shipment stands."""

    CREATED = "created"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class CancelShipmentReply(Reply, id="CancelShipmentReply", version="1.0.0", digest="acfe698426735a2c"):
    """The answer to Cancel shipment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shipmentId": "c9d1e2f3-0b1a-4c2d-9e3f-4a5b6c7d8e04", "status": "cancelled"}]})

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    status: Annotated[CancelShipmentReplyStatus, Field(description="Where the shipment stands.")]
