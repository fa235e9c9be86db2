"""Orders by itself: what messages that overtake each other do, and the rules of its life as plain functions."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from flowmart.runtime import BusinessError, Harness
from generated.messages import (
    CancelOrder,
    InitiatePayment,
    InventoryAdjusted,
    OrderCancelled,
    OrderConfirmed,
    PaymentProcessed,
    PlaceOrder,
    ReserveStock,
    ShipmentDelivered,
    ShipmentDispatched,
    UserSubscriptionCancelled,
    UserSubscriptionStarted,
)
from services.orders_life import payable, removed
from services.orders_service import Orders
from services.orders_tables import ORDER_FACTS, Order
from tests.support.examples import CATALOG, example

FACTS = CATALOG / "domains" / "Orders" / "data-products" / "order-analytics" / "contract.json"


@pytest.fixture
def orders() -> Iterator[Harness]:
    harness = Harness(Orders)
    yield harness
    harness.close()


def _placed(orders: Harness) -> UUID:
    command = example(PlaceOrder)
    orders.deliver(command)
    return command.order_id


def _status(orders: Harness, order_id: UUID) -> str:
    return orders.rows(lambda db: db.get_one(Order, order_id).status)


def test_prices_of_the_reservation_make_the_total(orders: Harness) -> None:
    order_id = _placed(orders)
    orders.deliver(example(InventoryAdjusted))
    [reserve, initiate] = [message for message in orders.sent if isinstance(message, ReserveStock | InitiatePayment)]
    assert isinstance(reserve, ReserveStock) and isinstance(initiate, InitiatePayment)
    assert {line.sku: line.quantity for line in reserve.lines} == {"MUG-0001": 2, "TEE-0042": 1}
    assert (initiate.amount.amount, initiate.amount.currency) == (2 * 1245 + 2500, "EUR")
    assert _status(orders, order_id) == "awaiting_payment"


def test_a_cancelled_order_stays_cancelled_whatever_comes_late(orders: Harness) -> None:
    order_id = _placed(orders)
    orders.deliver(CancelOrder(order_id=order_id))
    for late in (InventoryAdjusted, PaymentProcessed, ShipmentDispatched):
        orders.deliver(example(late))
    assert _status(orders, order_id) == "cancelled"
    assert [type(message) for message in orders.sent][-1] is OrderCancelled
    assert not any(isinstance(message, InitiatePayment | OrderConfirmed) for message in orders.sent)


def test_an_order_never_moves_back(orders: Harness) -> None:
    order_id = _placed(orders)
    for event in (InventoryAdjusted, PaymentProcessed, ShipmentDelivered, ShipmentDispatched):
        orders.deliver(example(event))
    assert _status(orders, order_id) == "delivered"


def test_a_repeated_message_changes_nothing(orders: Harness) -> None:
    _placed(orders)
    for _ in range(2):
        orders.deliver(example(InventoryAdjusted), id="one-adjustment")
    assert len([message for message in orders.sent if isinstance(message, InitiatePayment)]) == 1


def test_only_the_running_membership_gives_the_discount(orders: Harness) -> None:
    started, ended = example(UserSubscriptionStarted), example(UserSubscriptionCancelled)
    earlier = ended.model_copy(update={"subscription_id": uuid4()})
    for event in (started, earlier):  # the end of an earlier membership is late, and does not end this one
        orders.deliver(event)
    command = example(PlaceOrder).model_copy(update={"customer_id": started.customer_id})
    orders.deliver(command)
    orders.deliver(example(InventoryAdjusted))
    initiate = next(message for message in orders.sent if isinstance(message, InitiatePayment))
    assert initiate.amount.amount == 4990 - 499


def test_the_view_for_analysts_keeps_its_contract(orders: Harness) -> None:
    _placed(orders)
    for event in (InventoryAdjusted, PaymentProcessed):
        orders.deliver(example(event))
    [row] = orders.rows(lambda db: [dict(row) for row in db.execute(select(ORDER_FACTS.table)).mappings()])
    contract = json.loads(FACTS.read_text(encoding="utf-8"))
    assert set(row) == set(contract["properties"])
    assert all(row[name] is not None for name in contract["required"])
    assert (row["status"], row["total_amount"], row["refunded_amount"], row["delivered_at"]) == ("confirmed", 4990, 0, None)
    assert datetime.now(UTC) >= row["placed_at"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"A": 1}, {"A": 1, "B": 1}),
        ({"A": 2}, {"B": 1}),
        ({"A": 2, "B": 1}, "amendment-empty"),
        ({"A": 3}, "amendment-adds"),
        ({"A": 1, "C": 1}, "amendment-adds"),
    ],
)
def test_an_amendment_only_takes_out(wanted: Mapping[str, int], expected: object) -> None:
    current = {"A": 2, "B": 1}
    if isinstance(expected, str):
        with pytest.raises(BusinessError) as refusal:
            removed(current, wanted)
        assert refusal.value.code == expected
    else:
        assert removed(current, wanted) == expected


def test_the_discount_is_rounded_down() -> None:
    assert payable([(1, 1999)], 10) == 1800
    assert payable([(2, 5), (1, 9)], 10) == 18
