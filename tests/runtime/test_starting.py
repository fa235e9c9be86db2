"""`flowmart run` before its broker is up, on two brokers, and as several processes; the servers are real."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.runtime.conftest import copy_flowmart
from tests.runtime.test_order_flow_on_engines import CONFIGURATION, ORDER, STOCK
from tests.support.brokers import nats_server, redis_server

pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")
pytest.importorskip("nats", reason="pip install 'flowmart[nats]'")
pytestmark = pytest.mark.slow_broker
SERVICES = ["billing", "inventory", "notification", "payment", "shipping", "subscription"]


class Command:
    """`flowmart run ...`, with what it has printed so far."""

    def __init__(self, project: Path, *names: str) -> None:
        command = [sys.executable, "-m", "flowmart.cli", "run", *names, "--env", "broker", "--project", str(project)]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
        self.said = ""
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def until(self, pattern: str, seconds: float = 30.0) -> str:
        end = time.monotonic() + seconds
        while (found := re.search(pattern, self.said, re.MULTILINE)) is None:
            assert time.monotonic() < end and self.process.poll() is None, self.said
            time.sleep(0.05)
        return found[1] if found.groups() else found[0]

    def end(self) -> int:
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self._reading.join(5)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_flowmart(tmp_path / "project")


def configure(project: Path, transport: str, more: str = "") -> None:
    text = CONFIGURATION.format(transport=transport, database=f"sqlite:{project}/data/{{database}}.db")
    (project / "flowmart.yaml").write_text(text + more)


def test_a_start_waits_for_its_broker_and_says_so(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server(folder) as broker:
        broker.server.kill()
        configure(project, broker.replace("redis://", "redis://default:hidden-word@"))
        command = Command(project)
        try:
            command.until(r"^waiting: cannot reach Redis at redis://127.0.0.1:\d+/0: .*; trying again in 0.5 s")
            command.until(r"trying again in 1 s")
            assert command.end() == 0, "a stop is a stop, also while waiting"
            configure(project, broker)
            command = Command(project)
            command.until("trying again in 0.5 s")
            broker.server.start()
            command.until(r"^ready")
        finally:
            assert command.end() == 0
        assert "hidden-word" not in command.said


def test_a_broker_that_does_not_come_is_a_failure_after_the_limit(project: Path) -> None:
    configure(project, "redis://default:hidden-word@127.0.0.1:1/0", "    start_limit: 1\n")
    command = Command(project)
    try:
        assert command.process.wait(20) == 2
    finally:
        command.end()
    assert "flowmart: cannot reach Redis at redis://127.0.0.1:1/0" in command.said
    assert "hidden-word" not in command.said and "Traceback" not in command.said


def test_services_in_processes_of_their_own_with_notifications_on_another_broker(project: Path, tmp_path: Path) -> None:
    for name in ("redis", "nats"):
        (tmp_path / name).mkdir()
    with redis_server(tmp_path / "redis") as redis, nats_server(tmp_path / "nats") as nats:
        configure(project, redis, f'    channels: {{ "notifications.{{env}}.events": "{nats}" }}\n')
        commands = [Command(project, "orders"), Command(project, *SERVICES), Command(project, "gateway")]
        try:
            gateway = commands[2].until(r"^ready .*gateway at (\S+?);")
            for command in commands[:2]:
                command.until("^ready")
            with httpx.Client(base_url=gateway, timeout=15) as client:
                client.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
                order = str(uuid4())
                web = {"X-API-Key": "web-key"}
                client.post("/orders", json={"orderId": order, "customerId": str(uuid4()), **ORDER}, headers=web).raise_for_status()
                # NotificationSent goes from one process to another, on the other broker.
                end, told = time.monotonic() + 20, False
                while not told:
                    assert time.monotonic() < end, client.get(f"/orders/{order}", headers=web).text
                    time.sleep(0.1)
                    told = bool(client.get(f"/orders/{order}", headers=web).raise_for_status().json().get("notifications"))
            import redis as client_library

            with client_library.Redis.from_url(redis) as server:  # pyright: ignore[reportUnknownMemberType]
                assert not server.exists("flowmart:notifications.local.events")
                assert server.exists("flowmart:orders.local.events")
        finally:
            codes = [command.end() for command in commands]
        assert codes == [0, 0, 0], [command.said for command in commands]
