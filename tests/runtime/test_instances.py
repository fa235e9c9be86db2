"""Several processes of one service on one database: one works, the others take over, and who stood still commits nothing late."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from flowmart.runtime.store import Database
from flowmart.runtime.store.database import Cursor, cursor_of
from flowmart.runtime.store.lease import Lease, LeaseLost
from tests.runtime import running
from tests.runtime.running import rows, until
from tests.runtime.test_crash_points import books, publish_orders

PROCESS = Path(__file__).parent / "instance_process.py"
LEASE = "1.0"
T = TypeVar("T")


def instance(folder: Path, name: str) -> "subprocess.Popen[bytes]":
    urls = [running.database_url(folder, database) for database in ("orders-db", "payment-db")]
    command = [sys.executable, str(PROCESS), str(folder), name, LEASE, *urls]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@asynccontextmanager
async def instances(folder: Path, *names: str) -> AsyncGenerator[list["subprocess.Popen[bytes]"]]:
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name in names:
            started.append(instance(folder, name))
            await until(lambda at=folder / f"{name}.started": at.exists(), 20)  # type: ignore[misc]
        yield started
    finally:
        for each in started:
            if each.poll() is None:
                os.kill(each.pid, signal.SIGCONT)
                each.terminate()
        for each in started:
            each.wait(20)


def paid(folder: Path) -> int:
    count: int = rows(folder, "orders-db", "SELECT count(*) FROM orders WHERE status='paid'")[0][0]
    return count


def worked(folder: Path, name: str) -> int:
    file = folder / f"{name}.handled"
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_another_instance_takes_over_from_one_that_was_killed(tmp_path: Path) -> None:
    publish_orders(tmp_path, range(20))

    async def test() -> None:
        async with instances(tmp_path, "first", "second") as (first, _):
            await until(lambda: paid(tmp_path) == 18, 20)
            first.kill()
            first.wait()
            await asyncio.to_thread(publish_orders, tmp_path, range(20, 40))
            await until(lambda: paid(tmp_path) == 36, 20)
            assert worked(tmp_path, "second") > 0
            await until(lambda: books(tmp_path, 40) == [], 10)

    asyncio.run(test())


def test_an_instance_that_stood_still_longer_than_its_lease_commits_nothing_and_stands_by(tmp_path: Path) -> None:
    publish_orders(tmp_path, range(20))

    async def test() -> None:
        taken_over = 0
        async with instances(tmp_path, "first", "second") as both:
            await until(lambda: paid(tmp_path) == 18, 20)
            for start, pause in ((20, 0.0), (40, 0.4), (60, 0.02), (80, 0.6)):
                await asyncio.to_thread(publish_orders, tmp_path, range(start, start + 10))
                # At work, where it may hold a SQLite file's lock, which nobody can take from it; and at rest.
                await asyncio.sleep(pause)
                stopped = next(each for each in both if each.pid == working(tmp_path))
                os.kill(stopped.pid, signal.SIGSTOP)
                await asyncio.to_thread(publish_orders_unless_locked, tmp_path, range(start + 10, start + 20))
                if not in_transaction(tmp_path):
                    await until(lambda stopped=stopped: working(tmp_path) != stopped.pid, 20)  # type: ignore[misc]
                    await until(lambda wanted=(start + 20) * 9 // 10: paid(tmp_path) == wanted, 20)  # type: ignore[misc]
                    taken_over += 1
                os.kill(stopped.pid, signal.SIGCONT)
                await asyncio.to_thread(publish_orders, tmp_path, range(start + 10, start + 20))
                await until(lambda wanted=(start + 20) * 9 // 10: paid(tmp_path) == wanted, 20)  # type: ignore[misc]
            await until(lambda: books(tmp_path, 100) == [], 10)
        assert taken_over > 0

    asyncio.run(test())


def test_one_that_stands_still_inside_a_transaction_goes_on_where_it_was(tmp_path: Path) -> None:
    """With SQLite it keeps the file's lock for as long: nobody can take over, and nothing is lost. A server ends its transaction."""
    publish_orders(tmp_path, range(20))

    async def test() -> None:
        async with instances(tmp_path, "first", "second") as both:
            await until(lambda: paid(tmp_path) == 18, 20)
            (tmp_path / "stop").touch()
            await asyncio.to_thread(publish_orders, tmp_path, range(20, 40))
            await until(lambda: any(tmp_path.glob("*.stopped")), 20)
            (stopped,) = [int(number == "second") for number in [path.stem for path in tmp_path.glob("*.stopped")]]
            await asyncio.sleep(3.5)
            assert all(each.poll() is None for each in both), "who waits for the lock lives on"
            locked = in_transaction(tmp_path)
            os.kill(both[stopped].pid, signal.SIGCONT)
            await until(lambda: paid(tmp_path) == 36, 20)
            await until(lambda: books(tmp_path, 40) == [], 10)
            assert locked == running.database_url(tmp_path, "orders-db").startswith("sqlite:")

    asyncio.run(test())


def publish_orders_unless_locked(folder: Path, numbers: range) -> None:
    if not in_transaction(folder):
        publish_orders(folder, numbers)


def working(folder: Path) -> int:
    """The process that works for the orders service."""
    holder: str = rows(folder, "orders-db", "SELECT holder FROM flowmart_leases WHERE name='OrdersService'")[0][0]
    return int(holder.split()[1])


def in_transaction(folder: Path) -> bool:
    """Whether somebody holds the write lock of a SQLite file: nobody can take over while the lock lasts."""
    import sqlite3

    for path in sorted(folder.glob("*.db")):
        connection = sqlite3.connect(path, timeout=0.3, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
    return False


@pytest.mark.parametrize("first_seconds", [0.2, 30.0])
def test_a_lease_is_one_holders_and_a_late_commit_is_refused(first_seconds: float, tmp_path: Path) -> None:
    async def test() -> None:
        database = Database(running.database_url(tmp_path, "leases"))
        await database.prepare(None)
        first, second = (Lease("orders", first_seconds, database.sql, on_server=database.on_server) for _ in "12")

        def within(work: Callable[[Cursor], T]) -> Callable[[Connection], T]:
            def run(connection: Connection) -> T:
                with connection.begin():
                    return work(cursor_of(connection))

            return run

        def take(lease: Lease) -> Callable[[Connection], bool]:
            return within(lease.take)

        assert await database.write(take(first))
        assert not await database.write(take(second))
        await asyncio.sleep(0.3)
        assert await database.write(take(second)) is (first_seconds < 1)
        if first_seconds < 1:
            with pytest.raises(LeaseLost):
                await database.write(within(first.check))
            with pytest.raises(LeaseLost):
                await database.write(within(first.beat))
            await database.write(within(second.check))
        else:
            await database.write(within(first.give_back))
            assert await database.write(take(second))
        await database.close()

    asyncio.run(test())
