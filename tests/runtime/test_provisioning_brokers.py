"""What `flowmart provision` leaves alone, what it says of brokers that are set up otherwise, and several brokers in one environment.

Peers: a redis-server, nats-server, rabbitmq-server and Apache Kafka of our own.
"""

import asyncio
import importlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flowmart.runtime import Environment, Publication, RuntimeFailure, ServiceBinding
from flowmart.runtime.project import Project
from flowmart.runtime.transport import Delivery, Outgoing, open_transport
from tests.runtime.conftest import Shared, copy_flowmart
from tests.runtime.running import until
from tests.runtime.test_order_flow_on_engines import CONFIGURATION as RUNNING
from tests.runtime.test_order_flow_on_engines import flowmart, on_files, orders_are_delivered
from tests.runtime.test_provisioning import provision
from tests.support.brokers import BROKERS, nats_server, rabbitmq_server, redis_server

TOPIC, STRAY = "orders.production.events", "somebody.elses.topic"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_flowmart(tmp_path / "project")


def folder_of(tmp_path: Path, name: str = "broker") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 60))


async def fill(broker: str) -> None:
    """A group that the catalog does not know, with messages on a topic of its own and on one of FlowMart's."""
    transport = open_transport(broker)
    await transport.open()
    await transport.provision({"stray": [STRAY, TOPIC]})
    await transport.publish([Outgoing(topic, "k", f"{topic} {number}".encode()) for topic in (STRAY, TOPIC) for number in range(3)])
    await transport.close()


async def found_by(broker: str, group: str, topics: Sequence[str], count: int) -> list[bytes]:
    transport = open_transport(broker)
    await transport.open()
    found: list[bytes] = []

    async def take(batch: Sequence[Delivery]) -> None:
        found.extend(each.body for each in batch)

    consumer = await transport.consume(group, topics, take)
    await until(lambda: len(found) >= count, 20)
    await consumer.stop()
    await transport.close()
    return sorted(found)


@pytest.mark.slow_broker
@pytest.mark.parametrize("engine", BROKERS)
def test_what_the_catalog_does_not_know_stays_with_all_its_messages(engine: str, shared: Shared, project: Path, tmp_path: Path) -> None:
    broker = f"{shared[engine]}?namespace={tmp_path.name}"
    run(lambda: fill(broker))
    for _ in range(2):
        code, said = provision(project, broker)
        assert code == 0 and "deleted" not in said, said
        assert STRAY not in said and "stray" not in said, said

    async def look() -> None:
        expected = sorted(f"{topic} {number}".encode() for topic in (STRAY, TOPIC) for number in range(3))
        assert await found_by(broker, "stray", [STRAY, TOPIC], 6) == expected

    run(look)


WEAK_AND_STRONG = """
from flowmart.runtime import Publication, ServiceBinding, Subscription

def publication(channel: str, delivery: str) -> Publication:
    return Publication(message="M", version="1.0.0", message_class="M", kind="event", channel=channel, delivery=delivery)

BINDING = ServiceBinding(
    service="A", version="1.0.0", module="a", group="a", database="a",
    publications=(publication("weak", "at-most-once"), publication("once", "exactly-once"), publication("both", "at-most-once")),
    subscriptions=(
        Subscription(
            message="M", version="1.0.0", message_class="M", kind="event", handler="on_m", mode="state", channel="both", delivery="at-least-once"
        ),
    ),
)
"""


@pytest.fixture
def of_several_guarantees(tmp_path: Path) -> Path:
    project = tmp_path / "guarantees"
    for package in ("generated", "generated/bindings", "generated/messages"):
        (project / package).mkdir(parents=True)
        (project / package / "__init__.py").write_text("")
    (project / "generated/bindings/a.py").write_text(WEAK_AND_STRONG)
    return project


@pytest.mark.slow_broker
def test_what_kafka_keeps_and_for_how_long_follows_the_guarantee_of_the_channel(
    of_several_guarantees: Path, kafka_url: str, tmp_path: Path
) -> None:
    """One node has no replicas; that two of three must have a message is looked at in the settings alone."""
    from flowmart.runtime.provisioning.kafka import topic_settings

    admin: Any = importlib.import_module("confluent_kafka.admin")
    name = tmp_path.name
    code, said = provision(of_several_guarantees, f"{kafka_url}?namespace={name}&partitions=1&replication=1")
    assert code == 0, said
    client = admin.AdminClient({"bootstrap.servers": str(kafka_url).removeprefix("kafka://")})
    kept: dict[str, str] = {}
    for topic in ("weak", "once", "both"):
        resource = admin.ConfigResource(admin.ResourceType.TOPIC, f"{name}.{topic}")
        kept[topic] = client.describe_configs([resource])[resource].result()["retention.ms"].value
    day = 86_400_000
    assert kept == {"weak": str(day), "once": str(7 * day), "both": str(7 * day)}, "the strongest of those who share a channel"
    assert [topic_settings(each, 3)["min.insync.replicas"] for each in ("at-most-once", "at-least-once", "exactly-once")] == ["1", "2", "2"]


@pytest.mark.slow_broker
def test_redis_has_to_sync_only_what_may_not_be_lost(of_several_guarantees: Path, redis_url: str, tmp_path: Path) -> None:
    broker = f"{redis_url}?namespace={tmp_path.name}"
    assert "appendfsync=always" in provision(of_several_guarantees, broker, "--dry-run")[1]
    (of_several_guarantees / "generated/bindings/a.py").write_text(
        WEAK_AND_STRONG.replace("exactly-once", "at-most-once").replace("at-least-once", "at-most-once")
    )
    said = provision(of_several_guarantees, broker, "--dry-run")[1]
    assert "appendonly=yes" in said and "appendfsync" not in said, said


@pytest.mark.slow_broker
def test_a_redis_that_may_lose_what_it_accepted_is_a_difference_and_is_not_changed(project: Path, tmp_path: Path) -> None:
    redis = pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")
    with redis_server(folder_of(tmp_path)) as broker:
        client: Any = redis.Redis.from_url(str(broker))
        client.config_set("appendfsync", "everysec")
        client.config_set("maxmemory-policy", "allkeys-lru")
        for options in (["--dry-run"], [], []):
            code, said = provision(project, broker, *options)
            assert code == 1, said
            assert "maxmemory-policy=noeviction (there: allkeys-lru), appendfsync=always (there: everysec)" in said, said
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert "there    group orders-service of the stream flowmart:payments.production.events" in said, "all the same"
        client.config_set("appendfsync", "always")
        client.config_set("maxmemory-policy", "noeviction")
        code, said = provision(project, broker)
        assert code == 0 and "differs" not in said, said
        client.close()


@pytest.mark.slow_broker
def test_a_rabbitmq_with_other_queues_and_another_exchange_says_so_and_keeps_them(project: Path, tmp_path: Path) -> None:
    aio_pika = pytest.importorskip("aio_pika", reason="pip install 'flowmart[rabbitmq]'")

    async def declare(broker: str) -> None:
        connection: Any = await aio_pika.connect(broker)
        channel: Any = await connection.channel()
        # As somebody else would make them: a classic queue is not replicated, a fanout exchange sends everything everywhere.
        await channel.declare_queue("flowmart.orders-service", durable=True)
        await channel.declare_exchange("flowmart", "fanout", durable=True)
        await channel.default_exchange.publish(aio_pika.Message(b"kept", delivery_mode=2), routing_key="flowmart.orders-service")
        await connection.close()

    async def look(broker: str) -> None:
        connection: Any = await aio_pika.connect(broker)
        channel: Any = await connection.channel()
        queue: Any = await channel.declare_queue("flowmart.orders-service", passive=True)
        assert queue.declaration_result.message_count == 1
        await connection.close()

    with rabbitmq_server(folder_of(tmp_path)) as broker:
        run(lambda: declare(broker))
        for options in (["--dry-run"], [], []):
            code, said = provision(project, broker, *options)
            line = next(line for line in said.splitlines() if "queue flowmart.orders-service:" in line)
            assert code == 1 and line.startswith("differs") and "single active consumer=yes (there: none)" in line, said
            assert "differs  exchange flowmart: type=direct (there: fanout)" in said, said
        assert "there    queue flowmart.payment-service" in said, "the others are made"
        run(lambda: look(broker))
        assert "guest" not in said


@pytest.mark.slow_broker
def test_a_queue_that_is_there_is_bound_to_what_the_catalog_has_added_since(project: Path, tmp_path: Path) -> None:
    aio_pika = pytest.importorskip("aio_pika", reason="pip install 'flowmart[rabbitmq]'")

    async def unbind(broker: str) -> None:
        """As it was when the service did not yet receive from the topic."""
        connection: Any = await aio_pika.connect(broker)
        channel: Any = await connection.channel()
        queue: Any = await channel.get_queue("flowmart.orders-service")
        await queue.unbind("flowmart", routing_key="payments.production.events")
        await connection.close()

    async def look(broker: str) -> None:
        connection: Any = await aio_pika.connect(broker)
        channel: Any = await connection.channel()
        exchange: Any = await channel.get_exchange("flowmart")
        await exchange.publish(aio_pika.Message(b"kept", delivery_mode=2), routing_key="payments.production.events", mandatory=True)
        queue: Any = await channel.get_queue("flowmart.orders-service")
        assert queue.declaration_result.message_count == 1
        await connection.close()

    with rabbitmq_server(folder_of(tmp_path)) as broker:
        assert provision(project, broker)[0] == 0
        run(lambda: unbind(broker))
        code, said = provision(project, broker)
        assert code == 0 and "there    queue flowmart.orders-service" in said, said
        run(lambda: look(broker))


@pytest.mark.slow_broker
@pytest.mark.parametrize("channel", ["notifications.{env}.events", "notifications.production.events"])
def test_a_channel_on_another_broker_is_provisioned_there_and_only_there(channel: str, project: Path, tmp_path: Path) -> None:
    with nats_server(folder_of(tmp_path)) as usual, redis_server(folder_of(tmp_path, "redis")) as other:
        transport = f'{usual}"\n    channels: {{"{channel}": "{other}"}} # "'
        code, said = provision(project, transport, "--dry-run")
        on_redis = [line for line in said.splitlines() if " flowmart:" in line]
        elsewhere = [line for line in said.splitlines() if "notifications" in line and line not in on_redis]
        assert code == 0, said
        assert on_redis == ["missing  group orders-service of the stream flowmart:notifications.production.events: from=the first entry"]
        assert elsewhere and not any("events" in line for line in elsewhere), elsewhere
        code, said = provision(project, transport)
        assert code == 0 and "missing" not in said and on_redis[0].replace("missing ", "created ") in said, said
        code, said = provision(project, transport)
        assert code == 0 and "missing" not in said and "created" not in said and "differs" not in said, said


@pytest.mark.slow_broker
def test_orders_arrive_with_notifications_on_another_broker(tmp_path: Path) -> None:
    """And what is on the other broker is there: a group that comes later finds it."""
    project = folder_of(tmp_path, "project")
    with redis_server(folder_of(tmp_path)) as usual, redis_server(folder_of(tmp_path, "other")) as other:
        row = RUNNING.replace(
            '    transport: "{transport}"',
            '    transport: "{transport}"\n    channels: {{"notifications.{{env}}.events": "' + other + '?keep=600"}}',
        )
        with flowmart(project, usual, on_files(project), row) as gateway:
            orders_are_delivered(gateway)

        async def look() -> None:
            found = await found_by(other, "latecomer", ["notifications.local.events"], 10)
            assert all(b'"type":"NotificationSent"' in body for body in found)

        run(look)


def test_a_channel_is_called_by_its_id_or_its_address() -> None:
    sent = Publication(
        message="OrderPlaced",
        version="1.0.0",
        message_class="OrderPlaced",
        kind="event",
        channel="shop.{env}.orders",
        channel_id="orders-events",
        addresses={"production": "shop.eu.orders"},
    )
    binding = ServiceBinding(
        service="OrdersService", version="1.0.0", module="orders_service", group="orders", database="orders", publications=(sent,)
    )
    project = Project((binding,), (), lambda _: pytest.fail("no class is needed"), b"", Path(), "services", Path())
    production = Environment(name="production")
    for name in ("orders-events", "shop.{env}.orders", "shop.eu.orders"):
        assert project.brokers(replace(production, channels={name: "nats://other"})) == {"shop.eu.orders": "nats://other"}
    with pytest.raises(RuntimeFailure, match=r"environments\.production\.channels: no channel 'orders-evnts'") as failure:
        project.brokers(replace(production, channels={"orders-evnts": "nats://other"}))
    assert failure.value.hint == "there are: orders-events"
