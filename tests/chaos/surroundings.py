"""What is around the shop in a run: the outside world, the broker, the databases' server; all of them private and on free ports."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import httpx

from tests.support.brokers import BROKERS, Broker, make_databases, postgresql_server

ROOT = Path(__file__).parents[2]


@contextmanager
def outside(folder: Path) -> Generator[dict[str, str], None, None]:
    """The outside world, with a card gateway that fails before and after charging, and a carrier that does the same."""
    log = (folder / "outside.log").open("wb")
    command = [sys.executable, "-m", "tests.chaos.outside"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None and process.stdin is not None
    try:
        urls: dict[str, str] = json.loads(process.stdout.readline())
        httpx.post(f"{urls['card-gateway']}/behaviour", json={"fail_rate": 0.1, "lose_rate": 0.1}).raise_for_status()
        httpx.post(f"{urls['carrier']}/behaviour", json={"fail_rate": 0.05, "lose_rate": 0.05, "journey": []}).raise_for_status()
        yield urls
    finally:
        process.stdin.close()
        process.wait(20)
        log.close()


class Brokers:
    """The brokers of several runs. Each is started when it is first wanted, and each run has a namespace of its own there."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._running: dict[str, Broker] = {}
        self._runs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def place(self, engine: str) -> tuple[Broker, str]:
        """A running broker, and a namespace that nobody has had."""
        if engine not in self._running:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="flowmart-broker-"))
            self._running[engine] = self._stack.enter_context(BROKERS[engine](Path(folder)))
        self._runs += 1
        return self._running[engine], f"run{self._runs}"


@contextmanager
def own_broker(engine: str, folder: Path) -> Generator[Broker, None, None]:
    place = folder / "broker"
    place.mkdir()
    with BROKERS[engine](place) as broker:
        yield broker


@contextmanager
def own_databases(folder: Path) -> Generator[str, None, None]:
    """The URL of FlowMart's databases on a PostgreSQL server."""
    place = folder / "postgresql"
    place.mkdir()
    with postgresql_server(place) as url:
        make_databases(url)
        yield f"{url}/{{database}}"
