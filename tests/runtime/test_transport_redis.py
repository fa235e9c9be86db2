"""The contract on Redis Streams, against a redis-server of our own; and what only Redis has."""

import asyncio
import builtins
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Outgoing, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message, numbers
from tests.runtime.transport_survival import (
    SurvivalContract,
    blocks_while_its_server_stands_still,
    comes_before_what_is_newer,
    goes_to_another,
    hands_over_at_once,
    survives_the_death_of_its_server,
)
from tests.support.brokers import redis_server

ResponseError: type[Exception] = pytest.importorskip("redis", reason="pip install 'flowmart[redis]'").ResponseError


class TestRedis(TransportContract):
    @pytest.fixture(autouse=True)
    def server(self, redis_url: str) -> None:
        self.url = redis_url

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}&lease=1")


class TestRedisSurvives(SurvivalContract):
    lease = 1

    @pytest.fixture(autouse=True)
    def server(self, redis_url: str) -> None:
        self.server_url = redis_url

    def url(self, namespace: str) -> str:
        return f"{self.server_url}?namespace={namespace}&lease=1"


def test_kill_9_of_the_server_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with redis_server(tmp_path) as broker:
        survives_the_death_of_its_server(broker, f"{broker}?namespace=restart&lease=1")


def test_a_server_that_stands_still_accepts_nothing(tmp_path: Path) -> None:
    with redis_server(tmp_path) as broker:
        blocks_while_its_server_stands_still(broker, f"{broker}?namespace=still&lease=1")


@pytest.mark.parametrize("ends_by", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_what_a_former_member_held_comes_at_once_to_one_that_is_alone(redis_url: str, tmp_path: Path, ends_by: signal.Signals) -> None:
    hands_over_at_once(f"{redis_url}?namespace={tmp_path.name}&lease=60", tmp_path, ends_by)


def test_what_was_lost_on_its_way_comes_before_what_is_newer(redis_url: str) -> None:
    comes_before_what_is_newer(
        f"{redis_url}?namespace=way&lease=60",
        lambda transport, _: (getattr(transport, "_client"), "xreadgroup"),  # noqa: B009
    )


def test_what_a_dead_member_held_is_claimed_by_another(redis_url: str) -> None:
    async def die(_: Transport, consumption: object) -> None:
        """It neither keeps what it holds nor gives it back."""
        for task in getattr(consumption, "_tasks"):  # noqa: B009
            task.cancel()

    goes_to_another(f"{redis_url}?namespace=dead&lease=0.5", die)


def test_the_names_of_dead_members_go(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.redis_group._TRIM_SECONDS", 0.05)

    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=names&lease=1")
        await transport.open()
        client = getattr(transport, "_client")  # noqa: B009

        async def members() -> list[bytes]:
            return [each["name"] for each in await client.xinfo_consumers("names:" + T1, "g")]

        waits = asyncio.Event()

        async def never(batch: Sequence[Delivery]) -> None:
            waits.set()
            await asyncio.Event().wait()

        dead = await transport.consume("g", [T1], never)
        await transport.publish([message(1)])
        await waits.wait()
        (name,) = await members()
        for task in getattr(dead, "_tasks"):  # noqa: B009
            task.cancel()
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await asyncio.sleep(0.2)
        assert name in await members(), "as long as it holds something"
        while name in await members():
            await asyncio.sleep(0.05)
        assert numbers(receiver.got) == [1]
        await asyncio.sleep(1.2)
        await transport.publish([message(2)])
        await until(lambda: numbers(receiver.got) == [1, 2])
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


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


def test_trimming_leaves_what_a_slow_dead_or_absent_group_still_wants(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick group trims all the time; the others have acknowledged some, hold some, and have not seen the rest."""
    monkeypatch.setattr("flowmart.runtime.transport.redis_group._TRIM_SECONDS", 0.05)
    count = 3000

    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=trim&lease=0.5")
        await transport.open()
        client = getattr(transport, "_client")  # noqa: B009
        await transport.provision({"quick": [T1], "dead": [T1], "absent": [T1]})
        taken: list[Delivery] = []

        async def dies(batch: Sequence[Delivery]) -> None:
            taken.extend(batch)
            if len(taken) > 700:
                await asyncio.Event().wait()

        dead = await transport.consume("dead", [T1], dies)
        quick = Receiver()
        await transport.consume("quick", [T1], quick)
        for start in range(0, count, 100):
            await transport.publish([message(number) for number in range(start, start + 100)])
            await asyncio.sleep(0.01)
        await until(lambda: len(quick.got) == count and len(taken) > 700)
        await asyncio.sleep(0.3)
        assert await client.xlen("trim:" + T1) == count, "the absent group has seen nothing, so nothing may go"
        absent = Receiver()
        await transport.consume("absent", [T1], absent)
        await until(lambda: len(absent.got) == count)
        assert numbers(absent.got) == list(range(count))
        await asyncio.sleep(0.3)
        left = await client.xlen("trim:" + T1)
        assert count - 700 <= left < count, "what all three have acknowledged goes, what the dead one holds stays"
        for task in getattr(dead, "_tasks"):  # noqa: B009
            task.cancel()
        heir = Receiver()
        await transport.consume("dead", [T1], heir)
        handled = set(numbers(taken)[:700])
        await until(lambda: set(numbers(heir.got)) | handled == set(range(count)))
        await asyncio.sleep(0.3)
        assert await client.xlen("trim:" + T1) < 300, "now nobody wants them (whole blocks go)"
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 30))


def test_what_is_kept_for_groups_to_come_is_not_trimmed(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.redis_group._TRIM_SECONDS", 0.05)

    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=keep&keep=60")
        await transport.open()
        quick, late = Receiver(), Receiver()
        await transport.consume("quick", [T1], quick)
        await transport.publish([message(number) for number in range(1000)])
        await until(lambda: len(quick.got) == 1000)
        await asyncio.sleep(0.3)
        await transport.consume("late", [T1], late)
        await until(lambda: len(late.got) == 1000)
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_member_that_was_stalled_leaves_alone_what_others_have_claimed(redis_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=stalled&lease=0.3")
        await transport.open()
        client = getattr(transport, "_client")  # noqa: B009
        took, release = asyncio.Event(), asyncio.Event()
        stalled = Receiver()

        async def stalls(batch: Sequence[Delivery]) -> None:
            took.set()
            await stalled(batch)
            await release.wait()
            raise ConnectionError("the database gave the service to another instance")

        first = await transport.consume("g", [T1], stalls)
        await transport.publish([message(number) for number in range(5)])
        await took.wait()
        running, keeping = getattr(first, "_tasks")  # noqa: B009
        keeping.cancel()  # what a stop of the whole process does to the lease
        other, holds = Receiver(), asyncio.Event()

        async def slow(batch: Sequence[Delivery]) -> None:
            holds.set()
            await asyncio.sleep(0.5)
            await other(batch)

        await transport.consume("g", [T1], slow)
        await holds.wait()
        owners = {each["consumer"] for each in await client.xpending_range("stalled:" + T1, "g", "-", "+", 10)}
        release.set()
        await asyncio.sleep(0.2)
        assert {each["consumer"] for each in await client.xpending_range("stalled:" + T1, "g", "-", "+", 10)} == owners
        await until(lambda: len(other.got) == 5)
        await asyncio.sleep(0.5)
        assert len(other.got) == 5 and len(stalled.got) == 5 and not running.done()
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_consumer_goes_on_after_the_server_lost_its_data(redis_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=flushed&lease=0.3")
        await transport.open()
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await transport.publish([message(1)])
        await until(lambda: len(receiver.got) == 1)
        await getattr(transport, "_client").delete("flushed:" + T1)  # noqa: B009
        await transport.publish([message(2)])
        await until(lambda: numbers(receiver.got) == [1, 2])
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_full_server_is_an_error_for_whoever_publishes(redis_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{redis_url}?namespace=full")
        await transport.open()
        client = getattr(transport, "_client")  # noqa: B009
        await client.config_set("maxmemory", 1 << 20)
        try:
            with pytest.raises(ResponseError, match="maxmemory"):
                for _ in range(20):
                    await transport.publish([Outgoing(T1, None, b"x" * (1 << 17))])
        finally:
            await client.config_set("maxmemory", 0)
        await transport.publish([message(1)])
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


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
