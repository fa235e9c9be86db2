"""How often and how a message is tried: from the catalog's binding and flowmart.yaml to the handler."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from flowmart.runtime import read_environment
from flowmart.runtime.engine import Policy
from flowmart.runtime.failures import RuntimeFailure
from flowmart.runtime.project import load_project
from flowmart.runtime.system import policies_of
from tests.runtime.running import outgoing, shop
from tests.runtime.shop import ORDERS, OrderPlaced, Orders, OrdersServiceTx, Payments, PlaceOrder, PlaceOrderReply
from tests.runtime.test_system import PROJECT

WriteFiles = Callable[[Mapping[str, str]], Path]


def write(write_files: WriteFiles, handlers: str) -> Path:
    binding = "generated/bindings/orders_service.py"
    return write_files(
        {
            **PROJECT,
            "flowmart.yaml": f"environments:\n  local:\n    gateway: {{port: 0}}\n    retry: {{first-pause: 10ms}}\n    handlers: {handlers}\n",
            binding: """
                from dataclasses import replace
                from tests.runtime.shop import ORDERS
                place, *others = ORDERS.subscriptions
                BINDING = replace(ORDERS, subscriptions=(replace(place, policy={"attempts": 4, "ordered": False}), *others))
                """,
        }
    )


def policies(project: Path) -> dict[str, Policy]:
    environment = read_environment(project)
    binding = next(each for each in load_project(environment).bindings if each.service == "OrdersService")
    return policies_of(binding, environment)


def test_the_environment_goes_before_the_catalog_and_that_before_the_default(write_files: WriteFiles) -> None:
    found = policies(write(write_files, "{orders: {timeout: 5s, messages: {PlaceOrder: {attempts: 2}}}}"))
    assert found["place_order"] == Policy(attempts=2, ordered=False, timeout=5.0, first_pause=0.01)
    assert found["on_order_paid"] == Policy(timeout=5.0, first_pause=0.01)
    assert policies(write(write_files, "{}"))["place_order"].attempts == 4


@pytest.mark.parametrize(
    ("handlers", "said"),
    [
        ("{orders: {attempts: 0}}", r"handlers\.orders\.attempts: 0 does not do"),
        ("{orders: {attempts: yes}}", "attempts: True does not do"),
        ("{orders: {timeout: soon}}", r"timeout: 'soon' does not do\n  write a duration"),
        ("{orders: {tries: 3}}", "unknown key 'tries'"),
        ("{orders: {messages: {PlaceOrder: {ordered: 1}}}}", r"messages\.PlaceOrder\.ordered: 1 does not do"),
    ],
)
def test_a_wrong_value_is_said_with_its_place(handlers: str, said: str, write_files: WriteFiles) -> None:
    with pytest.raises(RuntimeFailure, match=said):
        read_environment(write(write_files, handlers))


def test_a_message_that_the_service_does_not_receive_is_said(write_files: WriteFiles) -> None:
    with pytest.raises(RuntimeFailure, match="OrdersService receives no 'PlaceOrdr'"):
        policies(write(write_files, "{orders: {messages: {PlaceOrdr: {attempts: 2}}}}"))


def test_a_handler_that_keeps_no_order_lets_later_messages_of_the_key_pass(tmp_path: Path) -> None:
    handled: list[int] = []

    class Failing(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            if command.amount == 1 and len(handled) < 2:
                raise ValueError("not yet")
            handled.append(command.amount)
            return PlaceOrderReply(order_id=command.order_id)

    async def test() -> None:
        loose = replace(Policy(attempts=50, first_pause=0.02, factor=1.0), ordered=False)
        async with shop(tmp_path, Failing(), policies={"place_order": loose}) as running:
            topic = ORDERS.subscriptions[0].channel
            await running.transport.publish([outgoing(topic, PlaceOrder(order_id="o", amount=each), f"m{each}", "o") for each in (1, 2, 3)])
            await running.until(lambda: len(handled) == 3)
        assert handled == [2, 3, 1]

    asyncio.run(test())


def test_a_handler_has_a_bound_of_its_own(tmp_path: Path) -> None:
    running_now, most = 0, 0

    class Slow(Payments):
        async def charge(self, order_id: str, amount: int, key: str) -> str:
            nonlocal running_now, most
            running_now += 1
            most = max(most, running_now)
            await asyncio.sleep(0.02)
            running_now -= 1
            return "charge"

    async def test() -> None:
        async with shop(tmp_path, Slow(), policies={"on_order_placed": Policy(concurrency=2)}) as running:
            placed = [
                outgoing("orders.local.events", OrderPlaced(order_id=f"o{each}", amount=1), f"m{each}", f"o{each}") for each in range(12)
            ]
            await running.transport.publish(placed)
            await running.until(lambda: running.rows("payment-db", "SELECT count(*) FROM charges") == [(12,)])
        assert most == 2

    asyncio.run(test())
