"""The contract, for each transport; and what only the embedded one has."""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Transport, open_transport
from flowmart.runtime.transport.log_file import LogFile
from flowmart.runtime.transport.protocol import Outgoing
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, T2, Receiver, TransportContract, message


class TestEmbedded(TransportContract):
    def transport(self, folder: Path) -> Transport:
        return open_transport(f"sqlite:{folder / 'bus.db'}")


class TestMemory(TransportContract):
    def transport(self, folder: Path) -> Transport:
        return open_transport("memory:")


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(RuntimeFailure, match="no transport for 'carrier-pigeon'"):
        open_transport("carrier-pigeon://loft")


def test_a_log_that_cannot_be_opened_is_a_clear_failure(tmp_path: Path) -> None:
    (tmp_path / "bus.db").mkdir()
    with pytest.raises(RuntimeFailure, match="cannot open the message log"):
        asyncio.run(open_transport(f"sqlite:{tmp_path / 'bus.db'}").open())


def test_entries_that_all_groups_have_passed_are_removed_and_others_are_not(tmp_path: Path) -> None:
    def kept(topic: str) -> int:
        connection = sqlite3.connect(tmp_path / "bus.db")
        count: int = connection.execute("SELECT count(*) FROM entries WHERE topic=?", (topic,)).fetchone()[0]
        connection.close()
        return count

    async def test() -> None:
        transport = open_transport(f"sqlite:{tmp_path / 'bus.db'}")
        await transport.open()
        await transport.provision({"absent": [T2]})
        receiver = Receiver()
        await transport.consume("present", [T1, T2], receiver)
        await transport.publish([message(number, T1) for number in range(3000)])
        await transport.publish([message(number, T2) for number in range(100)])
        await until(lambda: len(receiver.got) == 3100)
        await until(lambda: kept(T1) == 0)
        assert kept(T2) == 100
        await transport.close()

    asyncio.run(test())


def test_a_read_looks_no_further_than_its_window_and_still_gets_there(tmp_path: Path) -> None:
    log = LogFile.create(tmp_path / "bus.db")
    log.connection.execute("BEGIN")
    log.append([*(message(number, T2) for number in range(12_000)), message(1, T1)])
    log.connection.execute("COMMIT")
    position, reads = 0, 0
    while True:
        found, position, _ = log.read([T1], position, 100)
        reads += 1
        if found:
            break
    assert 1 < reads < 5
    log.close()


def test_a_consumer_goes_on_after_reading_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = LogFile.read
    failures = [sqlite3.OperationalError("disk I/O error")] * 2

    def read(self: LogFile, topics: Sequence[str], position: int, limit: int) -> tuple[list[Delivery], int, bool]:
        if failures:
            raise failures.pop()
        return reading(self, topics, position, limit)

    monkeypatch.setattr(LogFile, "read", read)

    async def test() -> None:
        transport = open_transport(f"sqlite:{tmp_path / 'bus.db'}")
        await transport.open()
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await transport.publish([message(1)])
        await until(lambda: len(receiver.got) == 1)
        await transport.close()

    asyncio.run(test())
    assert failures == []


def test_processes_that_open_a_new_log_at_the_same_time_all_do(tmp_path: Path) -> None:
    """SQLite refuses one of two that turn a file's write-ahead mode on at once, whatever its busy timeout."""
    several = 8

    def opened(path: Path, gate: Barrier) -> None:
        gate.wait()
        LogFile.create(path).close()

    with ThreadPoolExecutor(several) as pool:
        for number in range(20):
            gate = Barrier(several)
            list(pool.map(opened, [tmp_path / f"{number}.db"] * several, [gate] * several))


def test_large_messages_are_read_a_few_at_a_time(tmp_path: Path) -> None:
    log = LogFile.create(tmp_path / "bus.db")
    bodies = [str(number).encode() * (3 << 20) for number in range(7)]
    log.append([Outgoing("a" if number != 3 else "b", None, body) for number, body in enumerate(bodies)])
    got: list[bytes] = []
    position, counts, more = 0, list[int](), True
    while more:
        batch, position, more = log.read(["a"], position, 100)
        counts.append(len(batch))
        got += [each.body for each in batch]
    log.close()
    assert counts == [3, 3] and got == bodies[:3] + bodies[4:]
