"""Recordings: what a running FlowMart writes, and what `flowmart check --traffic` says of it."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Severity
from flowmart.runtime.engine.observation import Observation
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.environment import read_environment
from flowmart.runtime.record import Recorder, line, record_until
from flowmart.runtime.transport.protocol import Outgoing, open_transport
from tests.support.shop import Customer, running


def _observed(data: bytes = b'{"orderId":"1"}') -> Observation:
    envelope = Envelope(
        id="m2", type="OrderPaid", version="1.0.0", source="/services/Orders", time="2026-01-01T00:00:00Z", correlation_id="m1"
    )
    return Observation(
        envelope=envelope,
        sender="Orders",
        receiver="Billing",
        handler="on_order_paid",
        seconds=0.1,
        outcome="handled",
        wire=envelope.wire(data),
    )


def test_a_line_has_the_whole_envelope_and_who_handled_it() -> None:
    found = json.loads(line(_observed()))
    assert (found["sender"], found["receiver"], found["outcome"]) == ("Orders", "Billing", "handled")
    assert (found["envelope"]["type"], found["envelope"]["correlationid"], found["envelope"]["data"]) == (
        "OrderPaid",
        "m1",
        {"orderId": "1"},
    )


def test_a_payload_that_is_no_json_is_kept() -> None:
    assert "base64" in json.loads(line(_observed(b"\x00\x01")))


def test_a_recorder_appends_and_tells_others(tmp_path: Path) -> None:
    path, told = tmp_path / "deep" / "traffic.jsonl", list[Observation]()
    for _ in range(2):
        with Recorder(path, told.append) as recorder:
            recorder(_observed())
    assert len(path.read_text().splitlines()) == len(told) == 2


def test_flowmart_at_work_does_what_its_catalog_says(tmp_path: Path) -> None:
    """An order from click to delivery and back, one cancelled: no message, edge, payload or sequence that the catalog does not have."""
    path = tmp_path / "traffic.jsonl"
    with running(ROOT, tmp_path / "shop") as shop:
        shop.behave("carrier", journey=[], return_journey=[])
        customer = Customer()
        order = shop.booked(customer, {shop.stock(10): 2})
        shop.carrier_reports(order["shipmentId"], "dispatched")
        shop.carrier_reports(order["shipmentId"], "delivered")
        shop.order_when(order["orderId"], lambda found: found["status"] == "delivered" and len(found["notifications"]) >= 4)
        other = shop.booked(customer, {shop.stock(10): 1})
        shop.ask("POST", f"/orders/{other['orderId']}/cancellation", {})
        shop.order_when(other["orderId"], lambda found: found["status"] == "cancelled" and found.get("refunded"))
        seen = list(shop.seen)
    with Recorder(path) as recorder:
        for each in seen:
            recorder(each)
    report = pipeline.check(pipeline.open_project(ROOT), traffic=[path])
    assert [str(found) for found in report if found.severity is Severity.ERROR] == []
    assert {found.rule for found in report} == {"check/traffic-unseen-edge"}  # what these two orders had no need of


@pytest.mark.parametrize("on_another_broker", [False, True])
def test_what_passes_a_broker_is_recorded_whoever_handles_it(tmp_path: Path, on_another_broker: bool) -> None:
    usual, other = f"sqlite:{tmp_path}/bus.db", f"sqlite:{tmp_path}/other.db"
    channels = {"orders.{env}.events": other} if on_another_broker else {}
    environment = replace(read_environment(ROOT, "test"), transport=usual, channels=channels)
    path = tmp_path / "traffic.jsonl"

    async def run() -> None:
        stop, is_ready = asyncio.Event(), asyncio.Event()
        recording = asyncio.create_task(record_until(stop, environment, path, lambda _: is_ready.set()))
        await asyncio.wait_for(is_ready.wait(), 10)
        transport = open_transport(other if on_another_broker else usual)
        await transport.open()
        await transport.publish([Outgoing("orders.test.events", "1", _observed().wire)])
        async with asyncio.timeout(10):
            while not path.exists() or not path.read_text():
                await asyncio.sleep(0.02)
        await transport.close()
        stop.set()
        await recording

    asyncio.run(run())
    (found,) = [json.loads(each) for each in path.read_text().splitlines()]
    assert found["envelope"]["type"] == "OrderPaid" and "receiver" not in found
