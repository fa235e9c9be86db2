"""Orders over HTTP against the running system: what the shop says, what the outside world got, and whether the messages in between
follow the flows of the catalog."""

from collections.abc import Callable
from uuid import uuid4

from tests.flowmart.stories import BOOKED, DELIVERED, NO_DELIVERY, NO_FAILURE
from tests.support.shop import Customer, Shop, payloads, until

Follows = Callable[..., None]


def test_an_order_goes_from_click_to_delivery(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(10, price=1245)
    with shop.behaving("carrier", journey=[("dispatched", 0.02), ("in_transit", 0.02), ("delivered", 0.02)]):
        order = shop.place(customer, {sku: 2})
        story = shop.story_with(order, DELIVERED)

    known = shop.order(order)
    assert known["status"] == "delivered"
    assert known["total"] == {"amount": 2490, "currency": "EUR"}
    assert {told["template"] for told in known["notifications"]} >= {"order-confirmed", "payment-received", "parcel-delivered"}
    assert shop.levels(sku) == (8, 0, 0)
    payment = shop.ask("GET", f"/payments/{known['paymentId']}")
    assert (payment["status"], payment["amount"]["amount"]) == ("captured", 2490)
    history = shop.ask("GET", f"/shipments/{known['shipmentId']}")["history"]
    assert [step["status"] for step in history] == ["created", "dispatched", "in_transit", "delivered"]
    assert sorted(shop.emails(customer)) == [
        "Receipt for your payment",
        "Your order is confirmed",
        "Your parcel is being packed",
        "Your parcel is on its way",
    ]
    assert [text.split()[-1] for text in shop.texts(customer)] == ["warehouse.", "delivered."]
    follows(story, "place-and-fulfil-order", not_taken=NO_FAILURE)


def test_an_order_placed_twice_is_one_order(shop: Shop) -> None:
    customer, sku, order = Customer(), shop.stock(10, price=911), str(uuid4())
    body = {
        "orderId": order,
        "customerId": customer.id,
        "contact": customer.contact,
        "lines": [{"sku": sku, "quantity": 1}],
        "shippingAddress": {"recipient": "N", "street": "S 1", "postalCode": "1", "city": "C", "country": "DE"},
        "paymentMethod": {"type": "card", "token": "tok_visa_4242"},
    }
    for _ in range(2):
        assert shop.ask("POST", "/orders", body)["orderId"] == order
    shop.story_with(order, f"{BOOKED} PlaceOrder")
    assert shop.levels(sku) == (9, 0, 1)
    assert len([charge for charge in shop.ledger("card-gateway", "/charges") if charge["amount"] == 911]) == 1
    stranger = shop.call("POST", "/orders", {**body, "customerId": Customer().id})
    assert (stranger.status_code, stranger.json()["code"]) == (409, "order-id-taken")


def test_missing_stock_cancels_the_order_and_tells_the_warehouse(shop: Shop, follows: Follows) -> None:
    customer, plenty, scarce = Customer(), shop.stock(10), shop.stock(1)
    # The contact is known from OrderPlaced, which comes before the cancellation on the same channel.
    order = shop.place(customer, {plenty: 1, scarce: 2})
    story = shop.story_with(order, "PlaceOrder OrderPlaced ReserveStock OutOfStock OrderCancelled NotificationSent*2")

    assert shop.order(order)["cancellationReason"] == "out_of_stock"
    assert (shop.levels(plenty), shop.levels(scarce)) == ((10, 0, 0), (1, 0, 0))
    assert shop.emails(customer) == ["Your order is cancelled"]
    assert shop.emails_about(scarce) == ["Stock is missing"]
    [missing] = payloads(story, "OutOfStock")
    assert missing["missing"] == [{"sku": scarce, "requested": 2, "available": 1}]
    taken = (
        "InventoryAdjusted InitiatePayment PaymentInitiated PaymentProcessed PaymentFailed OrderConfirmed CreateShipment ShipmentCreated"
    )
    follows(story, "place-and-fulfil-order", not_taken=f"{taken} {NO_DELIVERY}")


def test_a_declined_card_cancels_the_order_and_releases_the_stock(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5)
    order = shop.place(customer, {sku: 3}, token="tok_declined_1")
    story = shop.story_with(
        order,
        """PlaceOrder OrderPlaced ReserveStock InventoryAdjusted*2 InitiatePayment PaymentInitiated PaymentFailed OrderCancelled
        NotificationSent*2""",
    )

    assert shop.order(order)["cancellationReason"] == "payment_failed"
    assert shop.levels(sku) == (5, 0, 0)
    assert sorted(shop.emails(customer)) == ["Your card was declined", "Your order is cancelled"]
    taken = "OutOfStock PaymentProcessed OrderConfirmed CreateShipment ShipmentCreated"
    follows(story, "place-and-fulfil-order", "pay-for-order", not_taken=f"{taken} {NO_DELIVERY}")


def test_a_lost_answer_of_the_card_gateway_charges_once(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5, price=777)
    with shop.behaving("card-gateway", lose=1):
        order = shop.place(customer, {sku: 1})
        story = shop.story_with(order, BOOKED)

    assert [charge["status"] for charge in shop.ledger("card-gateway", "/charges") if charge["amount"] == 777] == ["succeeded"]
    shop.retried(order)
    follows(story, "place-and-fulfil-order", "pay-for-order", not_taken=f"OutOfStock PaymentFailed OrderCancelled {NO_DELIVERY}")


def test_an_order_cancelled_before_it_is_paid_charges_nothing(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5, price=313)
    with shop.stalled("payments-db"):
        order = shop.place(customer, {sku: 2})
        shop.order_when(order, lambda known: known["status"] == "awaiting_payment")
        assert shop.ask("POST", f"/orders/{order}/cancellation", {"note": "Wrong size"})["status"] == "cancelled"
        until(lambda: shop.levels(sku), lambda levels: levels == (5, 0, 0))
    until(lambda: shop.handled_by(order, "PaymentService"), lambda handled: {"InitiatePayment", "OrderCancelled"} <= handled)
    until(lambda: len(shop.order(order)["notifications"]), lambda told: told == 1)

    assert [charge for charge in shop.ledger("card-gateway", "/charges") if charge["amount"] == 626] == []
    assert shop.emails(customer) == ["Your order is cancelled"]
    taken = "OutOfStock PaymentProcessed PaymentFailed OrderConfirmed CreateShipment ShipmentCreated"
    not_due = "RefundPayment PaymentRefunded CancelShipment ShipmentCancelled"
    not_taken = f"{taken} {not_due} {NO_DELIVERY}"
    follows(shop.story(order), "place-and-fulfil-order", "cancel-order", not_taken=not_taken, open_to="PaymentInitiated")


def test_an_order_cancelled_while_its_card_is_charged_is_refunded(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5, price=717)
    with shop.behaving("card-gateway", lose=1):  # the card is charged, and nobody here knows
        order = shop.place(customer, {sku: 1})
        shop.retried(order)
        shop.ask("POST", f"/orders/{order}/cancellation", {})
        story = shop.story_with(
            order,
            """PlaceOrder OrderPlaced ReserveStock InventoryAdjusted*2 InitiatePayment PaymentInitiated CancelOrder OrderCancelled
            PaymentProcessed RefundPayment PaymentRefunded NotificationSent*3""",
        )
    known = shop.order(order)
    assert (known["status"], known["refunded"]["amount"]) == ("cancelled", 717)
    assert [charge["status"] for charge in shop.ledger("card-gateway", "/charges") if charge["amount"] == 717] == ["succeeded"]
    assert shop.levels(sku) == (5, 0, 0)
    not_due = "OutOfStock PaymentFailed OrderConfirmed CreateShipment ShipmentCreated CancelShipment ShipmentCancelled"
    follows(story, "place-and-fulfil-order", "cancel-order", not_taken=f"{not_due} {NO_DELIVERY}")


def test_an_order_cancelled_after_it_is_paid_is_undone_everywhere(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5, price=1500)
    order = shop.booked(customer, {sku: 2})["orderId"]
    shop.ask("POST", f"/orders/{order}/cancellation", {})
    story = shop.story_with(
        order,
        f"{BOOKED} CancelOrder OrderCancelled InventoryAdjusted RefundPayment PaymentRefunded CancelShipment ShipmentCancelled NotificationSent*2",
    )

    known = shop.order(order)
    assert (known["status"], known["cancellationReason"]) == ("cancelled", "customer_request")
    assert known["refunded"] == {"amount": 3000, "currency": "EUR"}
    assert shop.levels(sku) == (5, 0, 0)
    assert shop.ask("GET", f"/payments/{known['paymentId']}")["status"] == "refunded"
    assert [booking["status"] for booking in shop.ledger("carrier", "/bookings") if booking["reference"] == known["shipmentId"]] == [
        "cancelled"
    ]
    assert {"Your order is cancelled", "Your refund is on its way"} <= set(shop.emails(customer))
    again = shop.ask("POST", f"/orders/{order}/cancellation", {})
    assert again["status"] == "cancelled"
    follows(story, "place-and-fulfil-order", "cancel-order", not_taken=f"OutOfStock PaymentFailed {NO_DELIVERY}")


def test_an_amended_order_gives_back_stock_and_money(shop: Shop, follows: Follows) -> None:
    customer, kept, dropped = Customer(), shop.stock(5, price=1000), shop.stock(5, price=400)
    order = shop.booked(customer, {kept: 3, dropped: 1})["orderId"]
    more = shop.call("PUT", f"/orders/{order}/lines", {"lines": [{"sku": kept, "quantity": 4}]})
    assert (more.status_code, more.json()["code"]) == (409, "amendment-adds")

    answer = shop.ask("PUT", f"/orders/{order}/lines", {"lines": [{"sku": kept, "quantity": 2}]})
    assert (answer["total"]["amount"], answer["refund"]["amount"]) == (2000, 1400)
    story = shop.story_with(order, f"{BOOKED} AmendOrder*2 OrderAmended InventoryAdjusted RefundPayment PaymentRefunded NotificationSent*2")

    known = shop.order(order)
    assert [(line["sku"], line["quantity"]) for line in known["lines"]] == [(kept, 2)]
    assert (known["status"], known["refunded"]["amount"]) == ("confirmed", 1400)
    assert (shop.levels(kept), shop.levels(dropped)) == ((3, 0, 2), (5, 0, 0))
    assert shop.ask("GET", f"/payments/{known['paymentId']}")["status"] == "partially_refunded"
    assert {"Your order was changed", "Your refund is on its way"} <= set(shop.emails(customer))
    shop.carrier_reports(known["shipmentId"], "dispatched")
    until(lambda: shop.levels(kept), lambda levels: levels == (3, 0, 0))
    follows(story, "place-and-fulfil-order", "amend-order", not_taken=f"OutOfStock PaymentFailed OrderCancelled {NO_DELIVERY}")


def test_a_dispatched_order_can_be_neither_cancelled_nor_amended(shop: Shop) -> None:
    sku = shop.stock(5)
    known = shop.booked(Customer(), {sku: 2})
    shop.carrier_reports(known["shipmentId"], "dispatched")
    shop.order_when(known["orderId"], lambda order: order["status"] == "dispatched")
    cancelled = shop.call("POST", f"/orders/{known['orderId']}/cancellation", {})
    amended = shop.call("PUT", f"/orders/{known['orderId']}/lines", {"lines": [{"sku": sku, "quantity": 1}]})
    assert [(answer.status_code, answer.json()["code"]) for answer in (cancelled, amended)] == [
        (409, "order-dispatched"),
        (409, "order-not-confirmed"),
    ]


def test_a_failed_delivery_opens_a_case_and_the_returned_parcel_is_refunded(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(), shop.stock(5, price=2000)
    known = shop.booked(customer, {sku: 1})
    for status in ("dispatched", "failed"):
        shop.carrier_reports(known["shipmentId"], status)
    failed = shop.order_when(known["orderId"], lambda order: order.get("supportCase"))
    assert failed["status"] == "delivery_failed"
    assert failed["supportCase"]["reason"] == "nobody at home"
    assert failed["supportCase"]["messagesSent"] >= 3
    until(lambda: shop.texts(customer), lambda texts: len(texts) == 2)
    assert "nobody at home" in shop.texts(customer)[1]

    shop.carrier_reports(known["shipmentId"], "returned")
    story = shop.story_with(
        known["orderId"],
        f"""{BOOKED} UpdateShipmentStatus*3 ShipmentDispatched InventoryAdjusted DeliveryFailed GetUserNotifications GetNotificationDetails
        ReturnReceived InventoryAdjusted RefundPayment PaymentRefunded NotificationSent*4""",
    )
    back = shop.order(known["orderId"])
    assert (back["status"], back["refunded"]["amount"]) == ("returned", 2000)
    assert shop.levels(sku) == (5, 0, 0)
    left_out = "OutOfStock PaymentFailed OrderCancelled ShipmentInTransit ShipmentDelivered CreateReturnLabel ReturnInitiated"
    follows(story, "place-and-fulfil-order", "return-product", not_taken=left_out)


def test_a_return_brings_label_stock_and_refund(shop: Shop, follows: Follows) -> None:
    customer, sku = Customer(has_phone=False), shop.stock(5, price=2000)
    known = shop.booked(customer, {sku: 3})
    order, shipment = known["orderId"], known["shipmentId"]
    early = shop.call("POST", f"/orders/{order}/returns", {"lines": [{"sku": sku, "quantity": 1}]})
    assert (early.status_code, early.json()["code"]) == (409, "order-not-delivered")
    for status in ("dispatched", "in_transit", "delivered"):
        shop.carrier_reports(shipment, status)
    too_much = shop.call("POST", f"/orders/{order}/returns", {"lines": [{"sku": sku, "quantity": 4}]})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "return-exceeds-delivery")

    label = shop.ask("POST", f"/orders/{order}/returns", {"lines": [{"sku": sku, "quantity": 2}], "reason": "does_not_fit"})
    assert label["labelUrl"].endswith(f"{label['trackingNumber']}.pdf")
    shop.order_when(order, lambda known: known.get("returnId") == label["returnId"])
    shop.carrier_reports(shipment, "returned")
    story = shop.story_with(
        order,
        f"""{DELIVERED} CreateReturnLabel*3 ReturnInitiated UpdateShipmentStatus ReturnReceived InventoryAdjusted RefundPayment
        PaymentRefunded NotificationSent*3""",
    )

    back = shop.order(order)
    assert (back["status"], back["refunded"]["amount"]) == ("returned", 4000)
    assert shop.levels(sku) == (4, 0, 0)
    assert {"Your return label", "Your return has arrived", "Your refund is on its way"} <= set(shop.emails(customer))
    assert {"Your parcel has left", "Your parcel has arrived"} <= set(shop.emails(customer))  # no number, so no SMS
    follows(story, "place-and-fulfil-order", "return-product", not_taken=NO_FAILURE)


def test_a_shipment_called_off_by_an_operator_cancels_the_order(shop: Shop) -> None:
    sku = shop.stock(5)
    known = shop.booked(Customer(), {sku: 1})
    forbidden = shop.call("POST", f"/shipments/{known['shipmentId']}/cancellation", {})
    assert forbidden.status_code == 403
    shop.ask("POST", f"/shipments/{known['shipmentId']}/cancellation", {"reason": "Lost in the warehouse"}, client="partner")
    order = shop.order_when(known["orderId"], lambda order: order["status"] == "cancelled" and "refunded" in order)
    assert (order["cancellationReason"], order["refunded"]["amount"]) == ("shipment_cancelled", 1000)
    until(lambda: shop.levels(sku), lambda levels: levels == (5, 0, 0))
