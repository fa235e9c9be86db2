"""The FastStream applications: their own test brokers run them, and `flowmart check` finds them to be what the catalog says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.config import SpecSource
from tests.support.brokers import nats_server

from .type_checkers import passes_mypy

pytest.importorskip("faststream")

REPOSITORY = Path(__file__).parents[2]
SERVICES = (
    *("BillingService", "InventoryService", "NotificationService", "OrdersService"),
    *("PaymentService", "ShippingService", "SubscriptionService"),
)
BROKERS = {
    "kafka": ("kafka", "TestKafkaBroker", "at"),
    "nats": ("nats", "TestNatsBroker", "at, stream=orders.stream(at).name"),
    "rabbitmq": ("rabbit", "TestRabbitBroker", "'orders-service.' + at, exchange=at"),
    "redis": ("redis", "TestRedisBroker", "stream=at"),
}
PROGRAM = """
import asyncio
from {module} import {test} as TestBroker
from flowmart.runtime.envelope import Envelope
from generated.faststream import orders_service as orders
from generated.faststream.wiring import written
from generated.messages import OrderPlaced, OutOfStock

seen = []

class Handlers:
    def __getattr__(self, name):
        async def handler(message):
            seen.append((name, message))
        return handler

out_of_stock = OutOfStock.from_json(open("out_of_stock.json", "rb").read())
placed = OrderPlaced.from_json(open("order_placed.json", "rb").read())

async def main():
    async with TestBroker(orders.broker) as broker:
        at = "inventory.local.events"
        try:
            await broker.publish(written(out_of_stock, "Inventory", None)[0], {where})
        except RuntimeError as error:
            assert "call use(handlers) first" in str(error), error
        else:
            raise AssertionError("messages that nobody handles must not be acknowledged")
        orders.use(Handlers())
        await broker.publish(written(out_of_stock, "Inventory", None)[0], {where})
        stranger = Envelope(id="1", type="SomebodyElses", version="1.0.0", source="x", time="2026-01-01T00:00:00Z", correlation_id="1")
        await broker.publish(stranger.wire(b"{{}}"), {where})
        assert seen == [("on_out_of_stock", out_of_stock)], seen
        await orders.publish_order_placed(placed)
        body = orders._publisher_order_placed.mock.call_args.args[0]
        import json
        envelope = json.loads(body) if isinstance(body, (bytes, str)) else body
        assert (envelope["type"], envelope["subject"]) == ("OrderPlaced", str(placed.order_id)), envelope
        assert OrderPlaced.from_json(json.dumps(envelope["data"]).encode()) == placed
    print("done")

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(REPOSITORY / "catalog", folder / "catalog")
    shutil.copy(REPOSITORY / "flowmart.yaml", folder)
    pipeline.write(pipeline.generate(pipeline.open_project(folder), only=["models", "faststream"]))
    for event, name in (("OutOfStock", "out_of_stock"), ("OrderPlaced", "order_placed")):
        example = next(iter(sorted((folder / "catalog").rglob(f"{event}/examples/*.json"))))
        (folder / f"{name}.json").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def on_broker(project: Path, folder: Path, broker: str) -> Path:
    shutil.copytree(project, folder, dirs_exist_ok=True)
    text = (folder / "flowmart.yaml").read_text(encoding="utf-8")
    (folder / "flowmart.yaml").write_text(f"{text}\ndeploy: {{ broker: {broker} }}\n", encoding="utf-8")
    pipeline.write(pipeline.generate(pipeline.open_project(folder), only=["models", "faststream"]))
    return folder


@pytest.mark.parametrize("broker", BROKERS)
def test_messages_come_to_their_handlers_and_go_to_their_addresses(project: Path, tmp_path: Path, broker: str) -> None:
    module, test, where = BROKERS[broker]
    folder = on_broker(project, tmp_path, broker)
    if subprocess.run([sys.executable, "-c", f"import faststream.{module}"], capture_output=True, check=False).returncode:
        if os.environ.get("FLOWMART_REQUIRED"):
            pytest.fail(f"needs faststream[{module}]")
        pytest.skip(f"needs faststream[{module}]")
    program = PROGRAM.format(module=f"faststream.{module}", test=test, where=where)
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("done"), done.stderr


ON_A_SERVER = """
import asyncio, sys
from generated.faststream import inventory_service as inventory, orders_service as orders
from generated.messages import OutOfStock

out_of_stock = OutOfStock.from_json(open("out_of_stock.json", "rb").read())
seen = []

class Handlers:
    def __getattr__(self, name):
        async def handler(message):
            seen.append(name)
            if len(seen) < int(sys.argv[2]):
                raise ValueError("not yet")
        return handler

async def publish():
    async with inventory.broker:
        await inventory.broker.start()
        await inventory.publish_out_of_stock(out_of_stock)

async def receive():
    orders.use(Handlers())
    async with orders.broker:
        await orders.broker.start()
        for _ in range(int(sys.argv[3])):
            await asyncio.sleep(0.1)
            if len(seen) >= int(sys.argv[2]) > 0:
                break
        await asyncio.sleep(0.5)
    print(len(seen))

asyncio.run({"publish": publish, "receive": receive}[sys.argv[1]]())
"""


def test_jetstream_keeps_messages_for_a_service_that_is_away_and_gives_them_again_when_it_fails(project: Path, tmp_path: Path) -> None:
    """A nats-server of our own, with processes that come and go."""
    folder = on_broker(project, tmp_path / "project", "nats")
    (tmp_path / "broker").mkdir()
    with nats_server(tmp_path / "broker") as url:

        def run(what: str, fails_before: int = 0, tenths: int = 0) -> str:
            command = [sys.executable, "-c", ON_A_SERVER, what, str(fails_before), str(tenths)]
            environment = os.environ | {"FLOWMART_BROKER_URL": str(url)}
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=60)
            assert done.returncode == 0, done.stderr
            return (done.stdout.splitlines() or [""])[-1]  # FastStream logs to stdout

        run("publish")  # before anybody receives
        assert run("receive", 3, 100) == "3", "twice in vain, then handled"
        assert run("receive", 0, 10) == "0", "what was handled does not come again"
        run("publish")  # while nobody is there
        assert run("receive", 1, 100) == "1"


@pytest.mark.parametrize("service", SERVICES)
def test_check_finds_the_application_to_be_what_the_catalog_says(project: Path, service: str) -> None:
    module = f"{service.removesuffix('Service').lower()}_service"
    source = SpecSource(service, "faststream", f"generated.faststream.{module}:app")
    found = [each for each in pipeline.check(pipeline.open_project(project), specs=[source]) if each.rule.startswith("check/")]
    # An application has one broker: channels on another are told. FastStream has its schemas from pydantic, which lose annotations.
    told = [
        each for each in found if each.rule == "check/spec-protocol" or (each.rule == "check/spec-payload" and "format of" in each.message)
    ]
    assert [each for each in found if each not in told] == []


@pytest.mark.parametrize("broker", ["kafka", "nats"])
def test_the_applications_are_well_typed(project: Path, tmp_path: Path, broker: str) -> None:
    folder = on_broker(project, tmp_path, broker)
    shutil.copytree(REPOSITORY / "typings", folder / "typings", symlinks=True, dirs_exist_ok=True)
    passes_mypy(folder, "generated/faststream")


def test_no_text_of_a_catalog_becomes_code(tmp_path: Path) -> None:
    case = REPOSITORY / "tests" / "cases" / "generate" / "awkward-names"
    generation = pipeline.generate(pipeline.open_project(tmp_path, catalog=case / "catalog"), only=["faststream"])
    pipeline.write(generation)
    files = sorted((tmp_path / "generated" / "faststream").glob("*.py"))
    assert len(files) > 2
    for file in files:
        compile(file.read_text(encoding="utf-8"), str(file), "exec")
