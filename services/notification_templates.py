"""What customers and our warehouse read: a template for each kind of notification, with gaps for the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Template:
    """`prefers_sms`: to those who left a number it goes as SMS, which has no subject."""

    subject: str
    text: str
    prefers_sms: bool = False


TEMPLATES: Mapping[str, Template] = {
    "order-confirmed": Template("Your order is confirmed", "Hello {name}, your order {order} over {total} is paid and will be sent."),
    "order-cancelled": Template("Your order is cancelled", "Hello {name}, your order {order} is cancelled: {why}."),
    "order-amended": Template("Your order was changed", "Hello {name}, your order {order} is now {total}; {refund} goes back to you."),
    "payment-received": Template("Receipt for your payment", "Hello {name}, we received {amount} for {purpose}. Reference: {reference}."),
    "payment-failed": Template("Your card was declined", "Hello {name}, we could not collect {amount} for {purpose}: {why}."),
    "payment-refunded": Template("Your refund is on its way", "Hello {name}, {amount} goes back to your card."),
    "parcel-booked": Template("Your parcel is being packed", "Hello {name}, you can track your parcel by its number {tracking}."),
    "parcel-dispatched": Template("Your parcel has left", "Your FlowMart parcel {tracking} has left our warehouse.", prefers_sms=True),
    "parcel-in-transit": Template("Your parcel is on its way", "Hello {name}, your parcel {tracking} was seen in {place}."),
    "parcel-delivered": Template("Your parcel has arrived", "Your FlowMart parcel {tracking} was delivered.", prefers_sms=True),
    "parcel-not-delivered": Template(
        "Your parcel could not be delivered", "FlowMart parcel {tracking} comes back to us: {why}.", prefers_sms=True
    ),
    "return-label": Template("Your return label", "Hello {name}, print this label and put it on the parcel: {label}"),
    "return-received": Template("Your return has arrived", "Hello {name}, what you sent back has arrived; the refund follows."),
    "membership-started": Template("Welcome to FlowMart", "Hello {name}, your {plan} membership has begun. You save on every order."),
    "membership-cancelled": Template("Your membership has ended", "Hello {name}, your membership has ended: {why}."),
    "invoice": Template("Your invoice", "Hello {name}, we will collect {amount} for period {period} of your membership."),
    "stock-missing": Template("Stock is missing", "Order {order} could not be filled. Missing: {products}."),
    "reorder": Template("Reorder", "These products have fallen to their reorder point: {products}."),
}


class Money(Protocol):
    """The money of any message."""

    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...


def priced(money: Money) -> str:
    """`1245 EUR` in minor units -> `12.45 EUR`."""
    return f"{money.amount // 100}.{money.amount % 100:02} {money.currency}"


def in_words(code: str) -> str:
    """`customer_request` -> `customer request`."""
    return code.replace("_", " ")


def masked(address: str) -> str:
    """Enough to see whether it was the right one, not enough to use it."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else f"{address[:3]}***{address[-2:]}"
