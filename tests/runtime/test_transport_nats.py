"""The contract on NATS JetStream, against a nats-server of our own; and what only JetStream has."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Outgoing, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message
from tests.runtime.transport_survival import (
    SurvivalContract,
    alone,
    blocks_while_its_server_stands_still,
    comes_before_what_is_newer,
    goes_to_another,
    hands_over_at_once,
    survives_the_death_of_its_server,
)
from tests.support.brokers import nats_server

NatsError: type[Exception] = pytest.importorskip("nats.errors", reason="pip install 'flowmart[nats]'").Error


class TestNats(TransportContract):
    @pytest.fixture(autouse=True)
    def server(self, nats_url: str) -> None:
        self.url = nats_url

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}&lease=1")


class TestNatsSurvives(SurvivalContract):
    lease = 1

    @pytest.fixture(autouse=True)
    def server(self, nats_url: str) -> None:
        self.server_url = nats_url

    def url(self, namespace: str) -> str:
        return f"{self.server_url}?namespace={namespace}&lease=1"


def test_kill_9_of_the_server_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with nats_server(tmp_path) as broker:
        survives_the_death_of_its_server(broker, f"{broker}?namespace=restart&lease=1")


def test_a_server_that_stands_still_accepts_nothing(tmp_path: Path) -> None:
    with nats_server(tmp_path) as broker:
        blocks_while_its_server_stands_still(broker, f"{broker}?namespace=still&lease=1")


@pytest.mark.parametrize("ends_by", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_what_a_former_member_held_comes_at_once_to_one_that_is_alone(nats_url: str, tmp_path: Path, ends_by: signal.Signals) -> None:
    hands_over_at_once(f"{nats_url}?namespace={tmp_path.name}&lease=60", tmp_path, ends_by)


def test_what_a_dead_member_held_goes_to_another(nats_url: str) -> None:
    async def die(transport: Transport, _: object) -> None:
        """Its connection ends without a word about what it holds."""
        await getattr(transport, "_client").close()  # noqa: B009

    goes_to_another(f"{nats_url}?namespace=dead&lease=0.5", die)


def test_what_was_lost_on_its_way_comes_before_what_is_newer(nats_url: str) -> None:
    def reading(_: Transport, consumption: object) -> tuple[Any, str]:
        holding: Any = getattr(consumption, "__getitem__")(0)  # noqa: B009
        return holding._source._pull, "fetch"

    comes_before_what_is_newer(f"{nats_url}?namespace=way&lease=60", reading)


def test_a_handover_that_was_begun_by_a_process_that_died_is_ended_by_the_next(nats_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=begun&lease=7")
        await transport.open()
        await transport.provision({"g": [T1]})
        server = getattr(transport, "_manager")  # noqa: B009
        stream = "begun--shop_local_events"
        found = (await server.consumers_info(stream))[0]
        await server.add_consumer(stream, found.config.evolve(ack_wait=0.01))
        await transport.consume("g", [T1], Receiver(), sole=alone)
        assert (await server.consumers_info(stream))[0].config.ack_wait == 7
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_trimming_leaves_what_a_slow_or_absent_group_still_wants(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.jetstream_group._TRIM_SECONDS", 0.05)

    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=trim&lease=1")
        await transport.open()
        await transport.provision({"quick": [T1], "slow": [T1], "absent": [T1]})
        stream = "trim--shop_local_events"

        async def kept() -> int:
            count: int = (await getattr(transport, "_manager").stream_info(stream)).state.messages  # noqa: B009
            return count

        quick, slow, absent = Receiver(), Receiver(takes=0.05), Receiver()
        await transport.consume("quick", [T1], quick)
        held = await transport.consume("slow", [T1], slow, limit=10)
        await transport.publish([message(number) for number in range(1000)])
        await until(lambda: len(quick.got) == 1000 and len(slow.got) >= 100)
        await asyncio.sleep(0.2)
        assert await kept() == 1000, "the absent group has seen nothing, so nothing may go"
        await transport.consume("absent", [T1], absent)
        await until(lambda: len(absent.got) == 1000)
        await held.stop()
        await asyncio.sleep(1.2)
        left = 1000 - len(slow.got)
        assert left <= await kept() <= left + 20, "what all three have acknowledged goes"
        await transport.consume("slow", [T1], slow)
        await until(lambda: sorted({int(each.body) for each in slow.got}) == list(range(1000)))
        await asyncio.sleep(1.2)
        assert await kept() == 0
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 30))


def test_a_consumer_goes_on_after_the_server_lost_its_data(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.jetstream_group._TRIM_SECONDS", 0.3)

    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=lost&lease=1")
        await transport.open()
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await transport.publish([message(1)])
        await until(lambda: len(receiver.got) == 1)
        await getattr(transport, "_manager").delete_stream("lost--shop_local_events")  # noqa: B009
        with pytest.raises(NatsError):
            await transport.publish([message(2)])
        await transport.publish([message(2)])
        await until(lambda: [int(each.body) for each in receiver.got] == [1, 2])
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_topics_that_would_share_a_stream_are_refused(nats_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=shared")
        await transport.open()
        await transport.provision({"g": ["a.b"]})
        with pytest.raises(RuntimeFailure, match="the stream shared--a_b of 'a_b' has other subjects"):
            await transport.provision({"g": ["a_b"]})
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_message_as_large_as_the_features_say_arrives(nats_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=large")
        await transport.open()
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        largest = transport.features.largest_message
        await transport.publish([message(1)._replace(body=b"x" * largest, key="k" * 200)])
        await until(lambda: [len(each.body) for each in receiver.got] == [largest])
        await transport.close()

    asyncio.run(test())


def test_a_full_stream_is_an_error_for_whoever_publishes_and_forgets_nothing(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.jetstream_group._TRIM_SECONDS", 0.05)

    async def test() -> None:
        transport = open_transport(f"{nats_url}?namespace=full")
        await transport.open()
        await transport.provision({"g": [T1]})
        # An administrator gives the stream a limit, and leaves the rest as flowmart made it.
        manager = getattr(transport, "_client").jetstream()  # noqa: B009
        stream = (await manager.stream_info("full--shop_local_events")).config
        await manager.update_stream(stream.evolve(max_bytes=1 << 20))
        accepted: list[bytes] = []
        with pytest.raises(NatsError, match="maximum bytes exceeded"):
            while len(accepted) < 200:
                body = b"%d " % len(accepted) + b"x" * (1 << 16)
                await transport.publish([Outgoing(T1, None, body)])
                accepted.append(body)
        assert 10 < len(accepted) < 20
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await until(lambda: [each.body for each in receiver.got] == accepted)
        # As soon as what is handled has been trimmed, there is room again.
        while len(receiver.got) == len(accepted):
            with suppress(NatsError):
                await transport.publish([Outgoing(T1, None, b"y" * (1 << 18))])
                await until(lambda: len(receiver.got) > len(accepted))
            await asyncio.sleep(0.1)
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password() -> None:
    with pytest.raises(RuntimeFailure, match="cannot reach NATS JetStream at nats://127.0.0.1:1") as failure:
        asyncio.run(open_transport("nats://shop:secret@127.0.0.1:1").open())
    assert "secret" not in str(failure.value)
