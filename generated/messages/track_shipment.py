# Made by flowmart from domains/Shipping/services/ShippingService/queries/TrackShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/queries/TrackShipment/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Query

from .track_shipment_reply import TrackShipmentReply


class TrackShipment(Query, id="TrackShipment", version="1.0.0", key="shipmentId", digest="73e79b7f28a3c88a", reply=TrackShipmentReply):
    """Track shipment

    Returns where a parcel is and where it has been.
    """

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]

    @classmethod
    def reply_type(cls) -> type[TrackShipmentReply]:
        return TrackShipmentReply
