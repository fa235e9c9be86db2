"""What the runtime costs on each engine, beside the engine's own client and FastStream; everything in one run on one machine.

    python benchmarks/runtime.py             all engines that are installed, three rounds
    python benchmarks/runtime.py --quick     fewer messages, one round
    python benchmarks/runtime.py --check     and exits with 1 when a bar is missed
    python benchmarks/runtime.py --only kafka --only flow

Per engine: publishing and consuming by the raw client with batches, by flowmart's transport alone, by a flowmart service (validate,
inbox, business row, outbox, publish again), and by FastStream with its safest policy, once with a handler that only validates and once
with the same rows by hand. The competitors take turns, and a ratio is the median over the rounds. CPU is of this process, all threads.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pytest

from benchmarks import backlog, embedded, engines, fast_stream, order_flow, raw_clients
from benchmarks.bars import Bars
from benchmarks.engines import Rate
from benchmarks.workload import CoreOrders, Orders, commands
from flowmart.runtime.starting import settle
from tests.support import brokers

SERVERS: dict[str, Callable[[Path], AbstractContextManager[brokers.Broker]]] = {
    "kafka": brokers.kafka_server,
    "nats": brokers.nats_server,
    "redis": brokers.redis_server,
    "rabbitmq": brokers.rabbitmq_server,
}
OTHERS = ("embedded", "backlog", "flow")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=[*SERVERS, *OTHERS])
    parser.add_argument("--messages", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    count = arguments.messages or (2_000 if arguments.quick else 10_000)
    rounds = arguments.rounds or (1 if arguments.quick else 3)
    chosen = arguments.only or [*OTHERS, *SERVERS]
    bars = Bars()
    # As `flowmart run` does; all competitors gain by it.
    settle()
    print(f"{count} messages, {rounds} rounds, synchronous=FULL", flush=True)
    if "embedded" in chosen:
        # Bare sqlite3 has no start: with few messages, that of the service would decide.
        measure_embedded(max(count, 2_000 if arguments.quick else 10_000), rounds, bars)
    if "backlog" in chosen:
        measure_backlog(100_000 if arguments.quick else 1_000_000, rounds, bars)
    if "flow" in chosen:
        measure_flow(1_000 if arguments.quick else 4_000, rounds, bars)
    for engine in SERVERS:
        if engine in chosen:
            measure_engine(engine, count, rounds, bars)
    print(bars.text())
    return 1 if arguments.check and bars.missed else 0


def measure_embedded(count: int, rounds: int, bars: Bars) -> None:
    messages = commands(count)
    found: dict[str, list[Rate]] = defaultdict(list)
    for _ in range(rounds):
        found["bare sqlite3"].append(in_folder(lambda folder: timed(count, lambda: embedded.bare(folder, messages))))
        for name, kind in (("ORM", Orders), ("Core", CoreOrders)):
            handle = partial(embedded.flowmart, messages=messages, service=kind)
            found[f"service, rows by {name}"].append(in_folder(partial(_timed_in, count, handle)))
    show("embedded", found)
    bars.add("embedded: service by Core / bare sqlite3", 0.4, ratios(found["service, rows by Core"], found["bare sqlite3"]))
    bars.add("embedded: service by ORM / bare sqlite3", None, ratios(found["service, rows by ORM"], found["bare sqlite3"]))


def measure_backlog(waiting: int, rounds: int, bars: Bars) -> None:
    found: dict[str, list[Rate]] = defaultdict(list)
    for _ in range(rounds):
        for number in (1_000, waiting):
            with tempfile.TemporaryDirectory() as folder:
                rate = asyncio.run(backlog.handled(Path(folder), number, 5, 1_000))
            found[f"service, {number:,} waiting"].append(rate)
    show("embedded, a long queue", found)
    few, many = found.values()
    bars.add(f"embedded: {waiting:,} waiting / 1,000 waiting", 0.8, ratios(many, few))


def measure_flow(count: int, rounds: int, bars: Bars) -> None:
    """Orders, not messages: each is six of them, and a transaction in each of six handlers."""
    found: dict[str, list[Rate]] = defaultdict(list)
    waits: list[float] = []
    for _ in range(rounds):
        for name, layout in order_flow.LAYOUTS.items():
            found[f"orders, {name}"].append(order_flow.throughput(layout, count))
        waits += order_flow.latency(order_flow.LAYOUTS["two processes"], 50)
    show("embedded, order flow", found)
    best = max(statistics.median(each.a_second for each in rates) for rates in found.values())
    cpu = min(statistics.median(each.cpu_micros for each in rates) for rates in found.values())
    bars.add("order flow: orders a second, best layout", 2_000, (best, None))
    bars.add("order flow: orders a second that two idle cores have CPU for", None, (2e6 / cpu, None))
    bars.add("order flow: idle latency p50, ms", 15, (order_flow.percentile(waits, 50), None), at_most=True)
    bars.add("order flow: idle latency p95, ms", None, (order_flow.percentile(waits, 95), None))


def measure_engine(engine: str, count: int, rounds: int, bars: Bars) -> None:
    found: dict[str, list[Rate]] = defaultdict(list)
    # FastStream takes a multiple of the time for each.
    few = max(500, count // 5)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name, running(engine, Path(name)) as url:
            if url is None:
                return
            folder, messages = Path(name), commands(count)
            # Long enough that joining and leaving a group do not decide; without an inbox, a copy is as good as another message.
            plenty = messages * (2 if engine == "rabbitmq" else 5)
            for way, (published, consumed) in {
                "raw client": asyncio.run(raw_clients.RAW[engine](url, plenty)),
                "transport alone": asyncio.run(engines.transport_alone(url, plenty)),
                "FastStream, validates": asyncio.run(fast_stream.measure(engine, url, folder, messages[:few], with_rows=False)),
                "FastStream, same rows": asyncio.run(fast_stream.measure(engine, url, folder, messages[:few], with_rows=True)),
            }.items():
                found[f"{way}: publish"].append(published)
                found[f"{way}: consume"].append(consumed)
            found["service, rows by ORM"].append(asyncio.run(engines.service(url, folder, messages, Orders)))
            found["service, rows by Core"].append(asyncio.run(engines.service(url, folder, commands(count), CoreOrders)))
    show(engine, found)
    strict = 3.0 if engine != "rabbitmq" else None
    bars.add(
        f"{engine}: service by Core / FastStream same rows",
        strict,
        ratios(found["service, rows by Core"], found["FastStream, same rows: consume"]),
    )
    bars.add(
        f"{engine}: service by ORM / FastStream same rows",
        None,
        ratios(found["service, rows by ORM"], found["FastStream, same rows: consume"]),
    )
    bars.add(
        f"{engine}: transport / FastStream validating",
        None,
        ratios(found["transport alone: consume"], found["FastStream, validates: consume"]),
    )
    for what in ("publish", "consume"):
        bars.add(f"{engine}: transport / raw client, {what}", 0.6, ratios(found[f"transport alone: {what}"], found[f"raw client: {what}"]))


@contextmanager
def running(engine: str, folder: Path) -> Generator[str | None, None, None]:
    """The server of an engine; None, said aloud, when it is not installed."""
    with tempfile.TemporaryDirectory() as server:
        try:
            context = SERVERS[engine](Path(server))
            url = context.__enter__()
        except pytest.skip.Exception as reason:
            print(f"{engine}: left out, {reason}")
            yield None
            return
        try:
            yield str(url)
        finally:
            context.__exit__(None, None, None)


def timed(count: int, run: Callable[[], float]) -> Rate:
    cpu = time.process_time()
    seconds = run()
    return Rate(count, seconds, time.process_time() - cpu)


def _timed_in(count: int, handle: Callable[[Path], Coroutine[Any, Any, float]], folder: Path) -> Rate:
    return timed(count, lambda: asyncio.run(handle(folder)))


def in_folder(run: Callable[[Path], Rate]) -> Rate:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder))


def ratios(ours: Sequence[Rate], theirs: Sequence[Rate]) -> tuple[float, float]:
    """How many times as fast, and how many times as little CPU: medians over the rounds."""
    pairs = list(zip(ours, theirs, strict=True))
    return (
        statistics.median(our.a_second / their.a_second for our, their in pairs),
        statistics.median(their.cpu_micros / our.cpu_micros for our, their in pairs),
    )


def show(engine: str, found: dict[str, list[Rate]]) -> None:
    print(f"\n{engine:34}{'messages/s':>12}{'CPU µs each':>14}")
    for name, rates in found.items():
        print(
            f"  {name:32}{statistics.median(each.a_second for each in rates):>12,.0f}{statistics.median(each.cpu_micros for each in rates):>14.1f}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
