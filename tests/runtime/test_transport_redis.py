"""The contract on Redis Streams, against a redis-server of our own; and what only Redis has."""

import asyncio
import builtins
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message
from tests.support.brokers import redis_server

pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


class TestRedis(TransportContract):
    @pytest.fixture(autouse=True)
    def server(self, redis_url: str) -> None:
        self.url = redis_url

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}&lease=1")


def test_what_a_dead_member_held_is_claimed_by_another(redis_url: str) -> None:
    async def test() -> None:
        held: list[Delivery] = []

        async def never(batch: Sequence[Delivery]) -> None:
            held.extend(batch)
            await asyncio.Event().wait()

        url = f"{redis_url}?namespace=dead&lease=0.5"
        dead, living = open_transport(url), open_transport(url)
        await dead.open()
        await living.open()
        consumption = await dead.consume("g", [T1], never)
        await living.publish([message(number) for number in range(10)])
        await until(lambda: len(held) > 0)
        # As if the process were gone: neither keeps what it holds nor gives it back.
        for task in getattr(consumption, "_tasks"):  # noqa: B009
            task.cancel()
        receiver = Receiver()
        await living.consume("g", [T1], receiver)
        await until(lambda: len(receiver.got) == 10)
        await living.close()
        await dead.close()

    asyncio.run(test())


def test_a_batch_that_takes_longer_than_the_lease_stays_with_its_member(redis_url: str) -> None:
    async def test() -> None:
        receivers = [Receiver(), Receiver()]

        async def slow(batch: Sequence[Delivery]) -> None:
            await asyncio.sleep(1.2)
            await receivers[0](batch)

        transport = open_transport(f"{redis_url}?namespace=slow&lease=0.3")
        await transport.open()
        first = await transport.consume("g", [T1], slow)
        await transport.publish([message(1)])
        await asyncio.sleep(0.2)
        await transport.consume("g", [T1], receivers[1])
        await until(lambda: len(receivers[0].got) == 1)
        await first.stop()
        await asyncio.sleep(0.5)
        assert receivers[1].got == []
        await transport.close()

    asyncio.run(test())


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password() -> None:
    with pytest.raises(RuntimeFailure, match="cannot reach Redis at redis://127.0.0.1:1/0") as failure:
        asyncio.run(open_transport("redis://shop:secret@127.0.0.1:1/0").open())
    assert "secret" not in str(failure.value)


def test_a_missing_client_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without_redis(name: str, *arguments: object, **options: object) -> object:
        if name.split(".")[0] == "redis":
            raise ModuleNotFoundError("No module named 'redis'", name="redis")
        return importing(name, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "flowmart.runtime.transport.redis_streams", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_redis)
    with pytest.raises(RuntimeFailure, match=r"pip install 'flowmart\[redis\]'"):
        open_transport("redis://here")
