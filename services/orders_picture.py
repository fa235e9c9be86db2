"""The picture of an order that GetOrder answers with: where it stands and everything that has happened to it."""

from collections.abc import Iterable

from generated.messages import GetOrderReply
from generated.messages.get_order_reply import (
    GetOrderReplyCancellationReason,
    GetOrderReplyLine,
    GetOrderReplyMoney,
    GetOrderReplyStatus,
    GetOrderReplySupportCase,
    GetOrderReplyTold,
    GetOrderReplyToldChannel,
)
from services.orders_tables import Order, OrderLine, SupportCase, Told


def picture(order: Order, told: Iterable[Told]) -> GetOrderReply:
    reason = order.cancellation_reason
    return GetOrderReply(
        order_id=order.id,
        customer_id=order.customer_id,
        status=GetOrderReplyStatus(order.status),
        lines=[_line(line, order) for line in order.lines],
        discount=_money(order.discount or None, order),
        total=_money(order.total, order),
        refunded=_money(order.refunded or None, order),
        cancellation_reason=GetOrderReplyCancellationReason(reason) if reason else None,
        payment_id=order.payment_id,
        shipment_id=order.shipment_id,
        tracking_number=order.tracking_number,
        return_id=order.return_id,
        notifications=[_told(message) for message in told],
        support_case=_support_case(order.support_case) if order.support_case else None,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
    )


def _money(amount: int | None, order: Order) -> GetOrderReplyMoney | None:
    if amount is None or order.currency is None:
        return None
    return GetOrderReplyMoney(amount=amount, currency=order.currency)


def _line(line: OrderLine, order: Order) -> GetOrderReplyLine:
    return GetOrderReplyLine(sku=line.sku, quantity=line.quantity, unit_price=_money(line.unit_price, order))


def _told(message: Told) -> GetOrderReplyTold:
    return GetOrderReplyTold(
        notification_id=message.notification_id,
        channel=GetOrderReplyToldChannel(message.channel),
        template=message.template,
        sent_at=message.sent_at,
    )


def _support_case(case: SupportCase) -> GetOrderReplySupportCase:
    return GetOrderReplySupportCase(
        opened_at=case.opened_at, reason=case.reason, messages_sent=case.messages_sent, last_message=case.last_message
    )
