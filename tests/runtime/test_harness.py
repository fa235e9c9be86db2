"""The harness that users test their handlers with: it delivers as the engine does, without anything around it."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest

from flowmart.runtime import BusinessError, Call, Effect, Event, Harness
from flowmart.runtime.simulators.card_gateway import card_gateway
from tests.runtime.shop import (
    GetOrder,
    GetOrderReply,
    Order,
    OrderPaid,
    OrderPlaced,
    Orders,
    OrdersServiceTx,
    Payments,
    PaymentServiceTx,
    PlaceOrder,
    PlaceOrderReply,
    RemindCustomer,
)


def test_a_repeated_payment_pays_once() -> None:
    harness = Harness(Orders)
    assert harness.deliver(PlaceOrder(order_id="o1", amount=3)) == PlaceOrderReply(order_id="o1")
    for _ in range(2):
        harness.deliver(OrderPaid(order_id="o1", charge_id="c1"), id="event-7")
    assert harness.sent == [OrderPlaced(order_id="o1", amount=3)]
    assert harness.deliver(GetOrder(order_id="o1")).status == "paid"
    harness.close()


def test_a_repeated_command_answers_as_before() -> None:
    harness = Harness(Orders)
    first = harness.deliver(PlaceOrder(order_id="o1", amount=3), id="c1")
    assert harness.deliver(PlaceOrder(order_id="o2", amount=3), id="c1") == first
    assert harness.rows(lambda session: session.query(Order).count()) == 1
    harness.close()


def test_a_refused_command_leaves_nothing() -> None:
    harness = Harness(Orders)
    with pytest.raises(BusinessError, match="needs an amount"):
        harness.deliver(PlaceOrder(order_id="o1", amount=0))
    with pytest.raises(ValueError, match="poison"):
        harness.deliver(PlaceOrder(order_id="o1", amount=666))
    assert harness.sent == []
    assert harness.rows(lambda session: session.query(Order).count()) == 0
    harness.close()


def test_scheduled_messages_are_apart() -> None:
    class Scheduling(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            tx.send(RemindCustomer(order_id="o1"), after=timedelta(days=1))
            return super().place_order(command, tx)

    harness = Harness(Scheduling)
    harness.deliver(PlaceOrder(order_id="o1", amount=1))
    [(message, due)] = harness.scheduled
    assert message == RemindCustomer(order_id="o1")
    assert timedelta(hours=23) < due - datetime.now(UTC) < timedelta(hours=25)
    harness.close()


def test_an_effect_calls_a_simulator_and_asks_another_service() -> None:
    class Charging(Payments):
        async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
            order = await call.request(GetOrder(order_id=event.order_id))
            charge = {"amount": event.amount, "currency": "EUR", "token": "tok_1", "reference": order.status}
            answer = await self.external("card-gateway").post("/charges", json=charge, headers={"Idempotency-Key": call.key})
            charge_id = answer.raise_for_status().json()["id"]
            return lambda tx: tx.emit(OrderPaid(order_id=event.order_id, charge_id=charge_id))

    gateway = httpx.AsyncClient(transport=httpx.ASGITransport(card_gateway()), base_url="http://card-gateway")
    harness = Harness(Charging, external={"card-gateway": gateway}, answers=lambda message: GetOrderReply(order_id="o1", status="placed"))
    harness.deliver(OrderPlaced(order_id="o1", amount=5))
    assert harness.sent == [OrderPaid(order_id="o1", charge_id="ch_000001")]
    harness.close()


def test_a_message_that_the_catalog_does_not_let_it_send_or_receive_is_an_error() -> None:
    class Stray(Event, id="Stray", version="1.0.0"): ...

    class Rogue(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            tx.emit(cast(Any, Stray()))
            return super().place_order(command, tx)

    harness = Harness(Rogue)
    with pytest.raises(TypeError, match="does not let OrdersService send Stray"):
        harness.deliver(PlaceOrder(order_id="o1", amount=1))
    with pytest.raises(TypeError, match="OrdersService receives Stray"):
        harness.deliver(Stray())
    harness.close()
