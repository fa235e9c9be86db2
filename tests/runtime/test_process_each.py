"""One service per process: FlowMart as nine or ten programs of their own, from an order over HTTP to its delivery, on every engine."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.runtime.conftest import Shared, copy_flowmart
from tests.runtime.test_order_flow_on_engines import ORDER, STOCK, on_files
from tests.support.brokers import BROKERS, free_port, make_databases, postgresql_server

SERVICES = ("orders", "payment", "inventory", "shipping", "notification", "subscription", "billing")
SYSTEMS = ("card-gateway", "carrier", "email-provider", "sms-provider")
CONFIGURATION = """
catalog: catalog
output: generated
services: services
environments:
  apart:
    parameters: {{ env: local }}
    transport: "{transport}"
    database: "{database}"
    gateway: {{ host: 127.0.0.1, port: {gateway} }}
    clients: {{ web: [web-key], mobile: [mobile-key], partner: [partner-key] }}
    external: {{ {external} }}
"""
ORDERS = 3
_TRIED_AGAIN = re.compile(r"WARNING: \w+ failed in \w+, attempt \d: ContactUnknown: ")
_PATIENCE = 60.0


class Shop:
    """The processes by name, and a client of their gateway. `own` are the variables that a process has besides everybody's."""

    def __init__(self, project: Path, gateway: int) -> None:
        self._project = project
        self.own: dict[str, dict[str, str]] = {}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{gateway}", timeout=15)
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def start(self, names: Sequence[str]) -> None:
        """All at once, as an orchestrator would."""
        for name in names:
            command = [sys.executable, "-m", "flowmart.cli", "run", name, "--env", "apart", "--project", str(self._project)]
            environment = os.environ | {"PYTHONUNBUFFERED": "1"} | self.own.get(name, {})
            with (self._project / f"errors-{name}").open("ab") as log:
                self.processes[name] = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        for name in names:
            lines = self.processes[name].stdout
            assert lines is not None
            ready = next((True for line in lines if re.match("ready ", line)), False)
            assert ready, f"{name}: {self.errors(name)}"

    def errors(self, name: str) -> str:
        return (self._project / f"errors-{name}").read_text()

    def end(self) -> None:
        """Each drains, and has said nothing but that Notification tried again: a payment may come before its customer."""
        for process in self.processes.values():
            process.terminate()
        for name, process in self.processes.items():
            process.communicate(timeout=30)
            said = [line for line in self.errors(name).splitlines() if not _TRIED_AGAIN.match(line)]
            assert (name, process.returncode, said) == (name, 0, [])

    def kill(self, name: str) -> None:
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes.pop(name).communicate()

    def order(self) -> str:
        order = str(uuid4())
        body = {"orderId": order, "customerId": str(uuid4()), **ORDER}
        self.client.post("/orders", json=body, headers={"X-API-Key": "web-key"}).raise_for_status()
        return order

    def until_delivered(self, orders: Sequence[str]) -> None:
        end = time.monotonic() + _PATIENCE
        statuses: dict[str, str] = {}
        while set(statuses.values()) != {"delivered"}:
            assert time.monotonic() < end, statuses
            time.sleep(0.2)
            web = {"X-API-Key": "web-key"}
            statuses = {order: self.client.get(f"/orders/{order}", headers=web).raise_for_status().json()["status"] for order in orders}


@contextmanager
def apart(project: Path, transport: str, database: str, external: str) -> Generator[Shop, None, None]:
    copy_flowmart(project)
    gateway = free_port()
    text = CONFIGURATION.format(transport=transport, database=database, gateway=gateway, external=external)
    (project / "flowmart.yaml").write_text(text)
    shop = Shop(project, gateway)
    try:
        with shop.client:
            yield shop
    finally:
        for process in shop.processes.values():
            process.kill()
            process.communicate()


def shared_simulators() -> str:
    return ", ".join(f"{name}: 'simulated:{free_port()}'" for name in SYSTEMS)


def orders_arrive(project: Path, transport: str, database: str) -> None:
    """With the external systems in a process of their own; a service that is killed goes on where it was."""
    with apart(project, transport, database, shared_simulators()) as shop:
        shop.start(("simulators", "gateway", *SERVICES))
        shop.client.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
        shop.until_delivered([shop.order() for _ in range(ORDERS)])
        shop.kill("shipping")
        meanwhile = [shop.order() for _ in range(ORDERS)]
        shop.start(("shipping",))
        shop.until_delivered(meanwhile)
        shop.end()


def test_orders_arrive_with_a_simulator_in_each_process(tmp_path: Path) -> None:
    """As `local` of FlowMart is: the carrier is simulated beside Shipping, and reports to the gateway in another process."""
    database = on_files(tmp_path)
    with apart(tmp_path, f"sqlite:{tmp_path}/bus.db", database, ", ".join(f"{name}: simulated" for name in SYSTEMS)) as shop:
        shop.start(("gateway", *SERVICES))
        shop.client.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
        shop.until_delivered([shop.order() for _ in range(ORDERS)])
        shop.end()


def test_orders_arrive_with_keys_and_addresses_only_where_they_are_needed(tmp_path: Path) -> None:
    """As in containers: no process has the secrets of another one, and one without its own says which."""
    ports = {name: free_port() for name in SYSTEMS}
    external = ", ".join(f'{name}: "${{{_variable(name)}}}"' for name in SYSTEMS)
    with apart(tmp_path, f"sqlite:{tmp_path}/bus.db", on_files(tmp_path), external) as shop:
        row = (tmp_path / "flowmart.yaml").read_text()
        for key in ("web-key", "mobile-key", "partner-key"):
            row = row.replace(f"[{key}]", f'["${{{_variable(key)}}}"]')
        (tmp_path / "flowmart.yaml").write_text(row)
        keys = {_variable(key): key for key in ("web-key", "mobile-key", "partner-key")}
        addresses = {name: {_variable(name): f"http://127.0.0.1:{port}"} for name, port in ports.items()}
        simulated = {_variable(name): f"simulated:{port}" for name, port in ports.items()}
        shop.own = {
            "gateway": keys,
            "payment": addresses["card-gateway"],
            "shipping": addresses["carrier"],
            "notification": addresses["email-provider"] | addresses["sms-provider"],
            "simulators": simulated | {_variable("partner-key"): "partner-key"},
        }
        shop.start(("simulators", "gateway", *SERVICES))
        shop.client.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
        shop.until_delivered([shop.order() for _ in range(ORDERS)])
        shop.end()
        command = [sys.executable, "-m", "flowmart.cli", "run", "shipping", "--env", "apart", "--project", str(tmp_path)]
        lacking = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert (lacking.returncode, lacking.stdout) == (2, "")
        assert "environments.apart.external.carrier: the variable SHOP_CARRIER is not set" in lacking.stderr


def _variable(name: str) -> str:
    return f"SHOP_{name.upper().replace('-', '_')}"


def test_orders_arrive_on_the_embedded_engine(tmp_path: Path) -> None:
    orders_arrive(tmp_path, f"sqlite:{tmp_path}/bus.db", on_files(tmp_path))


@pytest.mark.slow_broker
@pytest.mark.parametrize("engine", BROKERS)
def test_orders_arrive(engine: str, shared: Shared, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    orders_arrive(project, f"{shared[engine]}?namespace={tmp_path.name}", on_files(project))


@pytest.mark.slow_broker
def test_orders_arrive_on_nats_and_postgresql(nats_url: str, tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="pip install 'flowmart[postgresql]'")
    project, data = tmp_path / "project", tmp_path / "postgresql"
    project.mkdir()
    data.mkdir()
    with postgresql_server(data) as database:
        make_databases(database)
        orders_arrive(project, f"{nats_url}?namespace={tmp_path.name}", f"{database}/{{database}}")
