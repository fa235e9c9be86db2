"""The shop in a process of its own, which ends itself at a crash point: `shop_process.py FOLDER ORDERS [POINT COUNT] [FAULT]`.

Works until every order is paid or dead and nothing is left to send, then exits with 0. FAULT plants a mistake
that the tests must notice.
"""

import asyncio
import os
import signal
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

sys.path.append(str(Path(__file__).parents[2]))

from flowmart.runtime.engine import crash_points, effects, engine, relay
from flowmart.runtime.engine.intake import Received
from flowmart.runtime.store import Arrival, Inbox
from flowmart.runtime.store.database import Cursor
from flowmart.runtime.transport import Delivery
from tests.runtime.running import rows, shop
from tests.runtime.shop import Order, OrderPaid, Orders, OrdersServiceTx, Payments


class CountingOrders(Orders):
    """Counts every payment event: handled twice, it would show."""

    def on_order_paid(self, event: OrderPaid, tx: OrdersServiceTx) -> None:
        super().on_order_paid(event, tx)
        tx.db.get_one(Order, event.order_id).reminders += 1


class RecordingPayments(Payments):
    """Charges at an outside that survives the process: a file with one line for each call."""

    def __init__(self, calls: Path) -> None:
        self._calls = calls

    async def charge(self, order_id: str, amount: int, key: str) -> str:
        with self._calls.open("a") as file:
            file.write(f"{order_id} {key}\n")
        return f"charge-{order_id}"


def crash_at(point: str, count: int) -> None:
    left = count

    def hook(reached: str) -> None:
        nonlocal left
        if reached == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(10)

    crash_points.on_reach(hook)


def clear_outbox(connection: Connection) -> None:
    with connection.begin():
        connection.exec_driver_sql("DELETE FROM flowmart_outbox")


def fresh_key(received: Received) -> str:
    return str(uuid.uuid4())


def plant(fault: str) -> None:
    if fault == "no-inbox":
        original = Inbox.admit

        def admit(self: Inbox, cursor: Cursor, arrivals: Sequence[Arrival], now: float) -> set[tuple[str, str]]:
            original(self, cursor, arrivals, now)
            return {(arrival.message_id, arrival.handler) for arrival in arrivals}

        Inbox.admit = admit  # type: ignore[method-assign]
    elif fault == "fresh-key":
        setattr(effects, "effect_key", fresh_key)  # noqa: B010  (type checkers rightly object)
    elif fault == "ack-before-commit":
        handle: Any = getattr(engine.Engine, "_on_batch")  # noqa: B009

        async def on_batch(self: engine.Engine, batch: Sequence[Delivery]) -> None:
            asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(handle(self, batch)))

        setattr(engine.Engine, "_on_batch", on_batch)  # noqa: B010
    elif fault == "outbox-cleared-first":
        send: Any = getattr(relay.Relay, "_send_once")  # noqa: B009

        async def forgetful(self: relay.Relay) -> bool:
            await getattr(self, "_database").write(clear_outbox)  # noqa: B009
            return bool(await send(self))

        setattr(relay.Relay, "_send_once", forgetful)  # noqa: B010
    else:
        raise SystemExit(f"no fault {fault}")


async def work(folder: Path, orders: int, seconds: float) -> None:
    async with shop(folder, CountingOrders(), RecordingPayments(folder / "calls")) as running:

        def done() -> bool:
            closed = running.rows("orders-db", "SELECT count(*) FROM orders WHERE status='paid'")[0][0]
            closed += running.rows("orders-db", "SELECT count(*) FROM flowmart_dead_letters")[0][0]
            return bool(closed >= orders)

        await running.until(done, seconds)
        left = "SELECT count(*) FROM flowmart_outbox"
        await running.until(lambda: rows(folder, "orders-db", left) == rows(folder, "payment-db", left) == [(0,)])


if __name__ == "__main__":
    if len(sys.argv) > 4:
        crash_at(sys.argv[3], int(sys.argv[4]))
    if len(sys.argv) > 5:
        plant(sys.argv[5])
    # A process with a planted fault may wait for ever for what it has lost.
    asyncio.run(work(Path(sys.argv[1]), int(sys.argv[2]), 1.2 if len(sys.argv) > 5 else 10.0))
