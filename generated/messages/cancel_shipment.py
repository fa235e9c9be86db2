# Made by flowmart from domains/Shipping/services/ShippingService/commands/CancelShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CancelShipment/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Omissible

from .cancel_shipment_reply import CancelShipmentReply


class CancelShipment(Command, id="CancelShipment", version="1.0.0", key="shipmentId", digest="a0ec3bc97ecfc2b4", reply=CancelShipmentReply):
    """Cancel shipment

    Calls a parcel off that has not left the warehouse.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    reason: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(description="Why the parcel is called off.", examples=["Damaged in the warehouse"]),
    ] = None

    @classmethod
    def reply_type(cls) -> type[CancelShipmentReply]:
        return CancelShipmentReply
