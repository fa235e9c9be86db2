"""Orders: takes orders and leads each of them from placed to delivered, or to a clean end.

Decides from what the other domains report what happens next; reserves no stock, moves no money, packs no parcel.
"""

from datetime import datetime
from typing import final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session
from typing_extensions import override

from flowmart.runtime import BusinessError, Call, Effect, Read
from generated.messages import (
    AmendOrder,
    AmendOrderReply,
    CancelOrder,
    CancelOrderReply,
    DeliveryFailed,
    GetNotificationDetails,
    GetOrder,
    GetOrderReply,
    GetUserNotifications,
    InventoryAdjusted,
    NotificationSent,
    OutOfStock,
    PaymentFailed,
    PaymentProcessed,
    PaymentRefunded,
    PlaceOrder,
    PlaceOrderReply,
    RefundPayment,
    ReturnInitiated,
    ReturnReceived,
    ShipmentCancelled,
    ShipmentCreated,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentInTransit,
    UserSubscriptionCancelled,
    UserSubscriptionStarted,
)
from generated.messages.amend_order_reply import AmendOrderReplyMoney, AmendOrderReplyStatus
from generated.messages.cancel_order_reply import CancelOrderReplyStatus
from generated.messages.inventory_adjusted import InventoryAdjustedReason
from generated.messages.place_order_reply import PlaceOrderReplyStatus
from generated.messages.refund_payment import RefundPaymentMoney, RefundPaymentReason
from generated.services.orders_service import OrdersService, OrdersServiceTx
from services.orders_life import (
    MEMBER_DISCOUNT_PERCENT,
    CancellationReason,
    advanced,
    can_be_cancelled,
    payable,
    quantities,
    removed,
)
from services.orders_messages import initiate_payment, order_amended, order_cancelled, order_confirmed, order_placed, reserve_stock
from services.orders_picture import picture
from services.orders_tables import Base, Member, Order, OrderLine, SupportCase, Told


@final
class Orders(OrdersService):
    tables = Base.metadata

    # --- what customers ask for

    @override
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        order = tx.db.get(Order, command.order_id)
        if order is None:
            order = _new_order(command, tx.now)
            tx.db.add(order)
            tx.emit(order_placed(command, tx.now))
            tx.send(reserve_stock(order))
        elif order.customer_id != command.customer_id:
            raise BusinessError("order-id-taken", f"order {order.id} is somebody else's")
        return PlaceOrderReply(order_id=order.id, status=PlaceOrderReplyStatus(order.status))

    @override
    def cancel_order(self, command: CancelOrder, tx: OrdersServiceTx) -> CancelOrderReply:
        order = _known(tx.db, command.order_id)
        if can_be_cancelled(order.status):
            _cancel(order, "customer_request", tx, note=command.note)
        elif order.status != "cancelled":
            raise BusinessError("order-dispatched", f"order {order.id} is {order.status}: it can be returned, but not cancelled")
        return CancelOrderReply(order_id=order.id, status=CancelOrderReplyStatus(order.status))

    @override
    def amend_order(self, command: AmendOrder, tx: OrdersServiceTx) -> AmendOrderReply:
        order = _known(tx.db, command.order_id)
        if order.status != "confirmed":
            raise BusinessError("order-not-confirmed", f"order {order.id} is {order.status}: only a confirmed order can be amended")
        wanted = quantities((line.sku, line.quantity) for line in command.lines)
        taken_out = removed({line.sku: line.quantity for line in order.lines}, wanted)
        assert order.payment_id is not None and order.total is not None, "a confirmed order is paid"
        previous = order.total
        order.lines = [line for line in order.lines if line.sku in wanted]
        for line in order.lines:
            line.quantity = wanted[line.sku]
        _price(order, order.discount_percent)
        amended = order_amended(order, order.payment_id, removed=taken_out, previous=previous, now=tx.now)
        tx.emit(amended)
        return AmendOrderReply(
            order_id=order.id,
            status=AmendOrderReplyStatus(order.status),
            total=AmendOrderReplyMoney(amount=amended.total.amount, currency=amended.total.currency),
            refund=AmendOrderReplyMoney(amount=amended.refund.amount, currency=amended.refund.currency),
        )

    @override
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        order = _known(read.db, query.order_id)
        told = read.db.scalars(select(Told).where(Told.order_id == order.id).order_by(Told.sent_at))
        return picture(order, told)

    # --- what Inventory reports

    @override
    def on_inventory_adjusted(self, event: InventoryAdjusted, tx: OrdersServiceTx) -> None:
        if event.reason != InventoryAdjustedReason.RESERVED or event.order_id is None:
            return
        order = tx.db.get_one(Order, event.order_id)
        if order.status != "pending":  # cancelled meanwhile; Inventory hears of that from OrderCancelled
            return
        prices = {line.sku: line.unit_price for line in event.lines}
        for line in order.lines:
            line.unit_price = prices[line.sku].amount
        order.currency = event.lines[0].unit_price.currency
        _price(order, MEMBER_DISCOUNT_PERCENT if tx.db.get(Member, order.customer_id) else 0)
        order.status = "awaiting_payment"
        tx.send(initiate_payment(order))

    @override
    def on_out_of_stock(self, event: OutOfStock, tx: OrdersServiceTx) -> None:
        _cancel(tx.db.get_one(Order, event.order_id), "out_of_stock", tx)

    # --- what Payment reports

    @override
    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        if event.order_id is None:  # a membership's
            return
        order = tx.db.get_one(Order, event.order_id)
        order.payment_id = event.payment_id
        if order.status == "awaiting_payment":
            order.status = "confirmed"
            tx.emit(order_confirmed(order, event.payment_id, tx.now))

    @override
    def on_payment_failed(self, event: PaymentFailed, tx: OrdersServiceTx) -> None:
        if event.order_id is not None:
            _cancel(tx.db.get_one(Order, event.order_id), "payment_failed", tx)

    @override
    def on_payment_refunded(self, event: PaymentRefunded, tx: OrdersServiceTx) -> None:
        if event.order_id is not None:
            tx.db.get_one(Order, event.order_id).refunded += event.amount.amount

    # --- what Shipping reports

    @override
    def on_shipment_created(self, event: ShipmentCreated, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.shipment_id = event.shipment_id
        order.tracking_number = event.tracking_number

    @override
    def on_shipment_dispatched(self, event: ShipmentDispatched, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.status = advanced(order.status, "dispatched")

    @override
    def on_shipment_in_transit(self, event: ShipmentInTransit, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.status = advanced(order.status, "dispatched")

    @override
    def on_shipment_delivered(self, event: ShipmentDelivered, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.status = advanced(order.status, "delivered")
        order.delivered_at = event.occurred_at

    @override
    async def on_delivery_failed(self, event: DeliveryFailed, call: Call) -> Effect[OrdersServiceTx, None]:
        sent = (await call.request(GetUserNotifications(customer_id=event.customer_id, order_id=event.order_id))).notifications
        last = await call.request(GetNotificationDetails(notification_id=sent[0].notification_id)) if sent else None

        def open_case(tx: OrdersServiceTx) -> None:
            order = tx.db.get_one(Order, event.order_id)
            order.status = advanced(order.status, "delivery_failed")
            order.support_case = SupportCase(
                opened_at=tx.now,
                reason=(event.detail or "The carrier gave no reason")[:200],
                messages_sent=len(sent),
                last_message=last.text if last else None,
            )

        return open_case

    @override
    def on_shipment_cancelled(self, event: ShipmentCancelled, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        if order.shipment_id in (None, event.shipment_id):  # not when a replacement parcel is on its way
            _cancel(order, "shipment_cancelled", tx)

    @override
    def on_return_initiated(self, event: ReturnInitiated, tx: OrdersServiceTx) -> None:
        tx.db.get_one(Order, event.order_id).return_id = event.return_id

    @override
    def on_return_received(self, event: ReturnReceived, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.status = advanced(order.status, "returned")
        prices = {line.sku: line.unit_price or 0 for line in order.lines}
        amount = payable(((line.quantity, prices.get(line.sku, 0)) for line in event.lines), order.discount_percent)
        if order.payment_id is None or order.currency is None or not amount:
            return
        tx.send(
            RefundPayment(
                refund_id=uuid5(event.shipment_id, f"refund of {event.return_id}"),
                payment_id=order.payment_id,
                amount=RefundPaymentMoney(amount=amount, currency=order.currency),
                reason=RefundPaymentReason.GOODS_RETURNED,
            )
        )

    # --- what Subscription and Notification report

    @override
    def on_user_subscription_started(self, event: UserSubscriptionStarted, tx: OrdersServiceTx) -> None:
        tx.db.merge(Member(customer_id=event.customer_id, subscription_id=event.subscription_id, since=event.started_at))

    @override
    def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, tx: OrdersServiceTx) -> None:
        member = tx.db.get(Member, event.customer_id)
        if member is not None and member.subscription_id == event.subscription_id:
            tx.db.delete(member)

    @override
    def on_notification_sent(self, event: NotificationSent, tx: OrdersServiceTx) -> None:
        if event.order_id is None or event.customer_id is None:  # about a membership, or to our own warehouse
            return
        tx.db.add(
            Told(
                notification_id=event.notification_id,
                order_id=event.order_id,
                channel=event.channel.value,
                template=event.template,
                sent_at=event.sent_at,
            )
        )


def _known(db: Session, order_id: UUID) -> Order:
    order = db.get(Order, order_id)
    if order is None:
        raise BusinessError("order-not-found", f"there is no order {order_id}", status=404)
    return order


def _new_order(command: PlaceOrder, now: datetime) -> Order:
    wanted = quantities((line.sku, line.quantity) for line in command.lines)
    return Order(
        id=command.order_id,
        customer_id=command.customer_id,
        status="pending",
        shipping_address=command.shipping_address.model_dump(by_alias=True),
        card_token=command.payment_method.token,
        lines=[OrderLine(position=position, sku=sku, quantity=quantity) for position, (sku, quantity) in enumerate(wanted.items())],
        placed_at=now,
    )


def _price(order: Order, percent: int) -> None:
    prices = [(line.quantity, line.unit_price or 0) for line in order.lines]
    order.discount_percent = percent
    total = payable(prices, percent)
    order.total, order.discount = total, payable(prices, 0) - total


def _cancel(order: Order, reason: CancellationReason, tx: OrdersServiceTx, *, note: str | None = None) -> None:
    """Once, whatever the reason; the other domains undo their own parts when they hear of it."""
    if can_be_cancelled(order.status):
        order.status = "cancelled"
        order.cancellation_reason = reason
        tx.emit(order_cancelled(order, reason, note, tx.now))
