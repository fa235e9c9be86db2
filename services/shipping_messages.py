"""The messages of Shipping, made from the rows of an order, a shipment or a return. Decides nothing."""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from generated.messages import (
    CreateReturnLabel,
    CreateShipment,
    DeliveryFailed,
    ReturnInitiated,
    ReturnReceived,
    ShipmentCancelled,
    ShipmentCreated,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentInTransit,
    TrackShipmentReply,
    UpdateShipmentStatus,
)
from generated.messages.create_shipment import CreateShipmentAddress, CreateShipmentLine
from generated.messages.return_initiated import ReturnInitiatedLine, ReturnInitiatedReason
from generated.messages.return_received import ReturnReceivedLine
from generated.messages.shipment_created import ShipmentCreatedLine
from generated.messages.shipment_dispatched import ShipmentDispatchedLine
from generated.messages.track_shipment_reply import (
    TrackShipmentReplyStatus,
    TrackShipmentReplyTrackingEntry,
    TrackShipmentReplyTrackingEntryStatus,
)
from services.shipping_life import Pieces, Status
from services.shipping_tables import Return, Shipment, ShippingOrder

Report: TypeAlias = ShipmentDispatched | ShipmentInTransit | ShipmentDelivered | DeliveryFailed | ReturnReceived


def create_shipment(order: ShippingOrder) -> CreateShipment:
    assert order.customer_id is not None and order.lines is not None, f"order {order.id} is not confirmed"
    return CreateShipment(
        shipment_id=order.shipment_id,
        order_id=order.id,
        customer_id=order.customer_id,
        lines=[CreateShipmentLine(sku=sku, quantity=quantity) for sku, quantity in order.lines.items()],
        shipping_address=CreateShipmentAddress.model_validate(order.shipping_address),
    )


def shipment_created(shipment: Shipment, now: datetime) -> ShipmentCreated:
    return ShipmentCreated(
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        customer_id=shipment.customer_id,
        tracking_number=shipment.tracking_number,
        lines=[ShipmentCreatedLine(sku=sku, quantity=quantity) for sku, quantity in shipment.lines.items()],
        occurred_at=now,
    )


def shipment_cancelled(shipment: Shipment, reason: str | None, now: datetime) -> ShipmentCancelled:
    return ShipmentCancelled(
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        customer_id=shipment.customer_id,
        tracking_number=shipment.tracking_number,
        reason=reason,
        occurred_at=now,
    )


def report(shipment: Shipment, status: Status, command: UpdateShipmentStatus) -> Report:
    """The event for a step that the carrier reported."""
    match status:
        case "dispatched":
            return _dispatched(shipment, command.occurred_at)
        case "in_transit":
            return ShipmentInTransit(
                shipment_id=shipment.id,
                order_id=shipment.order_id,
                customer_id=shipment.customer_id,
                tracking_number=shipment.tracking_number,
                location=command.location,
                occurred_at=command.occurred_at,
            )
        case "delivered":
            return ShipmentDelivered(
                shipment_id=shipment.id,
                order_id=shipment.order_id,
                customer_id=shipment.customer_id,
                tracking_number=shipment.tracking_number,
                location=command.location,
                occurred_at=command.occurred_at,
            )
        case "failed":
            return DeliveryFailed(
                shipment_id=shipment.id,
                order_id=shipment.order_id,
                customer_id=shipment.customer_id,
                tracking_number=shipment.tracking_number,
                detail=command.detail,
                occurred_at=command.occurred_at,
            )
        case "returned":
            return return_received(shipment, shipment.lines, command.occurred_at)
        case "created" | "cancelled":
            raise ValueError(f"a carrier does not report {status}")


def _dispatched(shipment: Shipment, occurred_at: datetime) -> ShipmentDispatched:
    return ShipmentDispatched(
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        customer_id=shipment.customer_id,
        tracking_number=shipment.tracking_number,
        lines=[ShipmentDispatchedLine(sku=sku, quantity=quantity) for sku, quantity in shipment.lines.items()],
        occurred_at=occurred_at,
    )


def return_initiated(shipment: Shipment, back: Return, command: CreateReturnLabel) -> ReturnInitiated:
    return ReturnInitiated(
        return_id=back.id,
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        customer_id=shipment.customer_id,
        lines=[ReturnInitiatedLine(sku=sku, quantity=quantity) for sku, quantity in back.lines.items()],
        reason=ReturnInitiatedReason(command.reason.value) if command.reason else None,
        tracking_number=back.tracking_number,
        label_url=back.label_url,
        initiated_at=back.initiated_at,
    )


def return_received(shipment: Shipment, lines: Pieces, received_at: datetime, *, return_id: UUID | None = None) -> ReturnReceived:
    """`return_id` is None for a parcel that could not be delivered."""
    return ReturnReceived(
        return_id=return_id,
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        customer_id=shipment.customer_id,
        lines=[ReturnReceivedLine(sku=sku, quantity=quantity) for sku, quantity in lines.items()],
        received_at=received_at,
    )


def tracking(shipment: Shipment) -> TrackShipmentReply:
    return TrackShipmentReply(
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        tracking_number=shipment.tracking_number,
        status=TrackShipmentReplyStatus(shipment.status),
        history=[
            TrackShipmentReplyTrackingEntry(
                status=TrackShipmentReplyTrackingEntryStatus(entry.status), occurred_at=entry.occurred_at, location=entry.location
            )
            for entry in shipment.history
        ],
    )
