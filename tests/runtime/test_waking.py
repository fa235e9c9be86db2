"""What wakes a consumer, and the thread that its blocking work runs on: news are never missed, and nothing hangs."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from flowmart.runtime.engine.relay import Relay
from flowmart.runtime.news import News
from flowmart.runtime.store import Outbox
from flowmart.runtime.store.database import Cursor
from flowmart.runtime.transport import Delivery, consuming, open_transport
from flowmart.runtime.transport.log_file import LogFile
from flowmart.runtime.transport.nudge import Nudge
from flowmart.runtime.transport.protocol import Outgoing
from flowmart.runtime.work_thread import WorkThread
from tests.runtime.running import collect, outgoing, shop, until
from tests.runtime.shop import Orders, OrdersServiceTx, PlaceOrder, PlaceOrderReply, RemindCustomer


def test_news_end_a_wait_and_its_limit_does_too() -> None:
    async def test() -> None:
        news = News()
        assert not await news.wait(0.01)
        asyncio.get_running_loop().call_later(0.01, news.set)
        assert await news.wait(10)
        assert await news.wait(10), "set until it is cleared"
        news.clear()
        assert not await news.wait(0.01)

    asyncio.run(test())


def test_a_wait_for_news_can_be_cancelled_even_when_the_news_come_at_the_same_time() -> None:
    async def test() -> None:
        news = News()
        waiting = asyncio.create_task(news.wait(10))
        await asyncio.sleep(0)
        news.set()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(test())


def test_a_nudge_names_its_topics_and_none_for_answers() -> None:
    async def test() -> None:
        heard: list[frozenset[str]] = []
        one, other = await Nudge.open(heard.append), await Nudge.open(lambda _: None)
        other.send([one.port], ["orders.events", "größe"])
        other.send([one.port], ())
        for _ in range(100):
            await asyncio.sleep(0.01)
            if len(heard) == 2:
                break
        assert heard == [frozenset({"orders.events", "größe"}), frozenset()]
        one.close()
        other.close()

    asyncio.run(test())


def test_what_is_published_while_a_batch_is_handled_does_not_wait_for_the_poll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consuming, "POLL_SECONDS", 30.0)

    async def test() -> None:
        transport = open_transport(f"sqlite:{tmp_path / 'bus.db'}")
        await transport.open()
        came: set[str] = set()

        async def on_batch(batch: Sequence[Delivery]) -> None:
            came.update(delivery.body.decode() for delivery in batch)
            if came == {"first"}:
                await transport.publish([Outgoing("t", None, b"second")])
                await asyncio.sleep(0.02)

        await transport.consume("g", ["t"], on_batch)
        await transport.publish([Outgoing("t", None, b"first")])
        for _ in range(500):
            await asyncio.sleep(0.01)
            if "second" in came:
                break
        await transport.close()
        assert "second" in came

    asyncio.run(test())


def test_a_thread_leaves_out_the_work_of_a_caller_who_has_gone_and_refuses_work_after_its_end() -> None:
    async def test() -> None:
        thread = WorkThread("test")
        done: list[str] = []
        hold = threading.Event()
        first = asyncio.create_task(thread.run(hold.wait))
        second = asyncio.create_task(thread.run(lambda: done.append("second")))
        third = asyncio.create_task(thread.run(lambda: done.append("third")))
        await asyncio.sleep(0.01)
        second.cancel()
        hold.set()
        await asyncio.gather(first, third)
        assert done == ["third"]
        with pytest.raises(ZeroDivisionError):
            await thread.run(lambda: 1 // 0)
        thread.end()
        thread.join()
        with pytest.raises(RuntimeError, match="has ended"):
            await thread.run(lambda: None)

    asyncio.run(test())


def test_a_relay_whose_database_fails_while_it_rests_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Outbox.next_due
    failures = [sqlite3.OperationalError("disk I/O error")]

    def next_due(self: Outbox, cursor: Cursor) -> float | None:
        if failures:
            raise failures.pop()
        return looked(self, cursor)

    monkeypatch.setattr(Outbox, "next_due", next_due)

    async def test() -> None:
        got: list[Delivery] = []
        async with shop(tmp_path, Orders()) as running:
            await until(lambda: not failures)
            await collect(running.transport, ["orders.local.events"], got)
            await running.transport.publish([outgoing("orders-service.PlaceOrder", PlaceOrder(order_id="o1", amount=5), "place-1", "o1")])
            await until(lambda: bool(got))

    asyncio.run(test())


def test_what_is_committed_while_the_relay_rests_is_sent_without_looking_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading: list[int] = []
    send: Any = getattr(Relay, "_send_once")  # noqa: B009
    look: Any = getattr(Relay, "_unsent")  # noqa: B009

    async def send_once(self: Relay) -> bool:
        before, position = len(reading), getattr(self, "_position")  # noqa: B009
        go_on = bool(await send(self))
        if getattr(self, "_position") > position:  # noqa: B009
            sent.append(len(reading) - before)
        return go_on

    def unsent(self: Relay, connection: Connection) -> Any:
        reading.append(1)
        return look(self, connection)

    sent: list[int] = []
    monkeypatch.setattr(Relay, "_send_once", send_once)
    monkeypatch.setattr(Relay, "_unsent", unsent)

    async def test() -> None:
        got: list[Delivery] = []
        async with shop(tmp_path, Orders()) as running:
            await collect(running.transport, ["orders.local.events"], got)
            for number in range(3):
                await asyncio.sleep(0.2)
                command = PlaceOrder(order_id=f"o{number}", amount=5)
                await running.transport.publish([outgoing("orders-service.PlaceOrder", command, f"place-{number}", f"o{number}")])
            await until(lambda: len(got) == 3)
        assert sent == [0, 0, 0]

    asyncio.run(test())


def test_a_group_that_rests_looks_itself_and_leaves_a_crowd_to_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readers: list[tuple[str, int]] = []
    read: Any = LogFile.read

    def noted(self: LogFile, topics: Sequence[str], position: int, limit: int) -> Any:
        found = read(self, topics, position, limit)
        if found[0]:
            readers.append((threading.current_thread().name, len(found[0])))
        return found

    monkeypatch.setattr(LogFile, "read", noted)

    async def test() -> None:
        got: list[Delivery] = []
        transport = open_transport(f"sqlite:{tmp_path / 'bus.db'}")
        await transport.open()
        await collect(transport, ["a"], got)
        await asyncio.sleep(0.1)
        await transport.publish([Outgoing("a", None, b"0")])
        await until(lambda: len(got) == 1)
        await asyncio.sleep(0.1)
        await transport.publish([Outgoing("a", None, str(number).encode()) for number in range(1, 31)])
        await until(lambda: len(got) == 31)
        assert [each.body for each in got] == [str(number).encode() for number in range(31)]
        await transport.close()

    asyncio.run(test())
    assert readers == [("MainThread", 1), ("MainThread", 10), ("flowmart-log-reader", 20)]


class Reminding(Orders):
    """Reminds itself of its first order after a while."""

    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        if command.order_id == "first":
            tx.send(RemindCustomer(order_id=command.order_id), after=timedelta(seconds=0.3))
        return super().place_order(command, tx)


def test_a_steady_trickle_does_not_keep_a_scheduled_message_back(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Reminding()) as running:

            async def place(order_id: str) -> None:
                command = PlaceOrder(order_id=order_id, amount=5)
                await running.transport.publish([outgoing("orders-service.PlaceOrder", command, f"place-{order_id}", order_id)])

            def reminded() -> bool:
                return running.rows("orders-db", "SELECT reminders FROM orders WHERE id='first'") == [(1,)]

            await place("first")
            number, end = 0, time.monotonic() + 0.8
            # Closer together than the pause after which a relay without news looks around.
            while time.monotonic() < end:
                await place(f"o{number}")
                number += 1
                await asyncio.sleep(0.015)
            assert reminded()

    asyncio.run(test())
