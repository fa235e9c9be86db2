"""The transport contract over MQTT, and what an edge needs: devices that speak plain MQTT, a broker that restarts. Peer: mosquitto."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Outgoing, Transport, open_transport
from tests.runtime.running import until
from tests.runtime.test_order_flow_on_engines import CONFIGURATION, flowmart, on_files, orders_are_delivered
from tests.runtime.transport_contract import Receiver, TransportContract, message, numbers
from tests.support.brokers import Broker
from tests.support.mosquitto import mosquitto_server

mqtt: Any = pytest.importorskip("paho.mqtt.client", reason="pip install 'flowmart[mqtt]'")

from flowmart.runtime.transport.mqtt_session import structured


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with mosquitto_server(tmp_path_factory.mktemp("mosquitto")) as url:
        yield url


class TestMqtt(TransportContract):
    @pytest.fixture(autouse=True)
    def server(self, broker: Broker) -> None:
        self.broker = broker

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.broker}?namespace={folder.name}")


def opened(url: str, test: Any, seconds: float = 30.0) -> None:
    async def run() -> None:
        transport = open_transport(url)
        await transport.open()
        try:
            await test(transport)
        finally:
            await transport.close()

    asyncio.run(asyncio.wait_for(run(), seconds))


class Device:
    """What is at the edge: a client of plain MQTT 3.1.1, which knows nothing of keys and groups."""

    def __init__(self, broker: str) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.client: Any = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self.client.on_message = self._hear
        self.client.connect("127.0.0.1", int(broker.rpartition(":")[2]))
        self.client.loop_start()

    def _hear(self, _client: Any, _data: Any, message: Any) -> None:
        self.got.append((message.topic, message.payload))

    def say(self, topic: str, body: bytes) -> None:
        self.client.publish(topic, body, qos=1).wait_for_publish(10)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def test_what_devices_say_comes_in_by_a_wildcard_and_what_is_published_reaches_them(broker: Broker, tmp_path: Path) -> None:
    async def test(transport: Transport) -> None:
        receiver, device = Receiver(), Device(broker)
        device.client.subscribe("devices/7/commands", qos=1)
        await transport.consume("telemetry", ["devices/+/readings"], receiver)
        await asyncio.to_thread(device.say, "devices/7/readings", b"21.5")
        await until(lambda: len(receiver.got) == 1)
        # The address that the catalog has, so that the handlers of its channel are found.
        assert (receiver.got[0].topic, receiver.got[0].key, receiver.got[0].body) == ("devices/+/readings", None, b"21.5")
        await transport.publish([Outgoing("devices/7/commands", "7", b"blink")])
        await until(lambda: device.got == [("devices/7/commands", b"blink")])
        with pytest.raises(RuntimeFailure, match="nothing can be published to 'devices/"):
            await transport.publish([Outgoing("devices/+/commands", None, b"x")])
        device.close()

    opened(f"{broker}?namespace={tmp_path.name}", test)


def test_what_devices_say_waits_for_a_service_that_is_away_and_for_a_broker_that_starts_again(tmp_path: Path) -> None:
    with mosquitto_server(tmp_path / "mosquitto") as own:

        async def provision(transport: Transport) -> None:
            await transport.provision({"telemetry": ["devices/#"]})

        async def consume(transport: Transport) -> None:
            receiver = Receiver()
            await transport.consume("telemetry", ["devices/#"], receiver)
            await until(lambda: len(receiver.got) == 5000)
            assert numbers(receiver.got) == list(range(5000))
            # While somebody listens, too: the consumer connects again by itself.
            own.server.stop()
            own.server.start()
            device = Device(own)
            await asyncio.to_thread(device.say, "devices/1/readings", b"5000")
            device.close()
            await until(lambda: 5000 in numbers(receiver.got), 20)
            await transport.publish([message(5001, "devices/2/readings")])
            await until(lambda: 5001 in numbers(receiver.got), 20)
            # What it had not yet heard of as acknowledged may come twice; nothing is missing.
            assert set(numbers(receiver.got)) == set(range(5002))

        opened(own, provision)
        device = Device(own)
        for number in range(5000):
            device.client.publish("devices/1/readings", b"%d" % number, qos=1)
        device.say("elsewhere", b"")
        device.close()
        own.server.stop()
        own.server.start()
        opened(own, consume, 60)


def test_a_member_that_dies_with_a_batch_in_its_hands_leaves_it_to_the_next(broker: Broker, tmp_path: Path) -> None:
    """Its acknowledgements would be too late: they are for numbers that may mean other messages by now."""
    url = f"{broker}?namespace={tmp_path.name}"

    async def test(transport: Transport) -> None:
        begun, late = asyncio.Event(), asyncio.Event()
        receiver = Receiver()

        async def slow(batch: Any) -> None:
            begun.set()
            await late.wait()

        await transport.consume("g", ["t"], slow)
        await transport.publish([message(number, "t") for number in range(3)])
        await begun.wait()
        other = open_transport(url)
        await other.open()
        await other.consume("g", ["t"], receiver)  # takes the session over
        await until(lambda: len(receiver.got) == 3)
        late.set()
        await other.publish([message(3, "t")])
        await until(lambda: len(receiver.got) >= 4)
        assert numbers(receiver.got)[:3] == [0, 1, 2]
        await other.close()

    opened(url, test)


def test_a_broker_that_is_not_there_is_said() -> None:
    with pytest.raises(RuntimeFailure, match=r"cannot reach MQTT at mqtt://127\.0\.0\.1:1"):
        opened("mqtt://user:secret@127.0.0.1:1", Receiver())


def test_cloudevents_in_binary_mode_are_read_too() -> None:
    attributes = {"specversion": "1.0", "id": "1", "source": "/devices/7", "type": "ReadingTaken", "flowmart-key": "7"}
    envelope = {name: value for name, value in attributes.items() if name != "flowmart-key"}
    assert json.loads(structured(attributes, "application/json", b'{"celsius": 21.5}')) == {**envelope, "data": {"celsius": 21.5}}
    in_avro = json.loads(structured(attributes, "application/avro", b"\x02"))
    assert in_avro == {**envelope, "datacontenttype": "application/avro", "data_base64": "Ag=="}
    assert structured({"type": "x"}, "", b"21.5") == b"21.5"
    assert structured(attributes, "", b"{") == b"{", "a dead letter that shows what came"


@pytest.mark.slow_broker
def test_orders_arrive_with_notifications_over_mqtt(broker: Broker, redis_url: str, tmp_path: Path) -> None:
    """As devices would be: on a channel of its own, beside the broker of the system."""
    project = tmp_path / "project"
    project.mkdir()
    name = tmp_path.name
    other = f'\n    channels: {{{{"notifications.{{{{env}}}}.events": "{broker}?namespace={name}"}}}}'
    row = CONFIGURATION.replace('    transport: "{transport}"', '    transport: "{transport}"' + other)
    device = Device(broker)
    device.client.subscribe("notifications.local.events", qos=1)
    with flowmart(project, f"{redis_url}?namespace={name}", on_files(project), row) as gateway:
        orders_are_delivered(gateway)
    device.close()
    kinds = [json.loads(body)["type"] for _, body in device.got]
    assert len(kinds) >= 10 and set(kinds) == {"NotificationSent"}
