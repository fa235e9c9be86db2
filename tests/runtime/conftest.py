"""Makes `tests.runtime.<module>` importable, here and in the processes that the tests start; and the servers that tests share."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from tests.support.brokers import BROKERS, Broker


def copy_flowmart(project: Path) -> Path:
    """What `flowmart run` needs of this repository, for a configuration of the test's own."""
    for part in ("generated", "services"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    return project


class Shared:
    """A server of each engine, for tests that do not harm it and have a namespace of their own: started when it is first asked for."""

    def __init__(self, folders: pytest.TempPathFactory, running: ExitStack) -> None:
        self._folders = folders
        self._running = running
        self._brokers: dict[str, Broker] = {}

    def __getitem__(self, engine: str) -> Broker:
        if engine not in self._brokers:
            self._brokers[engine] = self._running.enter_context(BROKERS[engine](self._folders.mktemp(engine)))
        return self._brokers[engine]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with ExitStack() as running:
        yield Shared(tmp_path_factory, running)


@pytest.fixture(scope="session")
def redis_url(shared: Shared) -> Broker:
    return shared["redis"]


@pytest.fixture(scope="session")
def nats_url(shared: Shared) -> Broker:
    return shared["nats"]


@pytest.fixture(scope="session")
def kafka_url(shared: Shared) -> Broker:
    return shared["kafka"]


@pytest.fixture(scope="session")
def rabbitmq_url(shared: Shared) -> Broker:
    return shared["rabbitmq"]
