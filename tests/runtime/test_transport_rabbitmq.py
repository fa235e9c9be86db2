"""The contract on RabbitMQ, against a rabbitmq-server of our own; and what only a single active consumer has."""

import asyncio
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Delivery, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, TransportContract, message, numbers
from tests.runtime.transport_survival import SurvivalContract, blocks_while_its_server_stands_still, survives_the_death_of_its_server
from tests.support.brokers import Broker, binary, rabbitmq_server

aio_pika = pytest.importorskip("aio_pika", reason="pip install 'flowmart[rabbitmq]'")
pytestmark = pytest.mark.slow_broker


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


def control(broker: Broker, *words: str) -> str:
    """`rabbitmqctl` itself: the one in the path would be another user."""
    installed = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
    command = [str(installed) if installed.exists() else binary("rabbitmqctl"), "--silent", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=broker.server.environment, timeout=90).stdout


def test_groups_have_quorum_queues_that_keep_and_let_one_consumer_work(rabbitmq_url: Broker) -> None:
    """The broker itself says how a queue differs from a declaration that does not fit."""

    async def refusal(**changes: object) -> str:
        connection = await aio_pika.connect(str(rabbitmq_url))
        settings: dict[str, object] = {"x-queue-type": "quorum", "x-single-active-consumer": True} | changes
        durable = settings.pop("durable", True)
        try:
            await (await connection.channel()).declare_queue("quorum.g", durable=durable, arguments=settings)
            return ""
        except aio_pika.exceptions.ChannelPreconditionFailed as error:
            return str(error)
        finally:
            await connection.close()

    async def test() -> None:
        transport = open_transport(f"{rabbitmq_url}?namespace=quorum")
        await transport.open()
        await transport.provision({"g": [T1]})
        await transport.close()
        assert await refusal() == ""
        assert "'classic' but current is 'quorum'" in await refusal(**{"x-queue-type": "classic"})
        assert "x-single-active-consumer" in await refusal(**{"x-single-active-consumer": False})

    asyncio.run(asyncio.wait_for(test(), 30))


def test_a_server_without_memory_takes_nothing_more_and_what_it_has_is_still_handled(rabbitmq_url: Broker) -> None:
    async def test() -> None:
        transport = open_transport(f"{rabbitmq_url}?namespace=alarm")
        await transport.open()
        await transport.provision({"g": [T1]})
        await transport.publish([message(number) for number in range(50)])
        await asyncio.to_thread(control, rabbitmq_url, "set_vm_memory_high_watermark", "0.000001")
        try:
            publishing = asyncio.create_task(
                transport.publish([message(number)._replace(body=b"%d" % number) for number in range(50, 550)])
            )
            await asyncio.sleep(1.0)
            assert not publishing.done()
            receiver = Receiver()
            await transport.consume("g", [T1], receiver)
            await until(lambda: numbers(receiver.got) == list(range(50)), 20)
            # Its acknowledgements are heard although the server listens to nobody who publishes.
            end = asyncio.get_running_loop().time() + 30
            while "alarm.g\t0" not in await asyncio.to_thread(control, rabbitmq_url, "list_queues", "name", "messages"):
                assert asyncio.get_running_loop().time() < end
            assert not publishing.done()
        finally:
            await asyncio.to_thread(control, rabbitmq_url, "set_vm_memory_high_watermark", "0.4")
        await publishing
        await until(lambda: numbers(receiver.got) == list(range(550)), 20)
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 120))


def test_a_full_queue_is_an_error_for_whoever_publishes(rabbitmq_url: Broker) -> None:
    async def test() -> None:
        transport = open_transport(f"{rabbitmq_url}?namespace=full")
        await transport.open()
        await transport.provision({"g": [T1]})
        policy = ("set_policy", "full", r"^full\.", '{"max-length":20,"overflow":"reject-publish"}', "--apply-to", "queues")
        await asyncio.to_thread(control, rabbitmq_url, *policy)
        accepted = 0
        with pytest.raises(aio_pika.exceptions.DeliveryError):
            while accepted < 1000:
                await transport.publish([message(accepted)])
                accepted += 1
        assert accepted < 1000
        receiver = Receiver()
        await transport.consume("g", [T1], receiver)
        await until(lambda: set(numbers(receiver.got)) >= set(range(accepted)))
        # Now there is room again.
        await transport.publish([message(2000)])
        await until(lambda: 2000 in numbers(receiver.got))
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password() -> None:
    with pytest.raises(RuntimeFailure, match="cannot reach RabbitMQ at amqp://127.0.0.1:1/") as failure:
        asyncio.run(open_transport("amqp://shop:secret@127.0.0.1:1/").open())
    assert "secret" not in str(failure.value)
