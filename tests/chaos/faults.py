"""Mistakes that the ledger has to notice, planted in a worker; and the trouble that it must live with.

Each fault is one that a runtime like this one has really had.
"""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flowmart.runtime.engine import crash_points, effects, engine, handling
from flowmart.runtime.engine.intake import Received
from flowmart.runtime.store import Arrival, Inbox
from flowmart.runtime.store.database import Cursor
from flowmart.runtime.transport import Delivery
from flowmart.runtime.transport.protocol import Outgoing

FLAKY = "FLK"
LEAKED = "leaked"
"""The crash point that `relay_reads_uncommitted` adds: what was sent is out, and the commit is still to come."""
_FAILURES = 3


def make_flaky(notes: Path) -> None:
    """Putting a product on sale whose SKU begins with FLK fails at first, so that what comes after it has to wait.

    How often it has failed is noted in a file, because a process may not live long enough to remember.
    """
    from services.inventory_service import Inventory

    original: Any = Inventory.add_inventory

    def add_inventory(self: object, command: Any, tx: Any) -> Any:
        if command.sku.startswith(FLAKY) and (notes.read_text().split() if notes.exists() else []).count(command.sku) < _FAILURES:
            with notes.open("a") as file:
                file.write(f"{command.sku}\n")
            raise RuntimeError("not yet")
        return original(self, command, tx)

    setattr(Inventory, "add_inventory", add_inventory)  # noqa: B010


def acknowledge_before_commit() -> None:
    handle: Any = getattr(engine.Engine, "_on_batch")  # noqa: B009

    async def on_batch(self: engine.Engine, batch: Sequence[Delivery]) -> None:
        asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(handle(self, batch)))

    setattr(engine.Engine, "_on_batch", on_batch)  # noqa: B010


def no_inbox() -> None:
    original = Inbox.admit

    def admit(self: Inbox, cursor: Cursor, arrivals: Sequence[Arrival], now: float) -> set[tuple[str, str]]:
        original(self, cursor, arrivals, now)
        return {(arrival.message_id, arrival.handler) for arrival in arrivals}

    Inbox.admit = admit  # type: ignore[method-assign]


def fresh_idempotency_key() -> None:
    def fresh(received: Received) -> str:
        return str(uuid.uuid4())

    setattr(effects, "effect_key", fresh)  # noqa: B010


def relay_reads_uncommitted() -> None:
    """Whatever a handler sends leaves at once, as it would if the relay saw the writer's rows before their commit."""
    write: Any = handling.Handling.write
    start: Any = engine.Engine.start
    ways: dict[str, tuple[asyncio.AbstractEventLoop, Any]] = {}

    async def started(self: Any) -> None:
        ways[self.binding.service] = (asyncio.get_running_loop(), getattr(self, "_transport"))  # noqa: B009
        await start(self)

    def leaky(self: handling.Handling, cursor: Cursor, outgoing: Sequence[Any], kept: Any, report: Any) -> None:
        write(self, cursor, outgoing, kept, report)
        if outgoing:
            loop, transport = ways[self.ledger.service]
            batch = [Outgoing(row.topic, row.key, row.envelope) for row in outgoing]
            asyncio.run_coroutine_threadsafe(transport.publish(batch), loop).result(10)
            crash_points.reach(LEAKED)

    setattr(engine.Engine, "start", started)  # noqa: B010
    setattr(handling.Handling, "write", leaky)  # noqa: B010


def retry_drops_order() -> None:
    def no_lane(self: handling.Handling, item: Received) -> None:
        return None

    setattr(handling.Handling, "lane", no_lane)  # noqa: B010


FAULTS = {
    each.__name__.replace("_", "-"): each
    for each in (acknowledge_before_commit, no_inbox, fresh_idempotency_key, relay_reads_uncommitted, retry_drops_order)
}


def plant(fault: str) -> None:
    FAULTS[fault]()
