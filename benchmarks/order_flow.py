"""The order flow from end to end on the embedded engine: the shortest form in processes of its own, and FlowMart itself in one process."""

import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import chain
from benchmarks.engines import PATIENCE, Rate
from flowmart.runtime.transport import Outgoing, open_transport

ROOT = Path(__file__).resolve().parents[1]
LAYOUTS = {
    "one process": [[*chain.SERVICES]],
    "two processes": [["orders", "notification"], ["inventory", "payment", "shipping"]],
    "a process for each service": [[each] for each in chain.SERVICES],
}


@contextmanager
def workers(folder: Path, layout: Sequence[Sequence[str]]) -> Generator[None, None, None]:
    """All of them at work. What was measured before them has reached the disk: its writing would slow down their commits."""
    os.sync()
    started: list[subprocess.Popen[str]] = []
    try:
        for names in layout:
            command = [sys.executable, "-m", "benchmarks.chain", str(folder), *names]
            started.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        for each in started:
            assert each.stdout is not None
            if each.stdout.readline() != "ready\n":
                sys.exit("a process of the order flow did not start")
        yield
    finally:
        for each in started:
            assert each.stdin is not None
            each.stdin.close()
            each.wait(30)


def throughput(layout: Sequence[Sequence[str]], count: int) -> Rate:
    """From the first order published to the last mail written; CPU is of all processes, their start left out."""
    made = chain.orders(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with workers(folder, layout):
            pids = _children()
            before = sum(_cpu(pid) for pid in pids) + time.process_time()
            began = time.perf_counter()
            asyncio.run(_publish(folder, made))
            _wait_for_mails(folder, count)
            seconds = time.perf_counter() - began
            cpu = sum(_cpu(pid) for pid in pids) + time.process_time() - before
        _verify(folder, count)
    return Rate(count, seconds, cpu)


async def _publish(folder: Path, made: Sequence[Outgoing]) -> None:
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    for start in range(0, len(made), 500):
        await transport.publish(made[start : start + 500])
    await transport.close()


def _wait_for_mails(folder: Path, count: int) -> None:
    store = sqlite3.connect(folder / "notification.db")
    end = time.monotonic() + PATIENCE
    # By the last row number: counting all of them would take the services' time.
    while (store.execute("SELECT max(rowid) FROM mails").fetchone()[0] or 0) < count:
        if time.monotonic() > end:
            sys.exit("the order flow did not end")
        time.sleep(0.01)
    store.close()


def _verify(folder: Path, count: int) -> None:
    """Once the services have ended: a number counts only when each order went all the way."""
    for service, table in (
        ("orders", "orders"),
        ("inventory", "reservations"),
        ("payment", "payments"),
        ("shipping", "parcels"),
        ("notification", "mails"),
    ):
        store = sqlite3.connect(folder / f"{service}.db")
        found = store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        left = store.execute("SELECT (SELECT count(*) FROM flowmart_outbox) + (SELECT count(*) FROM flowmart_dead_letters)").fetchone()[0]
        store.close()
        if (found, left) != (count, 0):
            sys.exit(f"{service} has {found} of {count} rows, and {left} messages left")


def latency(layout: Sequence[Sequence[str]], count: int) -> list[float]:
    """Milliseconds from publishing one order to its mail, everything else at rest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with workers(folder, layout):
            return asyncio.run(_one_by_one(folder, count))


async def _one_by_one(folder: Path, count: int) -> list[float]:
    transport = open_transport(f"sqlite:{folder / 'bus.db'}")
    await transport.open()
    store = sqlite3.connect(folder / "notification.db")
    took: list[float] = []
    for order in chain.orders(count):
        await asyncio.sleep(0.1)
        began = time.perf_counter()
        await transport.publish([order])
        while store.execute("SELECT 1 FROM mails WHERE id=?", (order.key,)).fetchone() is None:
            await asyncio.sleep(0.0005)
        took.append((time.perf_counter() - began) * 1000)
    store.close()
    await transport.close()
    return took


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _children() -> list[int]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


def _cpu(pid: int) -> float:
    """CPU seconds of a running process, all threads."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
