"""`flowmart run --env broker` on real brokers: FlowMart takes an order over HTTP and brings it to the customer."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.runtime.conftest import Shared, copy_flowmart
from tests.support.brokers import BROKERS, make_databases, postgresql_server

STOCK = {"sku": "MUG-0001", "name": "Mug", "unitPrice": {"amount": 1245, "currency": "EUR"}, "quantity": 120, "reorderPoint": 10}
ORDER = {
    "contact": {"name": "Nora Winter", "email": "nora@example.com", "phone": "+4915112345678"},
    "lines": [{"sku": "MUG-0001", "quantity": 2}],
    "shippingAddress": {"recipient": "Nora Winter", "street": "Lindenweg 12", "postalCode": "10115", "city": "Berlin", "country": "DE"},
    "paymentMethod": {"type": "card", "token": "tok_visa_4242"},
}
CONFIGURATION = """
catalog: catalog
output: generated
services: services
environments:
  broker:
    parameters: {{ env: local }}
    transport: "{transport}"
    database: "{database}"
    gateway: {{ host: 127.0.0.1, port: 0 }}
    clients: {{ web: [web-key], mobile: [mobile-key], partner: [partner-key] }}
    external: {{ card-gateway: simulated, carrier: simulated, email-provider: simulated, sms-provider: simulated }}
"""
ORDERS = 10


@contextmanager
def flowmart(folder: Path, transport: str, database: str, configuration: str = CONFIGURATION) -> Generator[str, None, None]:
    """The gateway's URL of the whole shop in one process, run by the command."""
    copy_flowmart(folder)
    (folder / "flowmart.yaml").write_text(configuration.format(transport=transport, database=database))
    command = [sys.executable, "-m", "flowmart.cli", "run", "--env", "broker", "--project", str(folder)]
    errors = folder / "errors"
    with errors.open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    try:
        ready = next((found[1] for line in process.stdout if (found := re.search(r"^ready .*gateway at (\S+?);", line))), None)
        assert ready is not None, errors.read_text()[-3000:]
        yield ready
        process.terminate()
        process.communicate(timeout=20)
        assert (process.returncode, errors.read_text()) == (0, "")
    finally:
        process.kill()
        process.communicate()


def orders_arrive(folder: Path, transport: str, database: str) -> None:
    with flowmart(folder, transport, database) as gateway:
        orders_are_delivered(gateway)


def orders_are_delivered(gateway: str) -> None:
    with httpx.Client(base_url=gateway, timeout=15) as client:
        web = {"X-API-Key": "web-key"}
        client.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
        orders = [str(uuid4()) for _ in range(ORDERS)]
        for order in orders:
            client.post("/orders", json={"orderId": order, "customerId": str(uuid4()), **ORDER}, headers=web).raise_for_status()
        end = time.monotonic() + 20
        statuses: dict[str, str] = {}
        while set(statuses.values()) != {"delivered"}:
            assert time.monotonic() < end, statuses
            time.sleep(0.1)
            statuses = {order: client.get(f"/orders/{order}", headers=web).raise_for_status().json()["status"] for order in orders}


def on_files(folder: Path) -> str:
    return f"sqlite:{folder}/data/{{database}}.db"


@pytest.mark.slow_broker
@pytest.mark.parametrize("engine", BROKERS)
def test_orders_arrive(engine: str, shared: Shared, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    orders_arrive(project, f"{shared[engine]}?namespace={tmp_path.name}", on_files(project))


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("psycopg", reason="pip install 'flowmart[postgresql]'")
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as url:
        make_databases(url)
        yield url


@pytest.mark.slow_broker
def test_orders_arrive_on_nats_and_postgresql(postgresql: str, nats_url: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    orders_arrive(project, f"{nats_url}?namespace={tmp_path.name}", f"{postgresql}/{{database}}")
