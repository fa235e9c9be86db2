"""The contract on two brokers behind one transport: a redis-server and a nats-server of our own."""

from pathlib import Path

import pytest

from flowmart.runtime.transport import Transport
from flowmart.runtime.transport.routed import open_routed
from tests.runtime.transport_contract import T1, T2, TransportContract

pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")
pytest.importorskip("nats", reason="pip install 'flowmart[nats]'")


class TestOtherTopicOnAnotherBroker(TransportContract):
    @pytest.fixture(autouse=True)
    def servers(self, redis_url: str, nats_url: str) -> None:
        self.urls = redis_url, nats_url

    def transport(self, folder: Path) -> Transport:
        redis, nats = self.urls
        return open_routed(f"{redis}?namespace={folder.name}&lease=1", {T2: f"{nats}?namespace={folder.name}&lease=1"})


class TestTopicOnAnotherBroker(TestOtherTopicOnAnotherBroker):
    def transport(self, folder: Path) -> Transport:
        redis, nats = self.urls
        return open_routed(f"{redis}?namespace={folder.name}&lease=1", {T1: f"{nats}?namespace={folder.name}&lease=1"})
