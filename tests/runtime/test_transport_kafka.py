"""The contract on Kafka, against a node of Apache Kafka (KRaft) of our own; and what only partitions have."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message, numbers
from tests.runtime.transport_survival import SurvivalContract, blocks_while_its_server_stands_still, survives_the_death_of_its_server
from tests.support.brokers import Broker, kafka_server
from tests.support.kafka_relay import relay

confluent_kafka: Any = pytest.importorskip("confluent_kafka", reason="pip install 'flowmart[kafka]'")
AdminClient: Any = pytest.importorskip("confluent_kafka.admin").AdminClient
pytestmark = pytest.mark.slow_broker


class TestKafka(TransportContract):
    """One partition a topic: one order of all messages, and one working member a group."""

    @pytest.fixture(autouse=True)
    def server(self, kafka_url: str) -> None:
        self.url = kafka_url

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}&partitions=1")


class TestKafkaSurvives(SurvivalContract):
    lease = 1.5

    @pytest.fixture(autouse=True)
    def server(self, kafka_url: str) -> None:
        self.server_url = kafka_url

    def url(self, namespace: str) -> str:
        return f"{self.server_url}?namespace={namespace}&partitions=1&session=1.5"


def test_kill_9_of_the_server_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with kafka_server(tmp_path) as broker:
        survives_the_death_of_its_server(broker, f"{broker}?namespace=restart&partitions=1&session=1.5", times=1)


def test_a_server_that_stands_still_accepts_nothing(tmp_path: Path) -> None:
    with kafka_server(tmp_path) as broker:
        blocks_while_its_server_stands_still(broker, f"{broker}?namespace=still&partitions=1&session=1.5")


def test_two_members_share_the_partitions_and_each_key_keeps_its_order(kafka_url: str) -> None:
    async def test() -> None:
        transport = open_transport(f"{kafka_url}?namespace=shared&partitions=4&member=orders")
        await transport.open()
        members = [Receiver(takes=0.01), Receiver(takes=0.01)]
        for member in members:
            await transport.consume("g", [T1], member, limit=10)
        # Only when both have partitions is this about two members.
        first = [message(number, key=str(number % 20)) for number in range(20)]
        while not all(member.got for member in members):
            await transport.publish(first)
            await asyncio.sleep(0.2)
        for member in members:
            member.got.clear()
        await asyncio.sleep(0.3)
        await transport.publish([message(number, key=str(number % 20)) for number in range(100, 300)])
        await until(lambda: sum(number >= 100 for member in members for number in numbers(member.got)) == 200)
        for key in range(20):
            of_key = [[int(each.body) for each in member.got if each.key == str(key) and int(each.body) >= 100] for member in members]
            assert sorted(of_key) == [[], [number for number in range(100, 300) if number % 20 == key]]
        await transport.close()

    assert open_transport(f"{kafka_url}?partitions=4").features.competing
    asyncio.run(asyncio.wait_for(test(), 20))


def test_an_answer_that_is_lost_has_nothing_published_twice(kafka_url: Broker) -> None:
    """Apache Kafka has written the batch when the connection breaks; the client sends it again, and the broker knows it."""
    here, there = kafka_url.relayed

    async def test() -> None:
        async with relay(here, there) as between:
            transport = open_transport(f"kafka://127.0.0.1:{here}?namespace=idempotent&partitions=1")
            await transport.open()
            await transport.publish([message(number) for number in range(10)])
            between.lose = 2
            await transport.publish([message(number) for number in range(10, 110)])
            await transport.publish([message(number) for number in range(110, 120)])
            assert between.lost == 2
            receiver = Receiver()
            await transport.consume("g", [T1], receiver)
            await until(lambda: numbers(receiver.got)[-1:] == [119], 20)
            assert numbers(receiver.got) == list(range(120))
            await transport.close()

    asyncio.run(asyncio.wait_for(test(), 60))


def members(kafka_url: str, group: str) -> tuple[str, list[str]]:
    """How the broker has the partitions of a group assigned, and whom to: a member for each partition."""
    admin: Any = AdminClient({"bootstrap.servers": kafka_url.removeprefix("kafka://")})
    found: Any = admin.describe_consumer_groups([group])[group].result(10)
    return found.partition_assignor, [str(each.group_instance_id) for each in found.members for _ in each.assignment.topic_partitions]


async def until_assigned(kafka_url: str, group: str, owners: set[str]) -> str:
    end = asyncio.get_running_loop().time() + 30
    while set((found := await asyncio.to_thread(members, kafka_url, group))[1]) != owners:
        assert asyncio.get_running_loop().time() < end, found
        await asyncio.sleep(0.1)
    return found[0]


def test_partitions_move_one_by_one_when_a_member_joins(kafka_url: Broker) -> None:
    """Cooperatively: what a member keeps it goes on with, and nobody lets go of everything."""

    async def test() -> None:
        url = f"{kafka_url}?namespace=cooperative&partitions=4"
        first, second = open_transport(f"{url}&member=first"), open_transport(f"{url}&member=second")
        await first.open()
        await second.open()
        consumption = await first.consume("g", [T1], Receiver())
        await until_assigned(kafka_url, "cooperative.g", {"first.1"})
        client: Any = getattr(getattr(consumption, "_source"), "_consumer")  # noqa: B009
        fewest = 4
        joining = asyncio.create_task(second.consume("g", [T1], Receiver()))
        waiting = asyncio.create_task(until_assigned(kafka_url, "cooperative.g", {"first.1", "second.1"}))
        while not waiting.done():
            fewest = min(fewest, len(client.assignment()))
            await asyncio.sleep(0.002)
        await joining
        assert await waiting == "cooperative-sticky"
        assert fewest == 2
        await first.close()
        await second.close()

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_member_with_a_name_takes_its_partitions_back_after_a_restart(kafka_url: Broker) -> None:
    async def test() -> None:
        url = f"{kafka_url}?namespace=static&partitions=1&session=20"
        other = open_transport(f"{url}&member=other")
        await other.open()
        first, again, stands_by = Receiver(), Receiver(), Receiver()
        named = open_transport(f"{url}&member=orders")
        await named.open()
        await named.consume("g", [T1], first)
        await named.publish([message(1)])
        await until(lambda: numbers(first.got) == [1], 20)
        await other.consume("g", [T1], stands_by)
        await until_assigned(kafka_url, "static.g", {"orders.1"})
        await named.close()
        # Long enough that a member which leaves would be replaced: the other one asks the broker every three seconds.
        await asyncio.sleep(4)
        await other.publish([message(number) for number in range(2, 22)])
        named = open_transport(f"{url}&member=orders")
        await named.open()
        await named.consume("g", [T1], again)
        await until(lambda: numbers(again.got) == list(range(2, 22)), 20)
        assert stands_by.got == []
        await named.close()
        await other.close()

    asyncio.run(asyncio.wait_for(test(), 90))


def test_of_two_members_with_one_name_the_later_one_works(kafka_url: Broker, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        url = f"{kafka_url}?namespace=fenced&partitions=1&member=orders&session=3"
        former, later = open_transport(url), open_transport(url)
        await former.open()
        await later.open()
        first, second = Receiver(), Receiver()
        await former.consume("g", [T1], first)
        await former.publish([message(number) for number in range(10)])
        await until(lambda: len(first.got) == 10, 20)
        await later.consume("g", [T1], second)
        await until(lambda: "fenced" in caplog.text.lower(), 30)
        await later.publish([message(number) for number in range(10, 60)])
        await until(lambda: numbers(second.got)[-50:] == list(range(10, 60)), 20)
        assert len(first.got) == 10
        await former.close()
        await later.close()

    asyncio.run(asyncio.wait_for(test(), 90))


def test_progress_is_kept_for_each_partition(kafka_url: Broker) -> None:
    """Three batches over four partitions are handled and a fourth never is: the broker's offsets are what each partition got to."""

    async def test() -> None:
        transport = open_transport(f"{kafka_url}?namespace=progress&partitions=4")
        await transport.open()
        await transport.provision({"g": [T1]})
        await transport.publish([message(number, key=str(number)) for number in range(100)])
        handled: list[Delivery] = []
        stuck, release = asyncio.Event(), asyncio.Event()

        async def three_batches(batch: Sequence[Delivery]) -> None:
            if len(handled) >= 60:
                stuck.set()
                await release.wait()
                raise ConnectionError("never handled")
            handled.extend(batch)

        await transport.consume("g", [T1], three_batches, limit=20)
        await stuck.wait()
        client: Any = confluent_kafka.Consumer({"bootstrap.servers": kafka_url.removeprefix("kafka://"), "group.id": "progress.g"})
        topic = f"progress.{T1}"
        kept: Any = await asyncio.to_thread(client.committed, [confluent_kafka.TopicPartition(topic, each) for each in range(4)], 10)
        client.assign([confluent_kafka.TopicPartition(topic, each, 0) for each in range(4)])
        written: list[Any] = []
        while len(written) < 100:
            written += await asyncio.to_thread(client.consume, 100, 1)
        client.close()
        before = {each.value() for each in written if each.offset() < kept[each.partition()].offset}
        assert before == {each.body for each in handled} and len({each.partition() for each in written if each.value() in before}) > 1
        release.set()
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.kafka_log._OPEN_SECONDS", 0.5)
    with pytest.raises(RuntimeFailure, match="cannot reach Kafka at kafka://127.0.0.1:1") as failure:
        asyncio.run(open_transport("kafka://shop:secret@127.0.0.1:1?security=SASL_PLAINTEXT").open())
    assert "secret" not in str(failure.value)


def test_a_start_goes_on_while_the_topic_of_answers_has_no_leader_yet(kafka_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes that start together find a topic that another one made a moment ago."""
    ask: Any = confluent_kafka.Consumer.get_watermark_offsets
    asked: list[int] = []

    class Leaderless(confluent_kafka.Consumer):  # type: ignore[misc]
        def get_watermark_offsets(self, *arguments: Any, **options: Any) -> Any:
            asked.append(1)
            if len(asked) < 4:
                raise confluent_kafka.KafkaException(confluent_kafka.KafkaError(confluent_kafka.KafkaError.NOT_LEADER_FOR_PARTITION))
            return ask(self, *arguments, **options)

    monkeypatch.setattr(confluent_kafka, "Consumer", Leaderless)

    async def test() -> None:
        transport = open_transport(f"{kafka_url}?namespace=leaderless")
        await transport.open()
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))
    assert len(asked) == 4
