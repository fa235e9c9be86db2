"""What is wrong with a handler class is said at start, all of it, in words."""

from typing import Any, cast

import pytest

from flowmart.runtime import Call, Read, RuntimeFailure, Service
from flowmart.runtime.service import faults
from flowmart.runtime.testing import Harness
from tests.runtime.shop import GetOrder, GetOrderReply, OrderPlaced, Orders, OrdersService, PaymentService


def test_a_complete_class_has_no_faults() -> None:
    assert faults(Orders) == []


def test_missing_handlers_are_named() -> None:
    class Half(OrdersService):
        def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
            raise NotImplementedError

    assert faults(Half) == [
        "Half has no method place_order for PlaceOrder",
        "Half has no method on_order_paid for OrderPaid",
        "Half has no method remind_customer for RemindCustomer",
    ]
    with pytest.raises(TypeError):
        cast(Any, Half)()


def test_a_handler_of_the_wrong_kind_is_named() -> None:
    class Blocking(PaymentService):
        def on_order_placed(self, event: OrderPlaced, call: Call) -> Any:
            return None

    async def get_order(self: Orders, query: GetOrder, read: Read) -> None: ...

    waiting = type("Waiting", (Orders,), {"get_order": get_order})

    assert faults(Blocking) == ["Blocking.on_order_placed calls the outside and must be `async def`"]
    assert faults(waiting) == ["Waiting.get_order runs inside a transaction and must be `def`"]
    with pytest.raises(RuntimeFailure, match="must be `def`"):
        Harness(waiting)


def test_a_class_that_is_no_generated_service_is_named() -> None:
    class Stray(Service): ...

    assert faults(Stray) == ["Stray does not derive from a generated service class"]
