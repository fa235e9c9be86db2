"""Where messages go: channels of either side, addresses per environment, the store of a service. And the files load as the runtime's values."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.config import Config, Environment
from flowmart.generator.diagnostics import Diagnostic
from flowmart.generator.emitters.bindings import EMITTER, BindingView
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.source import read_catalog
from flowmart.runtime.bindings import Publication, ServiceBinding, Subscription
from tests.conftest import WriteFiles


def resource(id: str, *lines: str) -> str:
    return "\n".join(("---", f'id: "{id}"', f'name: "{id}"', "version: 1.0.0", *lines, "---", ""))


def emitted(catalog: Path, *environments: Environment) -> tuple[dict[str, BindingView], list[Diagnostic]]:
    config = Config(environments=environments) if environments else Config()
    emission = EMITTER.emit(resolve(read_catalog(catalog, frozenset()).catalog).graph, config)
    views = {page.path.removeprefix("bindings/").removesuffix(".py"): page.view for page in emission.pages}
    return {name: view for name, view in views.items() if isinstance(view, BindingView)}, list(emission.diagnostics)


def value(view: BindingView, name: str) -> list[str]:
    """The literals of an argument, of every subscription, then of every publication."""
    return [line.value for entry in (*view.subscriptions, *view.publications) for line in entry if line.name == name]


CHANNEL = ('address: "{env}.{region}.orders"', "parameters:", "  env: {enum: [dev, prod]}", "  region: {default: eu}")


def test_an_environment_fills_placeholders_before_the_pointer_and_the_default(write_files: WriteFiles) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "sends:", "  - id: E", "    to: [{id: c, parameters: {env: dev, region: us}}]"),
            "services/B/index.mdx": resource("B", "receives: [{id: E, from: [{id: c}]}]"),
            "events/E/index.mdx": resource("E"),
            "channels/c/index.mdx": resource("c", *CHANNEL),
        }
    )
    views, found = emitted(catalog, Environment("local", parameters={"env": "dev"}), Environment("live", parameters={"env": "prod"}))
    assert found == []
    assert value(views["a"], "channel") == ['"{env}.{region}.orders"']
    assert value(views["a"], "addresses") == ['{"local": "dev.us.orders", "live": "prod.us.orders"}']
    assert value(views["b"], "addresses") == ['{"local": "dev.eu.orders", "live": "prod.eu.orders"}']


def test_a_placeholder_that_nothing_fills_and_a_value_outside_the_enum_are_findings(write_files: WriteFiles) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "sends:", "  - id: E", "    to: [{id: c}]", "  - id: F", "    to: [{id: c}]"),
            "events/E/index.mdx": resource("E"),
            "events/F/index.mdx": resource("F"),
            "channels/c/index.mdx": resource("c", 'address: "{env}.{zone}.orders"', *CHANNEL[1:]),
        }
    )
    views, found = emitted(catalog, Environment("local", parameters={"env": "laptop"}))
    assert [(each.rule, each.message) for each in found] == [
        ("channels/parameter-missing", "nothing fills {zone} of c in the environment local"),
        ("channels/parameter-value", "env of c is 'laptop' in the environment local, which its enum does not have"),
    ]
    assert {str(each.location) for each in found} == {"channels/c/index.mdx:6:1"}
    assert value(views["a"], "addresses") == ['{"local": "laptop.{zone}.orders"}'] * 2


def test_a_party_without_a_channel_uses_that_of_the_other_side(write_files: WriteFiles) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "sends: [{id: E}, {id: F, to: [{id: g}]}, {id: H}]"),
            "services/B/index.mdx": resource("B", "receives: [{id: E, from: [{id: f}]}, {id: F}, {id: H}]"),
            "events/E/index.mdx": resource("E"),
            "events/F/index.mdx": resource("F"),
            "events/H/index.mdx": resource("H", "channels: [{id: g}]"),
            "channels/f/index.mdx": resource("f"),
            "channels/g/index.mdx": resource("g", "address: of-g"),
        }
    )
    views, _ = emitted(catalog)
    assert value(views["a"], "channel") == ['"f"', '"of-g"', '"of-g"']
    assert value(views["b"], "channel") == ['"f"', '"of-g"', '"of-g"']


def test_without_any_channel_an_event_has_its_own_and_a_command_that_of_its_receiver(write_files: WriteFiles) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "externalSystem: true", "receives: [{id: Do}]"),
            "services/B/index.mdx": resource("OrdersService", "receives: [{id: Do}, {id: E}]"),
            "services/C/index.mdx": resource("C", "sends: [{id: Do}, {id: E}]"),
            "commands/Do/index.mdx": resource("Do"),
            "events/E/index.mdx": resource("E"),
        }
    )
    views, _ = emitted(catalog)
    assert sorted(views) == ["c", "orders_service"]
    assert value(views["c"], "channel") == value(views["orders_service"], "channel") == ['"orders-service.Do"', '"E"']


def test_a_message_over_two_channels_has_two_subscriptions_with_one_handler(write_files: WriteFiles) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "receives: [{id: E, from: [{id: f}, {id: g}]}]"),
            "events/E/index.mdx": resource("E"),
            "channels/f/index.mdx": resource("f"),
            "channels/g/index.mdx": resource("g"),
        }
    )
    views, _ = emitted(catalog)
    assert value(views["a"], "channel") == ['"f"', '"g"']
    assert value(views["a"], "handler") == ['"on_e"', '"on_e"']


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("writesTo: [{id: cache}, {id: db}]", "readsFrom: [{id: other-db}]"), '"db"'),
        (("writesTo: [{id: cache}]", "readsFrom: [{id: db}]"), '"cache"'),
        (("readsFrom: [{id: cache}, {id: db}]",), '"db"'),
        ((), '"a"'),
    ],
)
def test_the_database_is_what_the_service_writes_to(write_files: WriteFiles, lines: tuple[str, ...], expected: str) -> None:
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", "receives: [{id: E}]", *lines),
            "events/E/index.mdx": resource("E"),
            "containers/db/index.mdx": resource("db", "container_type: database"),
            "containers/other-db/index.mdx": resource("other-db", "container_type: database"),
            "containers/cache/index.mdx": resource("cache", "container_type: cache"),
        }
    )
    views, _ = emitted(catalog)
    assert {line.name: line.value for line in views["a"].head}["database"] == expected


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "generated"]:
        del sys.modules[name]


def test_the_files_load_as_values_of_the_runtime(write_files: WriteFiles, importable: Path) -> None:
    folder = write_files(
        {
            "catalog/services/A/index.mdx": resource("A", "receives: [{id: E, from: [{id: c}]}]", "sends: [{id: Do}]"),
            "catalog/events/E/index.mdx": resource("E", "x-flowmart-key: orderId"),
            "catalog/commands/Do/index.mdx": resource("Do"),
            "catalog/channels/c/index.mdx": resource("c", "protocols: [kafka, http]", "deliveryGuarantee: at-most-once"),
        }
    )
    pipeline.write(pipeline.generate(pipeline.open_project(folder)))
    assert importable == folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "generated"]:
        del sys.modules[name]
    assert importlib.import_module("generated.bindings.a").BINDING == ServiceBinding(
        service="A",
        version="1.0.0",
        module="a",
        group="a",
        database="a",
        subscriptions=(
            Subscription(
                message="E",
                version="1.0.0",
                message_class="E",
                kind="event",
                handler="on_e",
                mode="state",
                channel="c",
                addresses={"local": "c"},
                key="orderId",
                delivery="at-most-once",
                protocols=("kafka", "http"),
            ),
        ),
        publications=(
            Publication(message="Do", version="1.0.0", message_class="Do", kind="command", channel="Do", addresses={"local": "Do"}),
        ),
    )
    assert importlib.import_module("generated.gateway.routes").ROUTES == ()
    assert importlib.import_module("generated.services.a").A.binding.service == "A"
