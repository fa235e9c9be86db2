"""What a service promises: once, in order, tried again, given up, told; whatever is delivered however often."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flowmart.runtime import Call, Effect, Read, RequestFailed, RequestTimeout
from flowmart.runtime.engine import Policy
from flowmart.runtime.transport import Delivery, Outgoing
from tests.runtime.running import FAST, Shop, collect, envelope, outgoing, shop
from tests.runtime.shop import (
    GetOrder,
    GetOrderReply,
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

PLACE, GET, REMIND = "orders-service.PlaceOrder", "orders-service.GetOrder", "orders-service.RemindCustomer"
ORDERS_EVENTS, PAYMENTS_EVENTS = "orders.local.events", "payments.local.events"


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(_awaited(test), 30))


async def _awaited(test: Callable[[], Awaitable[None]]) -> None:
    await test()


def place(number: int, amount: int = 5) -> Outgoing:
    return outgoing(PLACE, PlaceOrder(order_id=f"o{number}", amount=amount), f"place-{number}", f"o{number}")


def handled(running: Shop, service: str = "orders-db") -> int:
    return int(running.rows(service, "SELECT count(*) FROM flowmart_inbox WHERE state='done'")[0][0])


def test_a_message_is_handled_and_what_it_causes_arrives(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders(), Payments()) as running:
            await running.transport.publish([place(1)])
            await running.until(lambda: running.rows("orders-db", "SELECT status, charge_id FROM orders") == [("paid", "charge-o1")])
            await running.until(lambda: len(running.seen) == 3)
        assert [(each.sender, each.receiver, each.envelope.type) for each in running.seen] == [
            ("gateway", "OrdersService", "PlaceOrder"),
            ("OrdersService", "PaymentService", "OrderPlaced"),
            ("PaymentService", "OrdersService", "OrderPaid"),
        ]
        placed, paid = running.seen[1].envelope, running.seen[2].envelope
        assert placed.causation_id == "place-1" and paid.causation_id == placed.id
        assert placed.correlation_id == paid.correlation_id == "place-1"
        assert placed.subject == paid.subject == "o1"
        assert running.rows("orders-db", "SELECT count(*) FROM flowmart_outbox") == [(0,)]

    run(test)


def test_duplicates_in_one_batch_and_across_restarts_are_handled_once(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            await running.transport.publish([place(1), place(1), place(2), place(1)])
            await running.until(lambda: handled(running) == 2)
        sent: list[Delivery] = []
        async with shop(tmp_path, Orders()) as running:
            await running.transport.publish([place(1), place(2), place(3)])
            await running.until(lambda: handled(running) == 3)
            await collect(running.transport, [ORDERS_EVENTS], sent)
            await running.until(lambda: len(sent) >= 3)
            await asyncio.sleep(0.1)
        assert [each.key for each in sent] == ["o1", "o2", "o3"]
        assert running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(0,)]

    run(test)


def test_a_poison_message_is_tried_exactly_as_often_as_said_and_its_neighbours_do_not_notice(tmp_path: Path) -> None:
    calls: list[str] = []

    class Counting(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            if command.amount == 666:
                calls.append(command.order_id)
            return super().place_order(command, tx)

    async def test() -> None:
        sent: list[Delivery] = []
        async with shop(tmp_path, Counting()) as running:
            await collect(running.transport, [ORDERS_EVENTS], sent)
            await running.transport.publish([place(1), place(2, 666), place(3)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(1,)])
            await running.until(lambda: len(sent) == 2)
        # The first delivery runs twice: all together, and then alone to find who failed.
        assert len(calls) == FAST.attempts + 1
        assert running.rows("orders-db", "SELECT id FROM orders ORDER BY id") == [("o1",), ("o3",)]
        assert [each.key for each in sent] == ["o1", "o3"]
        [letter] = running.rows("orders-db", "SELECT message_id, handler, attempts, reason, detail FROM flowmart_dead_letters")
        assert letter[:4] == ("place-2", "place_order", FAST.attempts, "handler")
        assert "ValueError: poison" in letter[4]
        outcomes = [each.outcome for each in running.seen if each.envelope.id == "place-2"]
        assert outcomes == ["retried"] * (FAST.attempts - 1) + ["dead"]

    run(test)


def test_a_failing_handler_that_recovers_is_handled_once(tmp_path: Path) -> None:
    failures = [ConnectionError("first"), ConnectionError("second"), ConnectionError("third")]

    class Flaky(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            reply = super().place_order(command, tx)
            if failures:
                raise failures.pop()
            return reply

    async def test() -> None:
        sent: list[Delivery] = []
        async with shop(tmp_path, Flaky(), policy=Policy(attempts=5, first_pause=0.02)) as running:
            await collect(running.transport, [ORDERS_EVENTS], sent)
            await running.transport.publish([place(1)])
            await running.until(lambda: len(sent) == 1)
        assert running.rows("orders-db", "SELECT id FROM orders") == [("o1",)]
        assert running.rows("orders-db", "SELECT state, attempts, envelope FROM flowmart_inbox") == [("done", 3, None)]

    run(test)


def test_a_waiting_message_survives_a_restart(tmp_path: Path) -> None:
    class Broken(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            raise ConnectionError

    async def test() -> None:
        async with shop(tmp_path, Broken(), policy=Policy(first_pause=0.3)) as running:
            await running.transport.publish([place(1)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_inbox WHERE state='waiting'") == [(1,)])
        async with shop(tmp_path, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])

    run(test)


def test_later_messages_of_a_key_wait_behind_a_failing_one_and_other_keys_do_not(tmp_path: Path) -> None:
    order: list[str] = []
    broken = True

    class Reminding(Orders):
        def remind_customer(self, command: RemindCustomer, tx: OrdersServiceTx) -> None:
            if broken and tx.message.id == "a-1":
                raise ConnectionError
            tx.db.connection()
            order.append(tx.message.id)

    async def test() -> None:
        nonlocal broken
        policy = Policy(attempts=50, first_pause=0.02, factor=1.0)
        async with shop(tmp_path, Reminding(), policy=policy) as running:
            await running.transport.publish(
                [outgoing(REMIND, RemindCustomer(order_id=each[0]), each, each[0]) for each in ("a-1", "a-2", "b-1", "a-3", "b-2")]
            )
            await running.until(lambda: {"b-1", "b-2"} <= set(order))
            await running.transport.publish([outgoing(REMIND, RemindCustomer(order_id="a"), "a-4", "a")])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_inbox WHERE state='parked'") == [(3,)])
            broken = False
            await running.until(lambda: handled(running) == 6)
        by_key = [each for each in order if each.startswith("a")]
        assert list(dict.fromkeys(by_key)) == ["a-1", "a-2", "a-3", "a-4"]

    run(test)


def test_messages_parked_when_the_service_stopped_keep_their_order(tmp_path: Path) -> None:
    order: list[str] = []

    class Broken(Orders):
        def remind_customer(self, command: RemindCustomer, tx: OrdersServiceTx) -> None:
            raise ConnectionError

    class Working(Orders):
        def remind_customer(self, command: RemindCustomer, tx: OrdersServiceTx) -> None:
            tx.db.connection()
            order.append(tx.message.id)

    async def test() -> None:
        def remind(name: str) -> Outgoing:
            return outgoing(REMIND, RemindCustomer(order_id="a"), name, "a")

        async with shop(tmp_path, Broken(), policy=Policy(first_pause=0.3)) as running:
            await running.transport.publish([remind("1"), remind("2")])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_inbox WHERE state='parked'") == [(1,)])
        async with shop(tmp_path, Working()) as running:
            await running.transport.publish([remind("3")])
            await running.until(lambda: handled(running) == 3)
        assert list(dict.fromkeys(order)) == ["1", "2", "3"]

    run(test)


def test_nothing_of_an_aborted_handler_is_published(tmp_path: Path) -> None:
    async def test() -> None:
        sent: list[Delivery] = []
        async with shop(tmp_path, Orders()) as running:
            await collect(running.transport, [ORDERS_EVENTS], sent)
            await running.transport.publish([place(1, 666)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(1,)])
            await running.transport.publish([place(2)])
            await running.until(lambda: len(sent) == 1)
        assert [each.key for each in sent] == ["o2"]

    run(test)


def test_what_no_handler_can_be_given_is_a_dead_letter_once(tmp_path: Path) -> None:
    async def test() -> None:
        good = envelope(PlaceOrder(order_id="o9", amount=1), "ok")
        unknown = good.wire(b"{}").replace(b'"PlaceOrder"', b'"Unheard"').replace(b'"ok"', b'"u"')
        invalid = good.wire(b'{"orderId":"o9","amount":-1}').replace(b'"ok"', b'"i"')
        foreign = b'{"id":"f","source":"/x","specversion":"1.0","type":"PlaceOrder","data":{"orderId":"o8","amount":1}}'
        bodies = [b"no json", unknown, invalid, b'{"specversion":"1.0"}', b"no json", unknown, foreign]
        async with shop(tmp_path, Orders()) as running:
            await running.transport.publish([Outgoing(PLACE, None, body) for body in bodies])
            await running.until(lambda: handled(running) == 1)
        letters = running.rows("orders-db", "SELECT reason, message_type FROM flowmart_dead_letters ORDER BY number")
        assert sorted(letters) == [
            ("invalid-envelope", ""),
            ("invalid-envelope", ""),
            ("invalid-message", "PlaceOrder"),
            ("unknown-type", "Unheard"),
        ]
        assert running.rows("orders-db", "SELECT id FROM orders") == [("o8",)]

    run(test)


def test_a_message_for_others_on_the_same_channel_is_passed_over(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            other = OrderPlaced(order_id="o1", amount=1)
            await running.transport.publish([outgoing(PLACE, other, "e1"), place(1)])
            await running.until(lambda: handled(running) == 1)
        assert running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(0,)]

    run(test)


def test_an_effect_keeps_its_key_and_commits_once_when_the_outside_fails(tmp_path: Path) -> None:
    keys: list[str] = []

    class Flaky(Payments):
        async def charge(self, order_id: str, amount: int, key: str) -> str:
            keys.append(key)
            if len(keys) < 3:
                raise ConnectionError("lost the answer")
            return "c1"

    async def test() -> None:
        sent: list[Delivery] = []
        async with shop(tmp_path, Flaky()) as running:
            await collect(running.transport, [PAYMENTS_EVENTS], sent)
            await running.transport.publish([outgoing(ORDERS_EVENTS, OrderPlaced(order_id="o1", amount=1), "e1", "o1")] * 2)
            await running.until(lambda: len(sent) == 1)
        assert keys == ["e1:PaymentService.on_order_placed"] * 3
        assert running.rows("payment-db", "SELECT order_id, key FROM charges") == [("o1", "e1:PaymentService.on_order_placed")]

    run(test)


def test_an_effect_that_takes_too_long_is_tried_again(tmp_path: Path) -> None:
    attempts: list[int] = []

    class Slow(Payments):
        async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
            attempts.append(call.attempt)
            await asyncio.sleep(60 if call.attempt == 1 else 0)
            return await super().on_order_placed(event, call)

    async def test() -> None:
        async with shop(tmp_path, Slow(), policy=Policy(timeout=0.1, first_pause=0.02)) as running:
            await running.transport.publish([outgoing(ORDERS_EVENTS, OrderPlaced(order_id="o1", amount=1), "e1", "o1")])
            await running.until(lambda: handled(running, "payment-db") == 1)
        assert attempts == [1, 2]

    run(test)


def test_effects_run_side_by_side_within_bounds_and_those_of_a_key_one_after_the_other(tmp_path: Path) -> None:
    running_now: set[str] = set()
    most = 0
    finished: list[str] = []

    class Busy(Payments):
        async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
            nonlocal most
            assert event.order_id not in running_now
            running_now.add(event.order_id)
            most = max(most, len(running_now))
            await asyncio.sleep(0.02)
            running_now.discard(event.order_id)
            finished.append(call.message.id)
            return None

    async def test() -> None:
        messages = [
            outgoing(ORDERS_EVENTS, OrderPlaced(order_id=f"o{number % 10}", amount=1), f"e{number:02}", f"o{number % 10}")
            for number in range(40)
        ]
        async with shop(tmp_path, Busy(), policy=Policy(concurrency=4)) as running:
            await running.transport.publish(messages)
            await running.until(lambda: handled(running, "payment-db") == 40)
        assert most == 4
        for key in range(10):
            of_key = [each for each in finished if int(each[1:]) % 10 == key]
            assert of_key == sorted(of_key)

    run(test)


def test_a_scheduled_message_survives_a_restart_and_fires_once(tmp_path: Path) -> None:
    class Scheduling(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            tx.send(RemindCustomer(order_id=command.order_id), after=timedelta(seconds=0.6))
            return super().place_order(command, tx)

    async def test() -> None:
        async with shop(tmp_path, Scheduling()) as running:
            await running.transport.publish([place(1)])
            await running.until(lambda: handled(running) == 1)
            assert running.rows("orders-db", "SELECT count(*) FROM flowmart_outbox WHERE due_at IS NOT NULL") == [(1,)]
        assert running.rows("orders-db", "SELECT reminders FROM orders") == [(0,)]
        async with shop(tmp_path, Scheduling()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT reminders FROM orders") == [(1,)])
            await asyncio.sleep(0.2)
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_outbox") == [(0,)])
        assert running.rows("orders-db", "SELECT reminders FROM orders") == [(1,)]

    run(test)


def test_a_request_is_answered_and_a_repeated_one_gets_the_same_answer(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            first = await running.ask(PLACE, PlaceOrder(order_id="o1", amount=3), PlaceOrderReply, "r1")
            # A repeated id is the same request, whatever it says now.
            again = await running.ask(PLACE, PlaceOrder(order_id="other", amount=3), PlaceOrderReply, "r1")
            assert first == again == PlaceOrderReply(order_id="o1")
            order = await running.ask(GET, GetOrder(order_id="o1"), GetOrderReply, "q1")
            assert order.status == "placed"
        assert running.rows("orders-db", "SELECT id FROM orders") == [("o1",)]

    run(test)


def test_a_refusal_reaches_the_requester_every_time_and_changes_nothing(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            for _ in range(2):
                with pytest.raises(RequestFailed) as refusal:
                    await running.ask(PLACE, PlaceOrder(order_id="o1", amount=0), PlaceOrderReply, "r1")
                assert (refusal.value.code, refusal.value.status) == ("nothing-ordered", 409)
            with pytest.raises(RequestFailed) as missing:
                await running.ask(GET, GetOrder(order_id="none"), GetOrderReply, "q1")
            assert (missing.value.code, missing.value.status) == ("not-found", 404)
        assert running.rows("orders-db", "SELECT count(*) FROM orders") == [(0,)]
        assert running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(0,)]

    run(test)


def test_a_request_that_breaks_the_handler_fails_when_the_attempts_are_used_up(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            with pytest.raises(RequestFailed) as failure:
                await running.ask(PLACE, PlaceOrder(order_id="o1", amount=666), PlaceOrderReply, "r1")
        assert (failure.value.code, failure.value.status) == ("internal", 500)
        assert "poison" not in failure.value.detail

    run(test)


def test_a_request_nobody_answers_times_out_and_is_handled_later_all_the_same(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path) as running:
            await running.transport.provision({"orders-service": [PLACE, GET]})
            with pytest.raises(RequestTimeout):
                await running.ask(PLACE, PlaceOrder(order_id="o1", amount=3), PlaceOrderReply, "r1", deadline=0.2)
            with pytest.raises(RequestTimeout):
                await running.ask(GET, GetOrder(order_id="o1"), GetOrderReply, "q1", deadline=0.2)
        async with shop(tmp_path, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])
        # The question is no longer answered: nobody waits for it.
        assert [each.envelope.type for each in running.seen] == ["PlaceOrder"]

    run(test)


def test_an_answer_that_comes_after_the_deadline_is_dropped_and_the_next_request_is_not_confused(tmp_path: Path) -> None:
    class Slow(Orders):
        def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
            time.sleep(0.4 if query.order_id == "slow" else 0)
            return GetOrderReply(order_id=query.order_id, status="late" if query.order_id == "slow" else "in time")

    async def test() -> None:
        async with shop(tmp_path, Slow()) as running:
            with pytest.raises(RequestTimeout):
                await running.ask(GET, GetOrder(order_id="slow"), GetOrderReply, "q1", deadline=0.1)
            assert (await running.ask(GET, GetOrder(order_id="o2"), GetOrderReply, "q2")).status == "in time"
            await asyncio.sleep(0.5)
            assert (await running.ask(GET, GetOrder(order_id="o3"), GetOrderReply, "q3")).order_id == "o3"

    run(test)


def test_two_services_that_ask_the_same_because_of_one_event_are_two_requests(tmp_path: Path) -> None:
    asked: list[str] = []

    class Asking(Payments):
        async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
            await call.request(GetOrder(order_id=event.order_id))
            return await super().on_order_placed(event, call)

    class AlsoAsking(Asking):
        binding = replace(Payments.binding, service="OtherService", group="other-service", database="other-db")

    class Answering(Orders):
        def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
            asked.append(read.message.id)
            return super().get_order(query, read)

    async def test() -> None:
        async with shop(tmp_path, Answering(), Asking(), AlsoAsking()) as running:
            await running.transport.publish([place(1)])
            for database in ("payment-db", "other-db"):
                await running.until(lambda at=database: running.rows(at, "SELECT count(*) FROM charges") == [(1,)])  # type: ignore[misc]
        assert len(asked) == len(set(asked)) == 2

    run(test)


def test_an_effect_can_ask_another_service_and_read_committed_rows(tmp_path: Path) -> None:
    statuses: list[tuple[str, int]] = []

    class Asking(Payments):
        async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentServiceTx, None]:
            order = await call.request(GetOrder(order_id=event.order_id))
            known = await call.read(lambda session: session.connection().exec_driver_sql("SELECT count(*) FROM charges").scalar_one())
            statuses.append((order.status, known))
            return await super().on_order_placed(event, call)

    async def test() -> None:
        async with shop(tmp_path, Orders(), Asking()) as running:
            await running.transport.publish([place(1)])
            await running.until(lambda: running.rows("orders-db", "SELECT status FROM orders") == [("paid",)])
        assert statuses == [("placed", 0)]

    run(test)


def test_a_handler_that_is_not_written_yet_keeps_its_messages_waiting(tmp_path: Path) -> None:
    class Unwritten(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            raise NotImplementedError

    async def test() -> None:
        async with shop(tmp_path, Unwritten()) as running:
            await running.transport.publish([place(1)])
            await running.until(lambda: len(running.seen) >= FAST.attempts + 2)
        assert running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(0,)]
        async with shop(tmp_path, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])

    run(test)


def test_a_second_instance_stands_by_and_takes_over(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as first, shop(tmp_path, Orders()) as second:
            assert (first.engines[0].state, second.engines[0].state) == ("ok", "standing by: another process works")
            await first.transport.publish([place(1)])
            await first.until(lambda: len(first.seen) == 1)
            await first.engines[0].stop()
            await second.transport.publish([place(2)])
            await second.until(lambda: len(second.seen) == 1)
        assert second.rows("orders-db", "SELECT id FROM orders ORDER BY id") == [("o1",), ("o2",)]

    run(test)


def test_two_services_share_a_database_without_seeing_each_others_rows(tmp_path: Path) -> None:
    class Beside(Payments):
        binding = replace(Payments.binding, database="orders-db")

    async def test() -> None:
        async with shop(tmp_path, Orders(), Beside()) as running:
            await running.transport.publish([place(number) for number in range(30)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM orders WHERE status='paid'") == [(30,)])

    run(test)


def test_the_same_event_id_for_two_handlers_is_two_rows(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            await running.transport.publish([place(1), outgoing(PAYMENTS_EVENTS, OrderPaid(order_id="o1", charge_id="c"), "place-1", "o1")])
            await running.until(lambda: running.rows("orders-db", "SELECT status FROM orders") == [("paid",)])

    run(test)


def test_a_repeated_effect_message_does_not_block_its_key(tmp_path: Path) -> None:
    async def test() -> None:
        def placed(name: str) -> Outgoing:
            return outgoing(ORDERS_EVENTS, OrderPlaced(order_id=name, amount=1), name, "one-key")

        async with shop(tmp_path, Payments()) as running:
            await running.transport.publish([placed("e1")])
            await running.until(lambda: handled(running, "payment-db") == 1)
            await running.transport.publish([placed("e1")])
            await asyncio.sleep(0.1)
            await running.transport.publish([placed("e2")])
            await running.until(lambda: handled(running, "payment-db") == 2)

    run(test)


def test_a_database_that_is_locked_for_a_while_loses_nothing(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            connection = sqlite3.connect(tmp_path / "orders-db.db", isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            await running.transport.publish([place(number) for number in range(20)])
            await asyncio.sleep(0.3)
            connection.execute("ROLLBACK")
            await running.until(lambda: handled(running) == 20)
            connection.close()

    run(test)


def test_old_inbox_rows_are_forgotten_and_waiting_ones_are_not(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            await running.transport.publish([place(1), place(2)])
            await running.until(lambda: handled(running) == 2)
        connection = sqlite3.connect(tmp_path / "orders-db.db")
        connection.execute("UPDATE flowmart_inbox SET received_at=0")
        connection.execute("UPDATE flowmart_inbox SET state='waiting', due_at=9e9, sequence=1, envelope='{}' WHERE message_id='place-2'")
        connection.commit()
        async with shop(tmp_path, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT message_id FROM flowmart_inbox") == [("place-2",)])

    run(test)
