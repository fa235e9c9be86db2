"""`flowmart dead-letters` and `flowmart outbox resend` on a project that runs: from the command to the handler."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flowmart.cli import app
from flowmart.runtime.engine import Policy
from flowmart.runtime.engine.sweep import Sweep
from flowmart.runtime.environment import Environment
from flowmart.runtime.failures import RuntimeFailure
from flowmart.runtime.store import Database
from flowmart.runtime.store.clearing import Windows
from flowmart.runtime.transport import Delivery, Outgoing
from tests.runtime import running as at_work
from tests.runtime.conftest import ROOT
from tests.runtime.running import outgoing, shop
from tests.runtime.shop import ORDERS, PAYMENT, Orders, OrdersServiceTx, Payments, PlaceOrder, PlaceOrderReply
from tests.runtime.test_system import PROJECT

WriteFiles = Callable[[Mapping[str, str]], Path]


class Broken(Orders):
    """Handles nothing, as a handler with a mistake in it."""

    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        raise ZeroDivisionError(f"cannot place {command.order_id}")


@pytest.fixture
def project(write_files: WriteFiles) -> Path:
    folder = write_files(PROJECT)
    for binding in (ORDERS, PAYMENT):
        at_work.database_url(folder, binding.database)  # on a server, that makes it
    url = at_work.database_url(folder, "{database}")
    rows = f"""
environments:
  local: {{database: "{url}", outbox: {{keep: 1h}}}}
  plain: {{database: "{url}"}}
"""
    (folder / "flowmart.yaml").write_text(rows)
    return folder


def flowmart(project: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments, "--project", str(project)], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0, result.output


def place(number: int) -> Outgoing:
    return outgoing(ORDERS.subscriptions[0].channel, PlaceOrder(order_id=f"o{number}", amount=5), f"place-{number}", f"o{number}")


def break_orders(project: Path, *numbers: int) -> None:
    async def test() -> None:
        async with shop(project, Broken()) as running:
            # One after the other, so that their numbers are known.
            for count, number in enumerate(numbers, 1):
                await running.transport.publish([place(number)])
                await running.until(
                    lambda count=count: running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(count,)]  # type: ignore[misc]
                )

    asyncio.run(test())


def test_a_dead_letter_shows_its_tracebacks_and_every_attempt(project: Path) -> None:
    break_orders(project, 1)
    _, listed = flowmart(project, "dead-letters", "list")
    assert "OrdersService:1" in listed
    assert "ZeroDivisionError: cannot place o1" in listed
    code, answer = flowmart(project, "dead-letters", "show", "orders:1", "--format", "json")
    shown = json.loads(answer)
    assert code == 0
    assert [each["attempt"] for each in shown["history"]] == [1, 2, 3]
    assert all("raise ZeroDivisionError" in each["error"] for each in shown["history"])
    assert [each["at"] for each in shown["history"]] == sorted(each["at"] for each in shown["history"])
    assert json.loads(shown["envelope"])["id"] == "place-1"


def test_a_replay_is_handled_once_and_a_second_one_says_so(project: Path) -> None:
    break_orders(project, 1, 2)
    assert flowmart(project, "dead-letters", "replay", "orders:1")[0] == 0

    async def test() -> None:
        async with shop(project, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])
            # While the service works, too; and what the broker repeats stays a repetition.
            code, _ = await asyncio.to_thread(flowmart, project, "dead-letters", "replay", "--all", "--message", "PlaceOrder")
            assert code == 0
            await running.transport.publish([place(1), place(2)])
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders ORDER BY id") == [("o1",), ("o2",)])

    asyncio.run(test())
    code, said = flowmart(project, "dead-letters", "replay", "orders:1", "orders:9")
    assert code == 1
    assert "OrdersService:1 was replayed already" in said
    assert "no dead letter OrdersService:9" in said
    assert flowmart(project, "dead-letters", "list")[1] == "no dead letters\n"


def test_of_several_operators_who_replay_one_letter_one_does(project: Path) -> None:
    """The command itself, in processes that start together, while the service works."""
    break_orders(project, 1, 2)
    handled: list[str] = []

    class Counting(Orders):
        def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
            handled.append(command.order_id)
            return super().place_order(command, tx)

    async def replay() -> tuple[int, str]:
        command = [sys.executable, "-m", "flowmart.cli", "dead-letters", "replay", "orders:1", "--project", str(project)]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def test() -> None:
        async with shop(project, Counting()) as running:
            ends = await asyncio.gather(*(replay() for _ in range(4)))
            assert sorted(code for code, _ in ends) == [0, 1, 1, 1], ends
            assert all("OrdersService:1 was replayed already" in said for code, said in ends if code), ends
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])
            await running.transport.publish([place(3)])
            await running.until(lambda: len(running.rows("orders-db", "SELECT id FROM orders")) == 2)
        assert handled == ["o1", "o3"]

    asyncio.run(test())
    assert [each["number"] for each in json.loads(flowmart(project, "dead-letters", "list", "--format", "json")[1])] == [2]


def test_a_replay_that_fails_again_is_a_dead_letter_again_with_all_of_its_history(project: Path) -> None:
    break_orders(project, 1)
    flowmart(project, "dead-letters", "replay", "orders:1")

    async def test() -> None:
        async with shop(project, Broken()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT number FROM flowmart_dead_letters") == [(2,)])

    asyncio.run(test())
    shown = json.loads(flowmart(project, "dead-letters", "show", "orders:2", "--format", "json")[1])
    assert [each["attempt"] for each in shown["history"]] == [1, 2, 3, 1, 2, 3]


def test_filters_choose_and_what_is_discarded_is_gone(project: Path) -> None:
    break_orders(project, 1, 2)
    assert json.loads(flowmart(project, "dead-letters", "list", "--service", "payment", "--format", "json")[1]) == []
    assert json.loads(flowmart(project, "dead-letters", "list", "--message", "OrderPaid", "--format", "json")[1]) == []
    assert len(json.loads(flowmart(project, "dead-letters", "list", "--since", "1h", "--format", "json")[1])) == 2
    assert json.loads(flowmart(project, "dead-letters", "list", "--since", "2999-01-01", "--format", "json")[1]) == []
    assert flowmart(project, "dead-letters", "discard", "orders:1")[0] == 0
    assert flowmart(project, "dead-letters", "replay", "orders:1")[0] == 1
    assert [each["number"] for each in json.loads(flowmart(project, "dead-letters", "list", "--format", "json")[1])] == [2]
    with pytest.raises(RuntimeFailure, match="which dead letters"):
        flowmart(project, "dead-letters", "discard")


def test_a_database_that_cannot_be_asked_does_not_hide_the_others(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_orders(project, 1, 2)
    known = Environment.database_url
    (project / "broken.db").write_text("no database" * 100)

    def database_url(self: Environment, database: str) -> str:
        return f"sqlite:{project / 'broken.db'}" if database == PAYMENT.database else known(self, database)

    monkeypatch.setattr(Environment, "database_url", database_url)
    code, said = flowmart(project, "dead-letters", "list")
    assert code == 2
    assert "OrdersService:1" in said and "OrdersService:2" in said
    assert "cannot open the database" in said and "broken.db" in said
    code, said = flowmart(project, "dead-letters", "discard", "--all")
    assert code == 2
    assert "OrdersService:1: discarded" in said and "OrdersService:2: discarded" in said


def test_a_message_that_nobody_knew_is_handled_after_a_replay_when_somebody_does(project: Path) -> None:
    order = place(1)
    unknown = order._replace(body=order.body.replace(b'"PlaceOrder"', b'"PlaceOrdre"'))

    async def fail() -> None:
        async with shop(project, Orders()) as running:
            await running.transport.publish([unknown])
            await running.until(lambda: running.rows("orders-db", "SELECT reason FROM flowmart_dead_letters") == [("unknown-type",)])

    asyncio.run(fail())
    flowmart(project, "dead-letters", "replay", "orders:1")
    connection = sqlite3.connect(project / "orders-db.db")
    connection.execute("UPDATE flowmart_inbox SET envelope=? WHERE handler='-'", (order.body,))
    connection.commit()
    connection.close()

    async def succeed() -> None:
        async with shop(project, Orders()) as running:
            await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])

    asyncio.run(succeed())


def test_what_was_sent_is_kept_and_sent_again_and_handled_once(project: Path) -> None:
    kept = Windows(outbox=3600)
    calls: list[str] = []

    class Counting(Payments):
        async def charge(self, order_id: str, amount: int, key: str) -> str:
            calls.append(order_id)
            return "charge"

    async def test() -> None:
        async with shop(project, Orders(), Counting(), windows=kept) as running:
            await running.transport.publish([place(1), place(2)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM orders WHERE status='paid'") == [(2,)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_sent") == [(2,)])
            seen: list[bytes] = []

            async def see(batch: Sequence[Delivery]) -> None:
                seen.extend(each.body for each in batch)

            await running.transport.consume("observer", ["orders.local.events"], see)
            await running.until(lambda: len(seen) == 2)
            code, said = await asyncio.to_thread(flowmart, project, "outbox", "resend", "--since", "1h", "--service", "orders")
            assert (code, said) == (0, "OrdersService: 2 messages are sent again\n")
            await running.until(lambda: len(seen) == 4)
            assert seen[:2] == seen[2:]
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_sent") == [(2,)])
        assert sorted(calls) == ["o1", "o2"]

    asyncio.run(test())
    with pytest.raises(RuntimeFailure, match="keeps no messages"):
        flowmart(project, "outbox", "resend", "--since", "1h", "--env", "plain")


def test_old_rows_go_in_batches_while_the_service_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.store.clearing._LOOKED_AT", 10)
    monkeypatch.setattr("flowmart.runtime.store.clearing._REMOVED", 10)

    async def test() -> None:
        async with shop(tmp_path, Orders(), policy=Policy(attempts=2, first_pause=0.01), windows=Windows(outbox=3600)) as running:
            await running.transport.publish([place(number) for number in range(25)])
            await running.transport.publish(
                [outgoing(ORDERS.subscriptions[0].channel, PlaceOrder(order_id="bad", amount=666), "bad", "bad")]
            )
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_sent") == [(25,)])
            await running.until(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(1,)])
            engine = running.engines[0]
            database = Database(at_work.database_url(tmp_path, "orders-db"))
            now = Sweep(database, engine.ledger, Windows(inbox=-1, outbox=-1))
            later = Sweep(database, engine.ledger, Windows(inbox=3600, outbox=3600))
            await later.clear()
            counts = "SELECT (SELECT count(*) FROM flowmart_inbox), (SELECT count(*) FROM flowmart_sent)"
            assert running.rows("orders-db", counts) == [(26, 25)]
            await now.clear()
            assert running.rows("orders-db", counts) == [(0, 0)]
            assert running.rows("orders-db", "SELECT count(*) FROM flowmart_attempts") == [(0,)]
            assert running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters") == [(1,)]
            await database.close()

    asyncio.run(test())
