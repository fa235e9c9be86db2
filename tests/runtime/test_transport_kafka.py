"""The contract on Kafka, against a node of Apache Kafka (KRaft) of our own; and what only partitions have."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message, numbers
from tests.runtime.transport_survival import SurvivalContract, blocks_while_its_server_stands_still, survives_the_death_of_its_server
from tests.support.brokers import kafka_server

pytest.importorskip("confluent_kafka", reason="pip install 'flowmart[kafka]'")
pytestmark = pytest.mark.slow_broker


@pytest.fixture(scope="module")
def kafka_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with kafka_server(tmp_path_factory.mktemp("kafka")) as url:
        yield url


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


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.kafka_log._OPEN_SECONDS", 0.5)
    with pytest.raises(RuntimeFailure, match="cannot reach Kafka at kafka://127.0.0.1:1") as failure:
        asyncio.run(open_transport("kafka://shop:secret@127.0.0.1:1?security=SASL_PLAINTEXT").open())
    assert "secret" not in str(failure.value)
