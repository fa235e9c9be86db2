"""The other services by themselves: what can't be arranged over HTTP, because it needs messages in an unlucky order."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.orm import Session

from flowmart.runtime import BusinessError, Event, Harness
from generated.messages import (
    CreateShipment,
    GetInventoryStatus,
    InitiatePayment,
    InventoryAdjusted,
    OrderAmended,
    OrderCancelled,
    OrderConfirmed,
    OutOfStock,
    PaymentFailed,
    PaymentInitiated,
    PaymentProcessed,
    RenewSubscription,
    ReserveStock,
    RetrySubscriptionPayment,
    ShipmentDispatched,
    SubscriptionPaymentDue,
    UserSubscriptionStarted,
)
from services.billing_service import RETRY_AFTER, Billing
from services.inventory_service import Inventory
from services.inventory_tables import StockItem
from services.membership_plans import period_start
from services.notification_service import ContactUnknown, Notification
from services.payment_service import Payment
from services.shipping_life import Status, steps
from services.shipping_service import Shipping
from tests.support.examples import example


def _inventory() -> Harness:
    harness = Harness(Inventory)
    for sku in ("MUG-0001", "TEE-0042"):
        item = StockItem(sku=sku, name=sku, unit_price=1000, currency="EUR", available=9, reserved=0, allocated=0, reorder_point=0)
        harness.change(partial(_add, item))
    return harness


def _add(item: StockItem, db: Session) -> None:
    db.add(item)


def _levels(inventory: Harness, sku: str) -> tuple[int, int, int]:
    status = inventory.deliver(GetInventoryStatus(sku=sku))
    return status.available, status.reserved, status.allocated


def test_a_reservation_that_comes_after_the_cancellation_holds_nothing() -> None:
    inventory = _inventory()
    inventory.deliver(example(OrderCancelled))
    inventory.deliver(example(ReserveStock))
    assert inventory.sent == []
    assert _levels(inventory, "MUG-0001") == (9, 0, 0)


def test_a_parcel_that_leaves_before_the_confirmation_arrives_is_booked_out_once() -> None:
    inventory = _inventory()
    for message in (ReserveStock, ShipmentDispatched, OrderConfirmed):
        inventory.deliver(example(message))
    assert [str(message.reason) for message in inventory.sent if isinstance(message, InventoryAdjusted)] == ["reserved", "shipped"]
    assert _levels(inventory, "MUG-0001") == (7, 0, 0)


def test_stock_that_is_missing_reserves_no_line_at_all() -> None:
    inventory = _inventory()
    inventory.change(lambda db: db.delete(db.get_one(StockItem, "TEE-0042")))
    inventory.deliver(example(ReserveStock))
    assert [type(message) for message in inventory.sent] == [OutOfStock]
    assert _levels(inventory, "MUG-0001") == (9, 0, 0)


@pytest.mark.parametrize("late", [OrderConfirmed, PaymentProcessed])
def test_a_parcel_is_ordered_once_when_the_order_is_confirmed_and_paid(late: type[Event]) -> None:
    shipping = Harness(Shipping)
    for event in [each for each in (OrderConfirmed, PaymentProcessed) if each is not late]:
        shipping.deliver(example(event))
    assert shipping.sent == []
    shipping.deliver(example(late))
    [create] = shipping.sent
    assert isinstance(create, CreateShipment)
    assert {line.sku: line.quantity for line in create.lines} == {"MUG-0001": 2, "TEE-0042": 1}


def test_a_cancelled_order_gets_no_parcel() -> None:
    shipping = Harness(Shipping)
    for event in (PaymentProcessed, OrderCancelled, OrderConfirmed):
        shipping.deliver(example(event))
    assert shipping.sent == []
    with pytest.raises(BusinessError, match="not to be delivered"):
        shipping.deliver(example(CreateShipment))


@pytest.mark.parametrize(
    ("status", "reported", "expected"),
    [
        ("created", "dispatched", ("dispatched",)),
        ("created", "delivered", ("dispatched", "delivered")),
        ("in_transit", "in_transit", ("in_transit",)),
        ("delivered", "dispatched", ()),
        ("delivered", "delivered", ()),
        ("failed", "returned", ("returned",)),
        ("cancelled", "delivered", None),
        ("delivered", "failed", None),
        ("delivered", "returned", None),
    ],
)
def test_reports_of_the_carrier_only_move_a_parcel_on(status: Status, reported: Status, expected: tuple[Status, ...] | None) -> None:
    if expected is None:
        with pytest.raises(BusinessError):
            steps(status, reported)
    else:
        assert steps(status, reported) == expected


def test_an_order_cancelled_before_its_payment_is_opened_is_never_charged() -> None:
    payment = Harness(Payment)
    payment.deliver(example(OrderCancelled))
    payment.deliver(example(InitiatePayment))
    assert payment.sent == []


def test_an_unreachable_gateway_is_no_failed_payment() -> None:
    gateway = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(503)), base_url="http://gateway")
    payment = Harness(Payment, external={"card-gateway": gateway})
    payment.deliver(example(InitiatePayment))
    [initiated] = payment.sent
    assert isinstance(initiated, PaymentInitiated)
    with pytest.raises(httpx.HTTPStatusError):
        payment.deliver(initiated)
    assert payment.sent == [initiated]


def test_a_reason_that_the_catalog_does_not_know_is_a_plain_decline() -> None:
    answer = httpx.Response(402, json={"reason": "card_declined"})
    gateway = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer), base_url="http://gateway")
    payment = Harness(Payment, external={"card-gateway": gateway})
    payment.deliver(example(InitiatePayment))
    payment.deliver(payment.sent[0])
    [_, failed] = payment.sent
    assert isinstance(failed, PaymentFailed)
    assert failed.reason.value == "declined"


def test_billing_plans_renewals_and_retries_ahead() -> None:
    billing = Harness(Billing)
    started = example(UserSubscriptionStarted).model_copy(update={"started_at": datetime.now(UTC)})
    billing.deliver(started)
    [(renewal, renewal_at)] = billing.scheduled
    due = next(message for message in billing.sent if isinstance(message, SubscriptionPaymentDue))
    assert isinstance(renewal, RenewSubscription) and renewal.period == 2
    assert abs(renewal_at - period_start(started.started_at, started.plan.value, 2)) < timedelta(seconds=5)

    failed = example(PaymentFailed).model_copy(
        update={"order_id": None, "subscription_id": due.subscription_id, "invoice_id": due.invoice_id}
    )
    billing.deliver(failed)
    retry, retry_at = billing.scheduled[-1]
    assert isinstance(retry, RetrySubscriptionPayment)
    assert abs(retry_at - datetime.now(UTC) - RETRY_AFTER) < timedelta(seconds=5)


def test_a_member_who_pays_before_the_planned_retry_is_charged_once() -> None:
    billing = Harness(Billing)
    started = example(UserSubscriptionStarted)
    billing.deliver(started)
    due = next(message for message in billing.sent if isinstance(message, SubscriptionPaymentDue))
    failed = {"order_id": None, "subscription_id": due.subscription_id, "invoice_id": due.invoice_id}
    billing.deliver(example(PaymentFailed).model_copy(update=failed))
    for _ in range(2):  # the member's own, and the planned one while the first is under way
        billing.deliver(RetrySubscriptionPayment(subscription_id=due.subscription_id, invoice_id=due.invoice_id))
    assert [message.attempt for message in billing.sent if isinstance(message, SubscriptionPaymentDue)] == [1, 2]


def test_a_month_begins_on_the_day_the_membership_began_or_the_last_there_is() -> None:
    start = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert [period_start(start, "monthly", number).day for number in (1, 2, 3, 4)] == [31, 28, 31, 30]
    assert period_start(start, "yearly", 2) == datetime(2027, 1, 31, 12, tzinfo=UTC)


def test_news_that_overtakes_the_contact_is_tried_again() -> None:
    notification = Harness(Notification)
    with pytest.raises(ContactUnknown):
        notification.deliver(example(OrderAmended).model_copy(update={"customer_id": uuid4()}))
