"""What an operator sees: metrics and health over HTTP, spans that hang together, log lines that name their message."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from flowmart.runtime import System, Tx, read_environment
from flowmart.runtime.operating.logs import JsonLines
from flowmart.runtime.transport import Outgoing
from tests.runtime.conftest import ROOT
from tests.runtime.running import FAST, outgoing, shop, until
from tests.runtime.shop import Orders, PlaceOrder, PlaceOrderReply
from tests.runtime.test_system import KEY, ORDER, PAYMENT_HANDLERS, PROJECT, WriteFiles


class Failing(Orders):
    def place_order(self, command: PlaceOrder, tx: Tx[Any, Any]) -> PlaceOrderReply:
        logging.getLogger("shop").warning("about to fail")
        raise ValueError("the handler's own mistake")


def _metrics(text: str) -> dict[tuple[str, str], float]:
    """(sample name, handler or service) to value."""
    return {
        (sample.name, sample.labels.get("handler") or sample.labels.get("service", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if "le" not in sample.labels
    }


def test_metrics_and_health_are_served_on_a_port_of_their_own(write_files: WriteFiles) -> None:
    folder = write_files(PROJECT | PAYMENT_HANDLERS)

    async def test() -> None:
        environment = replace(read_environment(folder, "local"), operations=("127.0.0.1", 0))
        async with System(environment) as system:
            assert system.gateway_url is not None and system.operations_url is not None
            async with httpx.AsyncClient() as client:
                assert (await client.post(f"{system.gateway_url}/orders", json=ORDER, headers=KEY)).status_code == 201
                engine = system.engines["PaymentService"]
                await until(lambda: any(outcome == "handled" for _, _, outcome in engine.tally.outcomes))
                assert (await client.get(f"{system.operations_url}/health/live")).status_code == 200
                assert (await client.get(f"{system.operations_url}/health/ready")).json()["parts"]["OrdersService"] == "ok"
                answered = await client.get(f"{system.operations_url}/metrics")
                assert (await client.get(f"{system.gateway_url}/metrics")).status_code == 404, "metrics are not for the gateway's clients"
        assert answered.headers["content-type"].startswith("text/plain")
        found = _metrics(answered.text)
        assert found["flowmart_messages_handled_total", "place_order"] == 1
        assert found["flowmart_message_latency_seconds_count", "place_order"] == 1
        assert found["flowmart_service_ready", "OrdersService"] == 1
        assert found["flowmart_dead_letters", "PaymentService"] == 0
        assert found["flowmart_effects_in_flight", "PaymentService"] == 0

    asyncio.run(test())


def test_failures_show_in_the_metrics(tmp_path: Path) -> None:
    async def test() -> None:
        async with shop(tmp_path, Failing(), policy=FAST) as running:
            await running.transport.publish([outgoing("orders-service.PlaceOrder", PlaceOrder(order_id="o1", amount=1), "m1", "o1")])
            await until(lambda: any(outcome == "dead" for _, _, outcome in running.engines[0].tally.outcomes))
            measured = await running.engines[0].measured()
        assert measured.tally.outcomes == {
            ("PlaceOrder", "place_order", "retried"): FAST.attempts - 1,
            ("PlaceOrder", "place_order", "dead"): 1,
        }
        assert measured.stock is not None and measured.stock.dead_letters == 1 and measured.stock.waiting == 0

    asyncio.run(test())


def test_a_service_whose_broker_does_not_answer_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that stands still refuses nothing: nobody is told."""
    monkeypatch.setattr("flowmart.runtime.engine.relay._STUCK_SECONDS", 0.2)
    answers = asyncio.Event()

    async def test() -> None:
        async with shop(tmp_path, Orders()) as running:
            publish, engine = running.transport.publish, running.engines[0]

            async def stands_still(batch: Sequence[Outgoing]) -> None:
                await answers.wait()
                await publish(batch)

            await publish([outgoing("orders-service.PlaceOrder", PlaceOrder(order_id="o1", amount=1), "m1", "o1")])
            running.transport.publish = stands_still  # type: ignore[method-assign]
            await until(lambda: engine.state == "its messages cannot be published")
            measured = await engine.measured()
            assert not measured.ready and measured.stock is not None and measured.stock.outbox == 1
            answers.set()
            await until(lambda: engine.state == "ok")

    asyncio.run(test())


def test_a_log_line_names_the_message_that_it_is_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonLines())

    async def test() -> None:
        async with shop(tmp_path, Failing(), policy=FAST) as running:
            await running.transport.publish([outgoing("orders-service.PlaceOrder", PlaceOrder(order_id="o1", amount=1), "m1", "o1")])
            await until(lambda: any("dead letter" in line["text"] for line in lines))

    logging.getLogger().addHandler(handler)
    try:
        asyncio.run(test())
    finally:
        logging.getLogger().removeHandler(handler)
    by_text = {line["text"].split(" ")[0]: line for line in lines if line["logger"] in ("shop", "flowmart.engine")}
    assert {"about", "PlaceOrder"} <= set(by_text)
    assert re.search(r"ValueError: the handler's own mistake \(.*test_operating\.py:\d+\)$", by_text["PlaceOrder"]["text"])
    for line in by_text.values():
        assert (line["message"], line["messageId"], line["correlationId"], line["key"]) == ("PlaceOrder", "m1", "m1", "o1")


SPANS = """
import asyncio, json, sys
from pathlib import Path
import httpx
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
from flowmart.runtime import System, read_environment

async def main():
    seen = []
    async with System(read_environment(Path(sys.argv[1]), "local"), observer=seen.append) as system:
        async with httpx.AsyncClient(base_url=system.gateway_url, headers={"X-API-Key": "web-key"}) as client:
            await client.post("/orders", json={"orderId": "o1", "amount": 5}, headers={"traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"})
            while len(seen) < 3:
                await asyncio.sleep(0.01)

asyncio.run(main())
spans = exporter.get_finished_spans()
print(json.dumps([
    {"name": s.name, "trace": f"{s.context.trace_id:032x}", "id": f"{s.context.span_id:016x}", "parent": s.parent and f"{s.parent.span_id:016x}"}
    for s in spans
]))
"""


def test_spans_hang_together_from_the_gateway_to_the_last_handler(write_files: WriteFiles) -> None:
    """In a process of its own, because a process has one tracer provider."""
    folder = write_files(PROJECT | PAYMENT_HANDLERS)
    ended = subprocess.run([sys.executable, "-c", SPANS, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    spans: list[dict[str, Any]] = json.loads(ended.stdout.splitlines()[-1])
    assert {span["trace"] for span in spans} == {"a" * 32}
    by_id = {span["id"]: span["name"] for span in spans} | {"b" * 16: "the caller"}
    edges = {(by_id[span["parent"]], span["name"]) for span in spans}
    assert edges == {
        ("the caller", "POST /orders"),
        ("POST /orders", "process PlaceOrder"),
        ("process PlaceOrder", "process OrderPlaced"),
        ("process OrderPlaced", "process OrderPaid"),
    }
