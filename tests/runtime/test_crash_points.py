"""A process that kills itself at every point between receiving and acknowledging, and the books afterwards.

Random kills hardly find a missing inbox; these do. The second test plants faults and wants them found.
"""

import asyncio
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from flowmart.runtime.engine.crash_points import POINTS
from flowmart.runtime.transport import open_transport
from tests.runtime.running import outgoing, rows
from tests.runtime.shop import ORDERS, PAYMENT, PlaceOrder

PROCESS = Path(__file__).parent / "shop_process.py"
NOT_IN_THIS_SHOP = {"answered"}  # nobody asks for a reply here


def publish_orders(folder: Path, numbers: range) -> None:
    """Every tenth order is poison."""

    async def publish() -> None:
        transport = open_transport(f"sqlite:{folder / 'bus.db'}")
        await transport.open()
        groups = {each.group: {one.address("local", {"env": "local"}) for one in each.subscriptions} for each in (ORDERS, PAYMENT)}
        await transport.provision(groups)
        orders = [PlaceOrder(order_id=f"o{number}", amount=5 if number % 10 else 666) for number in numbers]
        await transport.publish(
            [outgoing("orders-service.PlaceOrder", order, f"place-{order.order_id}", order.order_id) for order in orders]
        )
        await transport.close()

    asyncio.run(publish())


def run(folder: Path, orders: int, *arguments: str) -> int:
    command = [sys.executable, str(PROCESS), str(folder), str(orders), *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def books(folder: Path, orders: int) -> list[str]:
    """What does not add up; empty when everything does."""
    wrong: list[str] = []
    poison = (orders + 9) // 10
    expected = orders - poison
    for what, database, query, wanted in (
        ("paid orders", "orders-db", "SELECT count(*) FROM orders WHERE status='paid'", expected),
        ("orders", "orders-db", "SELECT count(*) FROM orders", expected),
        ("payments seen by orders", "orders-db", "SELECT sum(reminders) FROM orders", expected),
        ("charges", "payment-db", "SELECT count(*) FROM charges", expected),
        ("dead letters of orders", "orders-db", "SELECT count(*) FROM flowmart_dead_letters", poison),
        ("dead letters of payment", "payment-db", "SELECT count(*) FROM flowmart_dead_letters", 0),
        ("outbox of orders", "orders-db", "SELECT count(*) FROM flowmart_outbox", 0),
        ("outbox of payment", "payment-db", "SELECT count(*) FROM flowmart_outbox", 0),
        ("messages handled by orders", "orders-db", "SELECT count(*) FROM flowmart_inbox WHERE state='done'", 2 * expected),
        ("messages handled by payment", "payment-db", "SELECT count(*) FROM flowmart_inbox WHERE state='done'", expected),
    ):
        found = rows(folder, database, query)[0][0]
        if found != wanted:
            wrong.append(f"{what}: {found} instead of {wanted}")
    calls = folder / "calls"
    keys = {tuple(line.split()) for line in calls.read_text().splitlines()} if calls.exists() else set[tuple[str, ...]]()
    doubled = [order for order, count in Counter(order for order, _ in keys).items() if count > 1]
    if doubled:
        wrong.append(f"charged under several keys: {doubled}")
    return wrong


def test_nothing_is_lost_and_nothing_doubled_when_the_process_dies_at_every_point(tmp_path: Path) -> None:
    points = sorted(set(POINTS) - NOT_IN_THIS_SHOP)
    random.Random(7).shuffle(points)
    orders = 0
    for point in points:
        # New orders for each life, so that it certainly comes to its point.
        publish_orders(tmp_path, range(orders, orders + 5))
        orders += 5
        assert run(tmp_path, orders, point, "1") == -signal.SIGKILL, point
    assert run(tmp_path, orders) == 0
    assert books(tmp_path, orders) == []


@pytest.mark.parametrize(
    ("fault", "point", "count"),
    [
        ("no-inbox", "published", "2"),
        ("fresh-key", "effect-returned", "2"),
        ("ack-before-commit", "committing", "1"),
        ("outbox-cleared-first", "publishing", "1"),
    ],
)
def test_a_planted_fault_is_found(fault: str, point: str, count: str, tmp_path: Path) -> None:
    publish_orders(tmp_path, range(30))
    run(tmp_path, 30, point, count, fault)
    run(tmp_path, 30, "none", "1", fault)
    found = books(tmp_path, 30)
    assert found != []
