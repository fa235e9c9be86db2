# Made by flowmart from domains/Shipping/services/ShippingService/commands/UpdateShipmentStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/UpdateShipmentStatus/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Command, Omissible

from .update_shipment_status_reply import UpdateShipmentStatusReply


class UpdateShipmentStatusStatus(StrEnum):
    """What happened."""

    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"


class UpdateShipmentStatus(Command, id="UpdateShipmentStatus", version="1.0.0", key="shipmentId", digest="6b1c0a9a92c476f8", reply=UpdateShipmentStatusReply):
    """Update shipment status

    Reports what happened to a parcel.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    status: Annotated[UpdateShipmentStatusStatus, Field(description="What happened.")]
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
    location: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(description="Place named by the carrier.", examples=["Leipzig hub"]),
    ] = None
    detail: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(description="More about it, such as why a delivery failed.", examples=["Nobody at home"]),
    ] = None

    @classmethod
    def reply_type(cls) -> type[UpdateShipmentStatusReply]:
        return UpdateShipmentStatusReply
