"""The handler file that is written once: what it says, how it is imported, and what the review of a developer's own file finds."""

import shutil
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.config import Config
from flowmart.generator.emitters.emitter import Page
from flowmart.generator.emitters.services import EMITTER
from flowmart.generator.emitters.services.review import Review
from flowmart.generator.emitters.services.views import Method
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.render import Renderer
from flowmart.generator.source import read_catalog
from tests.conftest import WriteFiles


def resource(id: str, *lines: str) -> str:
    return "\n".join(("---", f"id: {id}", f"name: {id}", "version: 1.0.0", *lines, "---", ""))


CATALOG = {
    "catalog/services/Orders/index.mdx": resource(
        "OrdersService", "receives: [{id: PlaceOrder}, {id: Paid}]", "sends: [{id: Confirmed}]", "x-flowmart-effects: [Paid]"
    ),
    "catalog/commands/PlaceOrder/index.mdx": resource("PlaceOrder", "summary: Takes an order."),
    "catalog/events/Paid/index.mdx": resource("Paid"),
    "catalog/events/Confirmed/index.mdx": resource("Confirmed"),
}

SCAFFOLD = '''"""Handlers of OrdersService. This file is yours: flowmart wrote it once and never changes it."""

from typing import final

from flowmart.runtime import Call, Effect
from typing_extensions import override

from generated.messages import Paid, PlaceOrder
from generated.services.orders_service import OrdersService, OrdersServiceTx


@final
class Orders(OrdersService):
    @override
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> None:
        """Takes an order."""
        raise NotImplementedError("Orders.place_order does nothing with PlaceOrder yet")

    @override
    async def on_paid(self, event: Paid, call: Call) -> Effect[OrdersServiceTx, None]:
        """Paid"""
        raise NotImplementedError("Orders.on_paid does nothing with Paid yet")
'''


def test_a_service_gets_a_handler_file_once_and_the_developer_keeps_it(write_files: WriteFiles) -> None:
    folder = write_files(CATALOG)
    project = pipeline.open_project(folder)
    pipeline.write(pipeline.generate(project))
    file = folder / "services/orders_service.py"
    assert file.read_text() == SCAFFOLD
    changed = SCAFFOLD.replace("on_paid", "on_payed")
    file.write_text(changed)
    generation = pipeline.generate(project)
    pipeline.write(generation)
    assert file.read_text() == changed
    assert [found.rule for found in generation.report] == ["handlers/unknown", "handlers/missing"]


def test_handlers_of_a_message_that_cannot_be_read_are_not_called_unknown(write_files: WriteFiles) -> None:
    folder = write_files(CATALOG)
    pipeline.write(pipeline.generate(pipeline.open_project(folder)))
    shutil.rmtree(folder / "generated")
    message = next((folder / "catalog").rglob("events/Paid/index.mdx"))
    message.write_text(message.read_text().replace("id: Paid", "id: [Paid"))
    rules = [found.rule for found in pipeline.generate(pipeline.open_project(folder)).report]
    assert rules and not [rule for rule in rules if rule.startswith("handlers/")]


def scaffolds(folder: Path, config: Config) -> list[Page]:
    graph = resolve(read_catalog(folder / "catalog", frozenset()).catalog).graph
    return [page for page in EMITTER.emit(graph, config).pages if page.once]


@pytest.mark.parametrize(
    ("output", "package"),
    [("generated", "generated"), ("src/made", "src.made"), ("./made/", "made"), ("../elsewhere/made", "made"), ("made-here", "generated")],
)
def test_handlers_import_the_output_folder_by_its_path(write_files: WriteFiles, output: str, package: str) -> None:
    (page,) = scaffolds(write_files(CATALOG), Config(output=output, services="handlers"))
    assert page.path == "handlers/orders_service.py"
    assert f"\nfrom {package}.services.orders_service import " in Renderer().text(page)


def test_a_service_that_only_sends_and_one_of_others_get_no_handler_file(write_files: WriteFiles) -> None:
    files = {
        "catalog/services/Gateway/index.mdx": resource("Gateway", "sends: [{id: PlaceOrder}]"),
        "catalog/services/Bank/index.mdx": resource("Bank", "externalSystem: true", "receives: [{id: Paid}]"),
        "catalog/services/Idle/index.mdx": resource("Idle"),
        "catalog/agents/Clerk/index.mdx": resource("Clerk", "receives: [{id: Paid}]"),
    }
    pages = scaffolds(write_files(CATALOG | files), Config())
    assert [page.path for page in pages] == ["services/clerk.py", "services/orders_service.py"]


REVIEW = Review("services/x.py", "XService", "X", (Method("on_paid", False, "on_paid(self) -> None", "", ""),))
CLASS = "from generated.services.x_service import XService\nclass X(XService):\n"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (CLASS + "    def on_paid(self): ...", []),
        (CLASS + "    async def on_paid(self): ...", []),
        (CLASS + "    on_paid = print", []),
        (CLASS + "    x = 1", ["handlers/missing"]),
        (CLASS + "    def on_paid(self): ...\n    def on_other(self): ...\n    def on(self): ...", ["handlers/unknown"]),
        ("class Base:\n    def on_paid(self): ...\n" + CLASS.replace("(X", "(Base, X") + "    pass", []),
        ("class Base: ...\n" + CLASS.replace("(X", "(Base, X") + "    pass", ["handlers/missing"]),
        (CLASS.replace("(X", "(Imported, X") + "    pass", []),
        (CLASS.replace("(X", "(Generic[T], X") + "    pass", []),
        ("import generated.services.x_service as s\nclass X(s.XService): ...", ["handlers/missing"]),
        ("from generated.services.x_service import XService\nX = make(XService)", []),
        ("", ["handlers/class"]),
        ("class X: ...", ["handlers/class"]),
        ("class X(:", ["handlers/syntax"]),
        ("x = '\0'", ["handlers/syntax"]),
    ],
)
def test_a_review_finds_what_is_missing_and_nothing_that_it_cannot_know(text: str, rules: list[str]) -> None:
    assert [found.rule for found in REVIEW(text)] == rules


def test_a_missing_handler_is_placed_after_the_class_with_its_signature() -> None:
    (found,) = REVIEW(CLASS + "    x = 1\n\n\ny = 2\n")
    assert str(found) == (
        "services/x.py:3:1: warning[handlers/missing] X has no handler on_paid (add after this line: `def on_paid(self) -> None:`)"
    )
