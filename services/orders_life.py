"""How an order moves on and what it costs: functions without a database, to be read and tested by themselves."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from flowmart.runtime import BusinessError

Status: TypeAlias = Literal[
    "pending", "awaiting_payment", "confirmed", "dispatched", "delivered", "delivery_failed", "returned", "cancelled"
]
CancellationReason: TypeAlias = Literal["customer_request", "out_of_stock", "payment_failed", "shipment_cancelled"]

MEMBER_DISCOUNT_PERCENT = 10

_STEP: Mapping[Status, int] = {
    "pending": 0,
    "awaiting_payment": 1,
    "confirmed": 2,
    "dispatched": 3,
    "delivered": 4,
    "delivery_failed": 4,
    "returned": 5,
    "cancelled": 6,
}


def advanced(status: Status, reached: Status) -> Status:
    """Messages of different domains overtake each other, but an order only ever moves forward."""
    return reached if _STEP[reached] > _STEP[status] else status


def can_be_cancelled(status: Status) -> bool:
    """Until the parcel leaves; after that, the way back is a return."""
    return status in ("pending", "awaiting_payment", "confirmed")


def payable(lines: Iterable[tuple[int, int]], percent: int) -> int:
    """What (quantity, unit price) pairs cost after the discount, in minor units."""
    gross = sum(quantity * price for quantity, price in lines)
    return gross - gross * percent // 100


def quantities(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    """SKU to quantity. Raises BusinessError when a product has two lines."""
    found: dict[str, int] = {}
    for sku, quantity in lines:
        if sku in found:
            raise BusinessError("product-twice", f"{sku} is in two lines; put each product into one", status=400)
        found[sku] = quantity
    return found


def removed(current: Mapping[str, int], wanted: Mapping[str, int]) -> dict[str, int]:
    """The pieces that an amendment takes out of an order. Raises BusinessError unless it only takes out."""
    grown = sorted(sku for sku, quantity in wanted.items() if quantity > current.get(sku, 0))
    if grown:
        raise BusinessError("amendment-adds", f"only less can be ordered, but there would be more of {', '.join(grown)}")
    less = {sku: quantity - wanted.get(sku, 0) for sku, quantity in current.items()}
    taken_out = {sku: quantity for sku, quantity in less.items() if quantity > 0}
    if not taken_out:
        raise BusinessError("amendment-empty", "the order has exactly these lines already")
    return taken_out
