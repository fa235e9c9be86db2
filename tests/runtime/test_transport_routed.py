"""The contract on two brokers behind one transport: a redis-server and a nats-server of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmart.runtime.transport import Transport
from flowmart.runtime.transport.routed import open_routed
from tests.runtime.transport_contract import T1, T2, TransportContract
from tests.support.brokers import nats_server, redis_server

pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")
pytest.importorskip("nats", reason="pip install 'flowmart[nats]'")


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with redis_server(tmp_path_factory.mktemp("redis")) as redis, nats_server(tmp_path_factory.mktemp("nats")) as nats:
        yield redis, nats


class TestOtherTopicOnAnotherBroker(TransportContract):
    @pytest.fixture(autouse=True)
    def servers(self, urls: tuple[str, str]) -> None:
        self.urls = urls

    def transport(self, folder: Path) -> Transport:
        redis, nats = self.urls
        return open_routed(f"{redis}?namespace={folder.name}&lease=1", {T2: f"{nats}?namespace={folder.name}&lease=1"})


class TestTopicOnAnotherBroker(TestOtherTopicOnAnotherBroker):
    def transport(self, folder: Path) -> Transport:
        redis, nats = self.urls
        return open_routed(f"{redis}?namespace={folder.name}&lease=1", {T1: f"{nats}?namespace={folder.name}&lease=1"})
