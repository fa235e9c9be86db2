# Made by flowmart from domains/Shipping/services/ShippingService/queries/TrackShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/queries/TrackShipment/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Model, Omissible, Reply


class TrackShipmentReplyStatus(StrEnum):
    """Where the shipment stands."""

    CREATED = "created"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TrackShipmentReplyTrackingEntryStatus(StrEnum):
    """Status reached."""

    CREATED = "created"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TrackShipmentReplyTrackingEntry(Model):
    """One step of the parcel, as reported by the carrier."""

    status: Annotated[TrackShipmentReplyTrackingEntryStatus, Field(description="Status reached.")]
    occurred_at: Annotated[AwareDatetime, Field(alias="occurredAt", description="When it happened, in UTC.")]
    location: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(description="Place named by the carrier."),
    ] = None


class TrackShipmentReply(Reply, id="TrackShipmentReply", version="1.0.0", digest="b581df4f6deb5f93"):
    """The answer to Track shipment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shipmentId": "c9d1e2f3-0b1a-4c2d-9e3f-4a5b6c7d8e04", "orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "trackingNumber": "FM000123456DE", "status": "in_transit", "history": [{"status": "created", "occurredAt": "2026-03-02T09:02:00Z"}, {"status": "dispatched", "occurredAt": "2026-03-02T14:00:00Z"}, {"status": "in_transit", "occurredAt": "2026-03-02T16:00:00Z", "location": "Leipzig hub"}]}]})

    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    status: Annotated[TrackShipmentReplyStatus, Field(description="Where the shipment stands.")]
    history: Annotated[list[TrackShipmentReplyTrackingEntry], Field(description="Steps of the parcel, oldest first.")]
