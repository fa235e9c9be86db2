"""The messages of Orders, made from the rows of an order. Decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from generated.messages import InitiatePayment, OrderAmended, OrderCancelled, OrderConfirmed, OrderPlaced, PlaceOrder, ReserveStock
from generated.messages.initiate_payment import InitiatePaymentMoney, InitiatePaymentPaymentMethod
from generated.messages.order_amended import OrderAmendedLine, OrderAmendedMoney, OrderAmendedPricedLine
from generated.messages.order_cancelled import OrderCancelledReason
from generated.messages.order_confirmed import OrderConfirmedAddress, OrderConfirmedMoney, OrderConfirmedPricedLine
from generated.messages.order_placed import OrderPlacedContact, OrderPlacedLine
from generated.messages.reserve_stock import ReserveStockLine
from services.orders_life import CancellationReason
from services.orders_tables import Order, OrderLine


def order_placed(command: PlaceOrder, now: datetime) -> OrderPlaced:
    contact = command.contact
    return OrderPlaced(
        order_id=command.order_id,
        customer_id=command.customer_id,
        contact=OrderPlacedContact(name=contact.name, email=contact.email, phone=contact.phone),
        lines=[OrderPlacedLine(sku=line.sku, quantity=line.quantity) for line in command.lines],
        placed_at=now,
    )


def reserve_stock(order: Order) -> ReserveStock:
    return ReserveStock(order_id=order.id, lines=[ReserveStockLine(sku=line.sku, quantity=line.quantity) for line in order.lines])


def initiate_payment(order: Order) -> InitiatePayment:
    amount, currency = _priced(order)
    return InitiatePayment(
        order_id=order.id,
        customer_id=order.customer_id,
        amount=InitiatePaymentMoney(amount=amount, currency=currency),
        payment_method=InitiatePaymentPaymentMethod(type_="card", token=order.card_token),
    )


def order_confirmed(order: Order, payment_id: UUID, now: datetime) -> OrderConfirmed:
    total, currency = _priced(order)

    def line_of(line: OrderLine) -> OrderConfirmedPricedLine:
        price = OrderConfirmedMoney(amount=line.unit_price or 0, currency=currency)
        return OrderConfirmedPricedLine(sku=line.sku, quantity=line.quantity, unit_price=price)

    return OrderConfirmed(
        order_id=order.id,
        customer_id=order.customer_id,
        lines=[line_of(line) for line in order.lines],
        discount=OrderConfirmedMoney(amount=order.discount, currency=currency) if order.discount else None,
        total=OrderConfirmedMoney(amount=total, currency=currency),
        shipping_address=OrderConfirmedAddress.model_validate(order.shipping_address),
        payment_id=payment_id,
        confirmed_at=now,
    )


def order_cancelled(order: Order, reason: CancellationReason, note: str | None, now: datetime) -> OrderCancelled:
    return OrderCancelled(
        order_id=order.id, customer_id=order.customer_id, reason=OrderCancelledReason(reason), note=note, cancelled_at=now
    )


def order_amended(order: Order, payment_id: UUID, *, removed: Mapping[str, int], previous: int, now: datetime) -> OrderAmended:
    total, currency = _priced(order)

    def line_of(line: OrderLine) -> OrderAmendedPricedLine:
        price = OrderAmendedMoney(amount=line.unit_price or 0, currency=currency)
        return OrderAmendedPricedLine(sku=line.sku, quantity=line.quantity, unit_price=price)

    return OrderAmended(
        order_id=order.id,
        customer_id=order.customer_id,
        payment_id=payment_id,
        removed_lines=[OrderAmendedLine(sku=sku, quantity=quantity) for sku, quantity in removed.items()],
        lines=[line_of(line) for line in order.lines],
        previous_total=OrderAmendedMoney(amount=previous, currency=currency),
        total=OrderAmendedMoney(amount=total, currency=currency),
        refund=OrderAmendedMoney(amount=previous - total, currency=currency),
        amended_at=now,
    )


def _priced(order: Order) -> tuple[int, str]:
    """Total and currency, which an order has from the moment its stock is reserved."""
    assert order.total is not None and order.currency is not None, f"order {order.id} has no price yet"
    return order.total, order.currency
