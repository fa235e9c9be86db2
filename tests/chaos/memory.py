"""A service under a load that it cannot get rid of, in a process of its own: prints how its memory grew, in MiB.

`python -m tests.chaos.memory slow-consumer|full-broker FOLDER`: either its effects are slow, or its broker takes nothing.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flowmart.runtime import Message
from flowmart.runtime.transport import open_transport
from tests.runtime.running import outgoing, shop, until
from tests.runtime.shop import ORDERS, PAYMENT, OrderPlaced, Orders, Payments, PlaceOrder

MESSAGES = 20_000
NOTE = "x" * 4096
_TOPICS = {each.group: {one.address("local", {"env": "local"}) for one in each.subscriptions} for each in (ORDERS, PAYMENT)}


class SlowPayments(Payments):
    async def charge(self, order_id: str, amount: int, key: str) -> str:
        await asyncio.sleep(1.0)
        return f"charge-{order_id}"


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


async def fill(folder: Path, topic: str, messages: Sequence[tuple[Message, str]]) -> None:
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    await transport.provision(_TOPICS)
    for begin in range(0, len(messages), 500):
        await transport.publish([outgoing(topic, message, f"m-{key}", key) for message, key in messages[begin : begin + 500]])
    await transport.close()


async def slow_consumer(folder: Path) -> tuple[int, list[float]]:
    """80 MiB of messages wait for 32 effects a second."""
    topic = min(_TOPICS[PAYMENT.group])
    orders = [(OrderPlaced(order_id=f"o{number}", amount=5, note=NOTE), f"o{number}") for number in range(MESSAGES)]
    await fill(folder, topic, orders)
    del orders
    async with shop(folder, SlowPayments(), observer=lambda _: None) as running:
        found = await watched(lambda: running.rows("payment-db", "SELECT count(*) FROM flowmart_inbox")[0][0])
        running.engines[0].stop = _at_once  # type: ignore[method-assign]
    return found


async def full_broker(folder: Path) -> tuple[int, list[float]]:
    """Orders go on being taken while nothing that they send is accepted; it waits on disk."""
    topic = "orders-service.PlaceOrder"
    await fill(folder, topic, [(PlaceOrder(order_id=f"o{number}", amount=5), f"o{number}") for number in range(MESSAGES)])
    async with shop(folder, Orders(), observer=lambda _: None) as running:

        async def full(batch: Sequence[Any]) -> None:
            await asyncio.Event().wait()

        running.transport.publish = full  # type: ignore[method-assign]
        found = await watched(lambda: running.rows("orders-db", "SELECT count(*) FROM flowmart_outbox")[0][0])
        running.engines[0].stop = _at_once  # type: ignore[method-assign]
    return found


async def _at_once(limit: float = 0.0) -> None:
    """The process ends now, and what waits is on disk."""


async def watched(arrived: Callable[[], int]) -> tuple[int, list[float]]:
    """(messages that have arrived at the end, memory when a tenth had arrived and later on)."""
    await until(lambda: arrived() >= MESSAGES // 10, 60)
    memory = [resident()]
    while arrived() < MESSAGES:
        memory.append(resident())
        await asyncio.sleep(0.1)
    return arrived(), memory


if __name__ == "__main__":
    scenario = {"slow-consumer": slow_consumer, "full-broker": full_broker}[sys.argv[1]]
    arrived, sizes = asyncio.run(scenario(Path(sys.argv[2])))
    print(json.dumps({"arrived": arrived, "before": sizes[0], "most": max(sizes)}), flush=True)
    os._exit(0)
