"""One instance of the shop's services, until SIGTERM: `instance_process.py FOLDER NAME LEASE_SECONDS ORDERS_URL PAYMENT_URL`.

Writes NAME.started when it works or stands by, and a line to NAME.handled for each message that it handled. Stops itself
short inside a transaction, once, when there is a file `stop`; NAME.stopped says so.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from flowmart.runtime import wal
from flowmart.runtime.engine import Observation, crash_points
from flowmart.runtime.store import database
from tests.runtime import running
from tests.runtime.running import shop
from tests.runtime.shop_process import CountingOrders, RecordingPayments


def stand_still_where_told(folder: Path, name: str) -> None:
    def hook(point: str) -> None:
        if point == "committing" and (folder / "stop").exists():
            (folder / "stop").unlink()
            (folder / f"{name}.stopped").touch()
            os.kill(os.getpid(), signal.SIGSTOP)

    crash_points.on_reach(hook)


async def work(folder: Path, name: str, lease: float) -> None:
    stand_still_where_told(folder, name)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    def handled(observation: Observation) -> None:
        with (folder / f"{name}.handled").open("a") as file:
            file.write(f"{observation.handler} {observation.envelope.id}\n")

    async with shop(folder, CountingOrders(), RecordingPayments(folder / "calls"), lease=lease, observer=handled):
        (folder / f"{name}.started").touch()
        await stop.wait()


if __name__ == "__main__":
    urls = {"orders-db": sys.argv[4], "payment-db": sys.argv[5]}
    # Whoever waits for a lock gives up in the course of a test.
    for module in (database, wal):
        setattr(module, "BUSY_SECONDS", 1)  # noqa: B010  (the module of the database does not export it)
    running.database_url = lambda _, database: urls[database]
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
