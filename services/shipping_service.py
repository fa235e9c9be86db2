"""Shipping: books parcels at the carrier, follows them, and takes returns back.

A parcel is booked when its order is confirmed and paid, whichever Shipping hears last. Everything at the carrier is an effect; a state
handler that needs one sends the service a command of its own.
"""

from datetime import datetime
from typing import final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session
from typing_extensions import override

from flowmart.runtime import BusinessError, Call, Effect, Read
from generated.messages import (
    CancelShipment,
    CancelShipmentReply,
    CreateReturnLabel,
    CreateReturnLabelReply,
    CreateShipment,
    CreateShipmentReply,
    OrderAmended,
    OrderCancelled,
    OrderConfirmed,
    PaymentProcessed,
    TrackShipment,
    TrackShipmentReply,
    UpdateShipmentStatus,
    UpdateShipmentStatusReply,
)
from generated.messages.cancel_shipment_reply import CancelShipmentReplyStatus
from generated.messages.create_shipment_reply import CreateShipmentReplyStatus
from generated.messages.update_shipment_status_reply import UpdateShipmentStatusReplyStatus
from generated.services.shipping_service import ShippingService, ShippingServiceTx
from services.parcel_bookings import Parcel, book, call_off, return_label
from services.shipping_life import Pieces, Status, check_return, pieces, returnable, steps
from services.shipping_messages import (
    create_shipment,
    report,
    return_initiated,
    return_received,
    shipment_cancelled,
    shipment_created,
    tracking,
)
from services.shipping_tables import Base, Return, Shipment, ShippingOrder, TrackingEntry


@final
class Shipping(ShippingService):
    tables = Base.metadata

    # --- what Orders and Payment report

    @override
    def on_order_confirmed(self, event: OrderConfirmed, tx: ShippingServiceTx) -> None:
        order = _order(event.order_id, tx)
        order.customer_id = event.customer_id
        order.lines = pieces((line.sku, line.quantity) for line in event.lines)
        order.shipping_address = event.shipping_address.model_dump(by_alias=True)
        _ship_when_ready(order, tx)

    @override
    def on_payment_processed(self, event: PaymentProcessed, tx: ShippingServiceTx) -> None:
        if event.order_id is None:  # a membership's
            return
        order = _order(event.order_id, tx)
        order.is_paid = True
        _ship_when_ready(order, tx)

    @override
    def on_order_cancelled(self, event: OrderCancelled, tx: ShippingServiceTx) -> None:
        _order(event.order_id, tx).is_cancelled = True
        for shipment in tx.db.scalars(select(Shipment).where(Shipment.order_id == event.order_id, Shipment.status == "created")):
            tx.send(CancelShipment(shipment_id=shipment.id, reason="The order was cancelled"))

    @override
    def on_order_amended(self, event: OrderAmended, tx: ShippingServiceTx) -> None:
        order = _order(event.order_id, tx)
        remaining = pieces((line.sku, line.quantity) for line in event.lines)
        order.lines = remaining
        shipment = tx.db.get(Shipment, order.shipment_id)
        if shipment is not None and shipment.status == "created":
            shipment.lines = remaining

    # --- parcels

    @override
    async def create_shipment(self, command: CreateShipment, call: Call) -> Effect[ShippingServiceTx, CreateShipmentReply]:
        order, shipment = await call.read(lambda db: (db.get(ShippingOrder, command.order_id), db.get(Shipment, command.shipment_id)))
        if shipment is not None:
            return _created(shipment)
        if order is None or order.lines is None or order.is_cancelled:
            raise BusinessError("order-not-confirmed", f"order {command.order_id} is not to be delivered")
        lines = pieces((line.sku, line.quantity) for line in command.lines)
        address = command.shipping_address.model_dump(by_alias=True)
        parcel = await book(self.external("carrier"), shipment=command.shipment_id, address=address, lines=lines, key=call.key)
        return lambda tx: _booked(command, lines, parcel, tx)

    @override
    async def cancel_shipment(self, command: CancelShipment, call: Call) -> Effect[ShippingServiceTx, CancelShipmentReply]:
        shipment = await call.read(lambda db: _known(db, command.shipment_id))
        if shipment.status == "cancelled":
            return CancelShipmentReply(shipment_id=shipment.id, status=CancelShipmentReplyStatus.CANCELLED)
        if shipment.status != "created":
            raise BusinessError("shipment-dispatched", f"shipment {shipment.id} is {shipment.status} and can't be called off any more")
        await call_off(self.external("carrier"), shipment.booking, key=call.key)
        return lambda tx: _called_off(command, tx)

    @override
    def update_shipment_status(self, command: UpdateShipmentStatus, tx: ShippingServiceTx) -> UpdateShipmentStatusReply:
        shipment = _known(tx.db, command.shipment_id)
        reported: Status = command.status.value
        if not any((entry.status, entry.occurred_at) == (reported, command.occurred_at) for entry in shipment.history):
            announced = next((back for back in shipment.returns if back.received_at is None), None)
            if reported == "returned" and announced is not None:
                _take_back(shipment, announced, command, tx)
            else:
                for status in steps(shipment.status, reported):
                    _reach(shipment, status, command.occurred_at, command.location)
                    tx.emit(report(shipment, status, command))
        return UpdateShipmentStatusReply(shipment_id=shipment.id, status=UpdateShipmentStatusReplyStatus(shipment.status))

    @override
    def track_shipment(self, query: TrackShipment, read: Read) -> TrackShipmentReply:
        return tracking(_known(read.db, query.shipment_id))

    # --- returns

    @override
    async def create_return_label(self, command: CreateReturnLabel, call: Call) -> Effect[ShippingServiceTx, CreateReturnLabelReply]:
        lines = pieces((line.sku, line.quantity) for line in command.lines)
        shipment = await call.read(lambda db: _sendable_back(db, command.order_id, lines))
        label = await return_label(self.external("carrier"), shipment=shipment.id, lines=lines, key=call.key)
        return_id = uuid5(shipment.id, call.key)
        return lambda tx: _labelled(command, return_id, lines, label, tx)


def _order(order_id: UUID, tx: ShippingServiceTx) -> ShippingOrder:
    """What is known of the order; whichever message comes first opens the row."""
    order = tx.db.get(ShippingOrder, order_id)
    if order is None:
        order = ShippingOrder(id=order_id, shipment_id=uuid4(), is_paid=False, is_cancelled=False)
        tx.db.add(order)
    return order


def _ship_when_ready(order: ShippingOrder, tx: ShippingServiceTx) -> None:
    if order.is_paid and order.lines is not None and not order.is_cancelled:
        tx.send(create_shipment(order))


def _known(db: Session, shipment_id: UUID) -> Shipment:
    shipment = db.get(Shipment, shipment_id)
    if shipment is None:
        raise BusinessError("shipment-not-found", f"there is no shipment {shipment_id}", status=404)
    return shipment


def _created(shipment: Shipment) -> CreateShipmentReply:
    return CreateShipmentReply(
        shipment_id=shipment.id, tracking_number=shipment.tracking_number, status=CreateShipmentReplyStatus(shipment.status)
    )


def _reach(shipment: Shipment, status: Status, occurred_at: datetime, location: str | None = None) -> None:
    shipment.status = status
    shipment.history.append(TrackingEntry(position=len(shipment.history), status=status, occurred_at=occurred_at, location=location))


def _booked(command: CreateShipment, lines: Pieces, parcel: Parcel, tx: ShippingServiceTx) -> CreateShipmentReply:
    order = tx.db.get_one(ShippingOrder, command.order_id)
    if order.shipment_id == command.shipment_id and order.lines is not None:
        lines = order.lines  # amended while the parcel was being booked
    shipment = Shipment(
        id=command.shipment_id,
        order_id=command.order_id,
        customer_id=command.customer_id,
        booking=parcel.booking,
        tracking_number=parcel.tracking_number,
        lines=lines,
    )
    tx.db.add(shipment)
    _reach(shipment, "created", tx.now)
    tx.emit(shipment_created(shipment, tx.now))
    if order.is_cancelled:  # meanwhile as well
        tx.send(CancelShipment(shipment_id=shipment.id, reason="The order was cancelled"))
    return _created(shipment)


def _called_off(command: CancelShipment, tx: ShippingServiceTx) -> CancelShipmentReply:
    shipment = _known(tx.db, command.shipment_id)
    _reach(shipment, "cancelled", tx.now)
    tx.emit(shipment_cancelled(shipment, command.reason, tx.now))
    return CancelShipmentReply(shipment_id=shipment.id, status=CancelShipmentReplyStatus.CANCELLED)


def _sendable_back(db: Session, order_id: UUID, lines: Pieces) -> Shipment:
    """The delivered shipment of an order that these pieces were in. Raises BusinessError when there is none."""
    shipments = db.scalars(select(Shipment).where(Shipment.order_id == order_id)).all()
    if not shipments:
        raise BusinessError("order-not-shipped", f"nothing was sent for order {order_id}", status=404)
    delivered = next((shipment for shipment in shipments if shipment.status in ("delivered", "returned")), None)
    if delivered is None:
        raise BusinessError("order-not-delivered", f"the parcel of order {order_id} has not arrived yet")
    check_return(lines, returnable(delivered.lines, (back.lines for back in delivered.returns)))
    return delivered


def _labelled(command: CreateReturnLabel, return_id: UUID, lines: Pieces, label: Parcel, tx: ShippingServiceTx) -> CreateReturnLabelReply:
    shipment = _sendable_back(tx.db, command.order_id, lines)  # again: somebody may have been faster
    back = Return(
        id=return_id, tracking_number=label.tracking_number, label_url=label.label_url, lines=lines, initiated_at=tx.now, received_at=None
    )
    shipment.returns.append(back)
    tx.emit(return_initiated(shipment, back, command))
    return CreateReturnLabelReply(return_id=back.id, tracking_number=back.tracking_number, label_url=back.label_url)


def _take_back(shipment: Shipment, back: Return, command: UpdateShipmentStatus, tx: ShippingServiceTx) -> None:
    back.received_at = command.occurred_at
    _reach(shipment, "returned", command.occurred_at, command.location)
    tx.emit(return_received(shipment, back.lines, command.occurred_at, return_id=back.id))
