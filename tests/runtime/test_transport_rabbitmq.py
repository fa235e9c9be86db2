"""The contract on RabbitMQ, against a rabbitmq-server of our own; and what only a single active consumer has."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message, numbers
from tests.runtime.transport_survival import SurvivalContract, blocks_while_its_server_stands_still, survives_the_death_of_its_server
from tests.support.brokers import rabbitmq_server

pytest.importorskip("aio_pika", reason="pip install 'flowmart[rabbitmq]'")
pytestmark = pytest.mark.slow_broker


@pytest.fixture(scope="module")
def rabbitmq_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with rabbitmq_server(tmp_path_factory.mktemp("rabbitmq")) as url:
        yield url


class TestRabbit(TransportContract):
    @pytest.fixture(autouse=True)
    def server(self, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        # Nobody kills this server, so that its queues need not grow old before they are used.
        monkeypatch.setattr("flowmart.runtime.transport.rabbit_queues._SETTLE_SECONDS", 0.0)
        self.url = rabbitmq_url

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}")


class TestRabbitSurvives(SurvivalContract):
    lease = 1

    @pytest.fixture(autouse=True)
    def server(self, rabbitmq_url: str) -> None:
        self.server_url = rabbitmq_url

    def url(self, namespace: str) -> str:
        return f"{self.server_url}?namespace={namespace}"


def test_kill_9_of_the_server_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with rabbitmq_server(tmp_path) as broker:
        survives_the_death_of_its_server(broker, f"{broker}?namespace=restart", times=1)


def test_a_server_that_stands_still_accepts_nothing(tmp_path: Path) -> None:
    with rabbitmq_server(tmp_path) as broker:
        blocks_while_its_server_stands_still(broker, f"{broker}?namespace=still")


def test_what_a_dead_member_held_goes_to_the_one_that_stood_by_in_order(rabbitmq_url: str) -> None:
    async def test() -> None:
        held: list[Delivery] = []

        async def never(batch: Sequence[Delivery]) -> None:
            held.extend(batch)
            await asyncio.Event().wait()

        url = f"{rabbitmq_url}?namespace=dead"
        dead, living = open_transport(url), open_transport(url)
        await dead.open()
        await living.open()
        receiver = Receiver()
        await dead.consume("g", [T1], never, limit=10)
        await living.consume("g", [T1], receiver)
        await living.publish([message(number) for number in range(50)])
        await until(lambda: len(held) > 0)
        assert receiver.got == []
        # As if the process were gone: its connection ends without a word about what it holds.
        await getattr(dead, "_consuming").close()  # noqa: B009
        await until(lambda: len(receiver.got) == 50)
        assert numbers(receiver.got) == list(range(50))
        await living.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password() -> None:
    with pytest.raises(RuntimeFailure, match="cannot reach RabbitMQ at amqp://127.0.0.1:1/") as failure:
        asyncio.run(open_transport("amqp://shop:secret@127.0.0.1:1/").open())
    assert "secret" not in str(failure.value)
