"""mypy and pyright, both strict, hold a developer to the catalog: each mistake in the handlers below is an error, and nothing else is."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from tests.conftest import WriteFiles

REPOSITORY = Path(__file__).parents[2]


def resource(id: str, *lines: str) -> str:
    return "\n".join(("---", f"id: {id}", f"name: {id}", "version: 1.0.0", *lines, "---", ""))


CATALOG = {
    "flowmart.yaml": "emitters: {diagrams: false, gateway: false}\n",
    "catalog/services/Orders/index.mdx": resource(
        "OrdersService",
        "receives: [{id: PlaceOrder}, {id: GetOrder}, {id: PaymentProcessed}, {id: ShipmentDelivered}]",
        "sends: [{id: OrderConfirmed}, {id: CreateShipment}]",
        "x-flowmart-effects: [ShipmentDelivered]",
    ),
    "catalog/services/Other/index.mdx": resource("Other", "receives: [{id: CreateShipment}]", "sends: [{id: Foreign}]"),
    "catalog/commands/PlaceOrder/index.mdx": resource("PlaceOrder", "x-flowmart-reply: reply.json"),
    "catalog/commands/PlaceOrder/reply.json": '{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}',
    "catalog/queries/GetOrder/index.mdx": resource("GetOrder", "x-flowmart-reply: reply.json"),
    "catalog/queries/GetOrder/reply.json": '{"type": "object"}',
    **{
        f"catalog/events/{id}/index.mdx": resource(id)
        for id in ("PaymentProcessed", "ShipmentDelivered", "OrderConfirmed", "Foreign", "Unheard")
    },
    "catalog/commands/CreateShipment/index.mdx": resource("CreateShipment"),
}

IMPORTS = """
from collections.abc import Callable
from typing import final
from typing_extensions import override
from flowmart.runtime import Call, Effect, Read
from generated.messages import (CreateShipment, Foreign, GetOrder, GetOrderReply, OrderConfirmed, PaymentProcessed,
    PlaceOrder, PlaceOrderReply, ShipmentDelivered, Unheard)
from generated.services.orders_service import OrdersService, OrdersServiceTx
"""

RIGHT = """
@final
class Orders(OrdersService):
    @override
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        tx.emit(OrderConfirmed())
        tx.send(CreateShipment())
        return PlaceOrderReply(id="1")

    @override
    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        print(event.meta.id, tx.message.id, tx.now)

    @override
    async def on_shipment_delivered(self, event: ShipmentDelivered, call: Call) -> Effect[OrdersServiceTx, None]:
        reply = await call.request(PlaceOrder())
        print(reply.id.upper(), call.key)

        def confirm(tx: OrdersServiceTx) -> None:
            tx.emit(OrderConfirmed())

        return confirm if call.attempt > 1 else None

    @override
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        return GetOrderReply()

orders = Orders()
"""

WRONG = """
@final
class Missing(OrdersService):  # wrong: three handlers are missing
    @override
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        tx.emit(Foreign())  # wrong: another service's event
        tx.send(PlaceOrder())  # wrong: not among what this service sends
        tx.emit(CreateShipment())  # wrong: a command is sent
        return GetOrderReply()  # wrong: the reply of another message

@final
class Mistaken(OrdersService):
    @override
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> None:  # wrong: no reply
        return None

    @override
    def on_payment_processed(self, event: Foreign, tx: OrdersServiceTx) -> None: ...  # wrong: another message

    @override
    def on_shipment_delivered(self, event: ShipmentDelivered, tx: OrdersServiceTx) -> None: ...  # wrong: this one is an effect

    @override
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        read.emit(OrderConfirmed())  # wrong: a query emits nothing
        return GetOrderReply()

    @override
    def on_unheard(self, event: Unheard, tx: OrdersServiceTx) -> None: ...  # wrong: the service does not receive it

def emit(tx: OrdersServiceTx, work: Callable[[Effect[OrdersServiceTx, None]], None]) -> None:
    work(lambda transaction: transaction.emit(Unheard()))  # wrong: an effect may emit no more than a state handler
"""


@pytest.fixture
def project(write_files: WriteFiles) -> Path:
    folder = write_files(CATALOG)
    generation = pipeline.generate(pipeline.open_project(folder))
    pipeline.write(generation)
    assert list(generation.report) == []
    (folder / "typings").symlink_to(REPOSITORY / "typings")
    (folder / "right.py").write_text(IMPORTS + RIGHT)
    (folder / "wrong.py").write_text(IMPORTS + WRONG)
    return folder


def planted(text: str) -> set[int]:
    return {number for number, line in enumerate(text.splitlines(), 1) if "# wrong" in line}


def test_mypy_reports_each_mistake_and_nothing_else(project: Path) -> None:
    (project / "mypy.ini").write_text(
        "[mypy]\nstrict = True\nmypy_path = typings\nexplicit_package_bases = True\nexclude = typings\n[mypy-flowmart.*]\nfollow_imports = silent\n"
    )
    command = [sys.executable, "-m", "mypy", "generated", "services", "right.py", "wrong.py"]
    answer = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    found = re.findall(r"^(\S+?):(\d+): error", answer.stdout, re.MULTILINE)
    assert {file for file, _ in found} == {"wrong.py"}, answer.stdout + answer.stderr
    assert {int(line) for _, line in found} == planted(IMPORTS + WRONG), answer.stdout


def test_pyright_reports_each_mistake_and_nothing_else(project: Path) -> None:
    settings: dict[str, object] = {
        "include": ["generated", "services", "right.py", "wrong.py"],
        "typeCheckingMode": "strict",
        "stubPath": "typings",
    }
    settings["reportUnusedImport"] = "none"  # both files share their imports
    (project / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    answer = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    report = json.loads(answer.stdout)["generalDiagnostics"]
    found = {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in report if each["severity"] == "error"}
    assert found == {("wrong.py", line) for line in planted(IMPORTS + WRONG)}, json.dumps(report, indent=1)
