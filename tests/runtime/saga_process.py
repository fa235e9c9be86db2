"""A process that begins a checkout with a deadline in a second, says so, and waits to be killed: `saga_process.py FOLDER`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from tests.runtime.running import outgoing, shop
from tests.runtime.saga_flows import CLASSES, Checkout, CheckoutStarted


class Hasty(Checkout):
    patience = timedelta(seconds=1)


async def work(folder: Path) -> None:
    async with shop(folder, Hasty(), classes=CLASSES) as running:
        await running.transport.publish([outgoing("flows.CheckoutStarted", CheckoutStarted(order="o1", amount=5), "start", "o1")])
        await running.until(lambda: running.rows("checkout-db", "SELECT step FROM checkouts") == [("reserving",)])
        (folder / "waiting").touch()
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1])))
