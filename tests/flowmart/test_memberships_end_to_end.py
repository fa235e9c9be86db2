"""Memberships and stock over HTTP against the running system, compared with the flows of the catalog."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.flowmart.stories import BOOKED, NO_DELIVERY
from tests.support.shop import Customer, Shop, payloads, until

Follows = Callable[..., None]

BILLED = "InvoiceGenerated SubscriptionPaymentDue PaymentInitiated"
STARTED = f"SubscribeUser UserSubscriptionStarted {BILLED}"


def test_a_membership_starts_is_renewed_and_ends(shop: Shop, follows: Follows) -> None:
    customer = Customer()
    membership = _subscribe(shop, customer)
    shop.story_with(membership, f"{STARTED} PaymentProcessed NotificationSent*3")
    first = _status(shop, membership)
    assert (first["status"], first["plan"]) == ("active", "monthly")

    shop.ask("POST", f"/subscriptions/{membership}/renewal", {"period": 2}, client="partner")
    shop.ask("POST", f"/subscriptions/{membership}/renewal", {"period": 2}, client="partner")
    renewed = f"{STARTED} PaymentProcessed*2 RenewSubscription*2 {BILLED} NotificationSent*5"
    shop.story_with(membership, renewed)
    assert _status(shop, membership)["paidUntil"] > first["paidUntil"]

    assert shop.ask("POST", f"/subscriptions/{membership}/cancellation", {})["status"] == "cancelled"
    story = shop.story_with(membership, f"{renewed} CancelSubscription UserSubscriptionCancelled NotificationSent")
    assert [invoice["period"] for invoice in payloads(story, "InvoiceGenerated")] == [1, 2]
    ended = _status(shop, membership)
    assert (ended["status"], ended["cancellationReason"]) == ("cancelled", "customer_request")
    assert sorted(shop.emails(customer)) == [
        "Receipt for your payment",
        "Receipt for your payment",
        "Welcome to FlowMart",
        "Your invoice",
        "Your invoice",
        "Your membership has ended",
    ]
    follows(story, "subscription-life-cycle", not_taken="PaymentFailed RetrySubscriptionPayment")


def test_three_failed_payments_end_a_membership(shop: Shop, follows: Follows) -> None:
    customer = Customer()
    membership = _subscribe(shop, customer, token="tok_declined_member")
    until(lambda: _status(shop, membership), lambda status: status["status"] == "past_due")
    for attempt in (2, 3):
        shop.story_with(membership, _failed(attempt - 1))
        shop.ask("POST", f"/subscriptions/{membership}/payment-retry", {})
    story = shop.story_with(membership, f"{_failed(3)} CancelSubscription UserSubscriptionCancelled NotificationSent")

    ended = _status(shop, membership)
    assert (ended["status"], ended["cancellationReason"], ended.get("paidUntil")) == ("cancelled", "payment_failed", None)
    assert [due["attempt"] for due in payloads(story, "SubscriptionPaymentDue")] == [1, 2, 3]
    assert shop.emails(customer).count("Your card was declined") == 3
    assert "Your membership has ended" in shop.emails(customer)
    follows(story, "subscription-life-cycle", not_taken="PaymentProcessed RenewSubscription")


def test_another_card_puts_a_membership_in_order(shop: Shop, follows: Follows) -> None:
    membership = _subscribe(shop, Customer(), token="tok_declined_member")
    shop.story_with(membership, _failed(1))
    shop.ask("POST", f"/subscriptions/{membership}/payment-retry", {"paymentMethod": {"type": "card", "token": "tok_visa_1111"}})
    story = shop.story_with(
        membership, f"{_failed(1)} RetrySubscriptionPayment SubscriptionPaymentDue PaymentInitiated PaymentProcessed NotificationSent"
    )
    until(lambda: _status(shop, membership), lambda status: status["status"] == "active" and "paidUntil" in status)
    follows(story, "subscription-life-cycle", not_taken="RenewSubscription CancelSubscription UserSubscriptionCancelled")


def test_members_get_a_discount_until_they_leave(shop: Shop) -> None:
    customer, sku = Customer(), shop.stock(10, price=1999)
    membership = _subscribe(shop, customer)
    shop.story_with(membership, f"{STARTED} PaymentProcessed NotificationSent*3")
    second = shop.call("POST", "/subscriptions", _subscription(customer, str(uuid4())))
    assert (second.status_code, second.json()["code"]) == (409, "already-subscribed")

    known = shop.booked(customer, {sku: 1})
    assert (known["discount"]["amount"], known["total"]["amount"]) == (199, 1800)
    shop.ask("POST", f"/subscriptions/{membership}/cancellation", {})
    until(lambda: shop.emails(customer), lambda subjects: "Your membership has ended" in subjects)
    dear = shop.booked(customer, {sku: 1})
    assert (dear.get("discount"), dear["total"]["amount"]) == (None, 1999)


def test_stock_is_added_reserved_runs_low_and_is_replenished(shop: Shop, follows: Follows) -> None:
    sku = shop.stock(5, reorder_point=3)
    order = shop.booked(Customer(), {sku: 2})["orderId"]
    until(lambda: shop.emails_about(sku), lambda subjects: subjects == ["Reorder"])
    assert shop.levels(sku) == (3, 0, 2)
    assert shop.ask("PATCH", f"/inventory/{sku}", {"quantityChange": 7}, client="partner")["available"] == 10
    too_much = shop.call("PATCH", f"/inventory/{sku}", {"quantityChange": -11}, client="partner")
    assert (too_much.status_code, too_much.json()["code"]) == (409, "stock-too-low")
    shop.ask("POST", f"/orders/{order}/cancellation", {})
    story = shop.story_with(
        sku,
        f"""AddInventory InventoryAdjusted {BOOKED} NotificationSent UpdateInventory*2 InventoryAdjusted CancelOrder OrderCancelled
        InventoryAdjusted RefundPayment PaymentRefunded CancelShipment ShipmentCancelled NotificationSent*2""",
    )

    assert shop.levels(sku) == (12, 0, 0)
    assert [moved["reason"] for moved in payloads(story, "InventoryAdjusted")] == ["added", "reserved", "allocated", "updated", "released"]
    listed = shop.ask("GET", f"/inventory?search={sku.lower()}&onlyAvailable=true&limit=1")
    assert [product["sku"] for product in listed["products"]] == [sku]
    left_out = f"OutOfStock PaymentFailed ReturnReceived {NO_DELIVERY}"
    follows(story, "stock-life-cycle", "place-and-fulfil-order", "cancel-order", not_taken=left_out)


def test_a_product_goes_off_sale_once_nothing_is_held(shop: Shop) -> None:
    sku = shop.stock(5)
    order = shop.booked(Customer(), {sku: 2})["orderId"]
    held = shop.call("DELETE", f"/inventory/{sku}", client="partner")
    assert (held.status_code, held.json()["code"]) == (409, "stock-held")
    shop.ask("POST", f"/orders/{order}/cancellation", {})
    until(lambda: shop.levels(sku), lambda levels: levels == (5, 0, 0))
    assert shop.ask("DELETE", f"/inventory/{sku}", client="partner") == {"sku": sku, "available": 0}
    assert shop.call("GET", f"/inventory/{sku}").status_code == 404


def test_only_partners_change_the_stock(shop: Shop) -> None:
    answer = shop.call("POST", "/inventory", {"sku": "TST-9999", "name": "x", "unitPrice": {"amount": 1, "currency": "EUR"}, "quantity": 1})
    assert answer.status_code == 403
    wrong = shop.call(
        "POST",
        "/inventory",
        {"sku": "TST-9999", "name": "x", "unitPrice": {"amount": 1, "currency": "USD"}, "quantity": 1},
        client="partner",
    )
    assert (wrong.status_code, wrong.json()["code"]) == (400, "currency-not-sold")


def _subscription(customer: Customer, membership: str, token: str = "tok_visa_4242") -> dict[str, Any]:
    return {
        "subscriptionId": membership,
        "customerId": customer.id,
        "contact": customer.contact,
        "plan": "monthly",
        "paymentMethod": {"type": "card", "token": token},
    }


def _subscribe(shop: Shop, customer: Customer, *, token: str = "tok_visa_4242") -> str:
    membership = str(uuid4())
    assert shop.ask("POST", "/subscriptions", _subscription(customer, membership, token))["status"] == "active"
    return membership


def _status(shop: Shop, membership: str) -> dict[str, Any]:
    return shop.ask("GET", f"/subscriptions/{membership}")


def _failed(attempts: int) -> str:
    """What was sent when so many attempts have failed: welcome and invoice, and a letter for each failure."""
    again = attempts - 1
    return (
        f"SubscribeUser UserSubscriptionStarted InvoiceGenerated SubscriptionPaymentDue*{attempts} PaymentInitiated*{attempts} "
        f"PaymentFailed*{attempts} NotificationSent*{2 + attempts}" + (f" RetrySubscriptionPayment*{again}" if again else "")
    )
