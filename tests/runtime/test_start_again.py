"""A start that loses its broker half-way: it is made again, with pauses, and says so; without a limit left it is a failure, and leaves nothing behind."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flowmart.runtime import Environment, RuntimeFailure, System, read_environment
from flowmart.runtime.store.lease import LeaseLost
from flowmart.runtime.system import Notice
from flowmart.runtime.transport import Transport
from flowmart.runtime.transport.memory import MemoryTransport
from flowmart.runtime.transport.protocol import Consumer, OnBatch, Sole
from tests.runtime.running import rows, until
from tests.runtime.test_system import PROJECT

WriteFiles = Callable[[Mapping[str, str]], Path]


class Faltering(MemoryTransport):
    """A broker that is there and goes away again, `left` times at each step, with errors of a client library's own."""

    left: dict[str, int]
    sole: list[Sole | None]
    opened = closed = 0

    def _falter(self, step: str) -> None:
        if self.left[step] > 0:
            self.left[step] -= 1
            raise ConnectionError(f"gone while asked to {step}")

    async def open(self) -> None:
        type(self).opened += 1
        await super().open()

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        self._falter("provision")
        await super().provision(groups)

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        self._falter("consume")
        self.sole.append(sole)
        return await super().consume(group, topics, on_batch, limit=limit, sole=sole)

    async def close(self) -> None:
        type(self).closed += 1
        await super().close()


@pytest.fixture
def environment(write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch) -> Environment:
    folder = write_files(PROJECT)
    monkeypatch.setattr("flowmart.runtime.starting._FIRST_PAUSE", 0.01)

    def open_it(url: str, routes: Mapping[str, str]) -> Transport:
        return Faltering()

    monkeypatch.setattr("flowmart.runtime.system.open_routed", open_it)
    Faltering.opened = Faltering.closed = 0
    Faltering.sole = []
    return replace(read_environment(folder, "local"), transport="faltering://here", start_limit=5.0)


def test_a_start_that_loses_its_broker_is_made_again(environment: Environment) -> None:
    Faltering.left = {"provision": 2, "consume": 2}
    notices: list[Notice] = []

    async def test() -> None:
        async with System(environment, services=["orders"], notice=notices.append) as system:
            assert system.health() == {"OrdersService": "ok"}

    asyncio.run(asyncio.wait_for(test(), 20))
    said = [notice.text.partition("; trying again")[0] for notice in notices if notice.kind == "waiting"]
    assert said == [
        *["cannot make the groups on the broker: ConnectionError: gone while asked to provision"] * 2,
        *["cannot receive the messages of orders-service: ConnectionError: gone while asked to consume"] * 2,
    ]
    assert Faltering.opened == Faltering.closed == 3, "each opened connection is closed again"


def test_a_service_that_cannot_begin_gives_its_turn_back(environment: Environment) -> None:
    Faltering.left = {"provision": 0, "consume": 1_000_000}

    async def test() -> None:
        async with System(replace(environment, start_limit=0.3), services=["orders"]):
            pass

    with pytest.raises(RuntimeFailure, match="cannot receive the messages of orders-service"):
        asyncio.run(asyncio.wait_for(test(), 20))
    folder = environment.project / ".flowmart" / "local"
    (database,) = [path.stem for path in folder.glob("*.db") if "order" in path.stem]
    assert rows(folder, database, "SELECT holder FROM flowmart_leases") == [("",)]


def test_an_instance_has_its_group_to_itself_as_long_as_it_holds_its_lease(environment: Environment) -> None:
    """A transport takes over at once what former instances held, and asks before it takes more when it may have stood still."""
    Faltering.left = {"provision": 0, "consume": 0}

    async def test() -> None:
        async with System(environment, services=["orders"]) as system:
            (sole,) = Faltering.sole
            assert sole is not None
            await sole()
            (database,) = (environment.project / ".flowmart" / "local").glob("order*.db")
            with closing(sqlite3.connect(database, isolation_level=None)) as connection:
                connection.execute("UPDATE flowmart_leases SET holder='elsewhere 1 another', term=term+1")
            with pytest.raises(LeaseLost):
                await sole()
            await until(lambda: system.health() == {"OrdersService": "standing by: another process works"})

    asyncio.run(asyncio.wait_for(test(), 20))
