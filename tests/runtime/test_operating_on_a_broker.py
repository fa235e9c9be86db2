"""Metrics and readiness of a real run: `flowmart run` with a redis-server of our own that dies while something is under way, and comes back."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.runtime.conftest import copy_flowmart
from tests.runtime.test_order_flow_on_engines import ORDER, STOCK, on_files
from tests.support.brokers import redis_server

CONFIGURATION = """
environments:
  broker:
    parameters: {{ env: local }}
    transport: "{transport}"
    database: "{database}"
    gateway: {{ host: 127.0.0.1, port: 0 }}
    operations: {{ host: 127.0.0.1, port: 0 }}
    clients: {{ web: [web-key], partner: [partner-key] }}
    external: {{ card-gateway: simulated, carrier: simulated, email-provider: simulated, sms-provider: simulated }}
    retry: {{ attempts: 3, first-pause: 100ms, factor: 1 }}
"""
METRICS = {
    "flowmart_messages_handled_total",
    "flowmart_messages_answered_total",
    "flowmart_messages_refused_total",
    "flowmart_messages_retried_total",
    "flowmart_messages_dead_total",
    "flowmart_message_latency_seconds_count",
    "flowmart_lag_seconds",
    "flowmart_effects_in_flight",
    "flowmart_outbox_messages",
    "flowmart_outbox_age_seconds",
    "flowmart_waiting_messages",
    "flowmart_dead_letters",
    "flowmart_service_ready",
}
"""Those of docs/operations.md."""


class Running:
    """What a process said of itself: addresses by name."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses
        self.shop = httpx.Client(base_url=addresses["gateway"], headers={"X-API-Key": "web-key"}, timeout=15)

    def behave(self, system: str, **behaviour: object) -> None:
        httpx.post(f"{self.addresses[system]}/behaviour", json=behaviour).raise_for_status()

    def ready(self) -> tuple[int, dict[str, str]]:
        answer = httpx.get(f"{self.addresses['operations']}/health/ready")
        return answer.status_code, answer.json()["parts"]

    def samples(self) -> list[Any]:
        answer = httpx.get(f"{self.addresses['operations']}/metrics", timeout=15)
        return [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]

    def metric(self, name: str, service: str, **labels: str) -> float:
        """The sum over the other labels."""
        wanted = {"service": service, **labels}.items()
        values: list[float] = [sample.value for sample in self.samples() if sample.name == name and wanted <= sample.labels.items()]
        return sum(values)

    def dead_add_up(self) -> bool:
        """Some notifications are dead, each after three attempts, and every number says so; more may die between two readings."""
        dead = self.metric("flowmart_messages_dead_total", "NotificationService")
        letters = self.metric("flowmart_dead_letters", "NotificationService")
        return dead >= 1 and letters == dead and self.metric("flowmart_messages_retried_total", "NotificationService") == 2 * dead

    def order(self) -> str:
        order = str(uuid4())
        self.shop.post("/orders", json={"orderId": order, "customerId": str(uuid4()), **ORDER}).raise_for_status()
        return order

    def status(self, order: str) -> str:
        found: str = self.shop.get(f"/orders/{order}").raise_for_status().json()["status"]
        return found


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.1)


@contextmanager
def running(project: Path, transport: str) -> Generator[Running, None, None]:
    copy_flowmart(project)
    (project / "flowmart.yaml").write_text(CONFIGURATION.format(transport=transport, database=on_files(project)))
    command = [sys.executable, "-m", "flowmart.cli", "run", "--env", "broker", "--project", str(project)]
    with (project / "errors").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    addresses: dict[str, str] = {}
    try:
        for line in process.stdout:
            if (found := re.match(r"(gateway|operations) started: (\S+)", line)) or (
                found := re.match(r"simulator started: (\S+) at (\S+)", line)
            ):
                addresses[found[1]] = found[2]
            elif line.startswith("ready "):
                break
        yield Running(addresses)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow_broker
def test_what_an_operator_sees_of_a_broker_that_dies_and_of_handlers_that_fail(tmp_path: Path) -> None:
    project, folder = tmp_path / "project", tmp_path / "broker"
    project.mkdir()
    folder.mkdir()
    with redis_server(folder) as broker, running(project, broker) as shop:
        shop.shop.post("/inventory", json=STOCK, headers={"X-API-Key": "partner-key"}).raise_for_status()
        assert shop.ready()[0] == 200

        # A handler that fails once, and one that never succeeds.
        shop.behave("card-gateway", fail=1)
        shop.behave("sms-provider", fail_rate=1.0)
        order = shop.order()
        until(lambda: shop.status(order) == "delivered")
        payment = {"service": "PaymentService", "message": "PaymentInitiated"}
        assert shop.metric("flowmart_messages_retried_total", **payment) == 1
        assert shop.metric("flowmart_messages_handled_total", **payment) == 1
        assert shop.metric("flowmart_message_latency_seconds_count", **payment) == 1
        assert 0.1 < shop.metric("flowmart_message_latency_seconds_sum", **payment) < 10, "with the pause before the second attempt"
        until(shop.dead_add_up)
        assert shop.metric("flowmart_lag_seconds", "OrdersService", address="shipping.local.events") < 5
        assert {sample.name for sample in shop.samples()} >= METRICS - {"flowmart_messages_refused_total"}

        # An effect that is under way when the broker dies: what it sends has nowhere to go.
        shop.behave("card-gateway", slow=3.0)
        order = shop.order()
        until(lambda: shop.metric("flowmart_effects_in_flight", "PaymentService") == 1)
        assert shop.ready()[0] == 200
        broker.server.kill()
        until(lambda: shop.metric("flowmart_outbox_messages", "PaymentService") >= 1)
        until(lambda: shop.ready()[0] == 503)
        assert shop.ready()[1]["PaymentService"] == "its messages cannot be published"
        assert shop.metric("flowmart_service_ready", "PaymentService") == 0
        until(lambda: shop.metric("flowmart_outbox_age_seconds", "PaymentService") > 5)
        refused = shop.shop.post("/orders", json={"orderId": str(uuid4()), "customerId": str(uuid4()), **ORDER})
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert shop.ready()[1]["gateway"] == "its messages cannot be published"

        broker.server.start()
        until(lambda: shop.ready()[0] == 200)
        until(lambda: shop.status(order) == "delivered")
        until(lambda: shop.metric("flowmart_outbox_messages", "PaymentService") == 0)
        assert shop.metric("flowmart_outbox_age_seconds", "PaymentService") == 0
        assert shop.metric("flowmart_effects_in_flight", "PaymentService") == 0
        assert shop.metric("flowmart_messages_handled_total", **payment) == 2
        charges = httpx.get(f"{shop.addresses['card-gateway']}/charges").json()
        assert len(charges) == 2
