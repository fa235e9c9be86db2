"""A row of flowmart.yaml: what it becomes, and what is said when it does not fit."""

from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from flowmart.generator.source import read_config
from flowmart.generator.source.editor_schema import editor_schema
from flowmart.generator.source.environment_rows import ENVIRONMENT, GATEWAY, OPERATIONS, WINDOW
from flowmart.runtime import RuntimeFailure, read_environment
from flowmart.runtime.environment import GATEWAY_KEYS, OPERATIONS_KEYS, ROW_KEYS, WINDOW_KEYS, environment_names

GOOD = """
output: build/generated
environments:
  local:
    description: a laptop
    parameters: {env: dev, region: 7}
    transport: sqlite:.flowmart/bus.db
    database: sqlite:.flowmart/{database}.db
    gateway: {host: 127.0.0.1, port: "${SHOP_PORT:-9000}"}
    clients: {web: ["${SHOP_KEY:-dev-key}", second], partner: only}
    external: {card-gateway: simulated, carrier: "http://carrier"}
    retry: {attempts: 3, first_pause: 0.5}
  production:
    transport: "${SHOP_BROKER}"
    database: "postgresql://shop@db/{database}"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "flowmart.yaml").write_text(text)
    return folder


def test_a_row_becomes_an_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PORT", "9001")
    local = read_environment(write(tmp_path, GOOD))
    assert environment_names(tmp_path) == ["local", "production"]
    assert local.parameters == {"env": "dev", "region": "7"}
    assert local.transport == f"sqlite:{tmp_path}/.flowmart/bus.db"
    assert local.database_url("orders-db") == f"sqlite:{tmp_path}/.flowmart/orders-db.db"
    assert (local.host, local.port, local.output) == ("127.0.0.1", 9001, "build/generated")
    assert local.clients == {"web": ("dev-key", "second"), "partner": ("only",)}
    assert local.external == {"card-gateway": "simulated", "carrier": "http://carrier"}
    assert (local.policy.attempts, local.policy.first_pause) == (3, 0.5)


def test_variables_of_other_rows_need_not_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    read_environment(tmp_path, "local")
    with pytest.raises(RuntimeFailure, match="SHOP_BROKER is not set"):
        read_environment(tmp_path, "production")
    monkeypatch.setenv("SHOP_BROKER", "nats://here")
    production = read_environment(tmp_path, "production")
    assert (production.transport, production.parameters) == ("nats://here", {"env": "production"})


def test_a_file_without_environments_has_a_local_one(tmp_path: Path) -> None:
    local = read_environment(write(tmp_path, "catalog: catalog\n"))
    assert (local.name, local.port, local.parameters) == ("local", 8080, {"env": "local"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("environments: {test: {}}", "no environment 'local'"),
        ("environments: {local: {transprot: x}}", "unknown key 'transprot'"),
        ("environments: {local: {gateway: 8080}}", "gateway must be a mapping"),
        ("environments: {local: {gateway: {port: many}}}", "'many' is no port number"),
        ("environments: {local: {clients: {web: [1]}}}", "must be a list of API keys"),
        ("environments: {local: {retry: {tries: 1}}}", "unknown key 'tries'"),
        ("environments: [local]", "must map names to mappings"),
        ("- a", "must be a mapping of keys"),
        ("a: [", "is no YAML"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeFailure, match=said) as failure:
        read_environment(write(tmp_path, text))
    assert "\n" not in failure.value.message


def test_a_folder_without_the_file_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(RuntimeFailure, match=r"no flowmart\.yaml in"):
        read_environment(tmp_path)


def test_what_generate_accepts_in_a_row_is_what_run_reads() -> None:
    """Two lists, because the generator and the runtime never import each other."""
    assert ENVIRONMENT == ROW_KEYS
    assert [set(GATEWAY), set(OPERATIONS), set(WINDOW)] == [GATEWAY_KEYS, OPERATIONS_KEYS, WINDOW_KEYS]


RIGHT = """
lease: 500ms
lease: 0.5
lease: "${LEASE}"
lease: "${LEASE:-10s}"
inbox: {keep: 7d}
inbox: {keep: 1}
outbox: {keep: 0}
outbox: {keep: 1.5 h}
start_limit: 90
start_limit: "${LIMIT:-90}"
gateway: {host: 0.0.0.0, port: "${PORT:-8080}", url: "http://gateway:8080", rate: 0.5, burst: 10}
gateway: {port: 0, x-note: ours}
operations: {host: 0.0.0.0, port: 9090}
clients: {web: []}
clients: {web: one, mobile: [one, "${TWO}"]}
external: {carrier: simulated, cards: "${CARDS}"}
channels: {"orders.{env}.events": "nats://other"}
retry: {attempts: 3, first_pause: 0.5, longest-pause: 1m, factor: 2, jitter: 0.1, ordered: false}
handlers: {orders: {attempts: 3, messages: {PlaceOrder: {timeout: "${T:-5s}", concurrency: 1}}}}
"""
WRONG = """
lease: 400ms
lease: soon
lease: -5
lease: true
lease: [10s]
lease: "${OTHER:-soon}"
inbox: {keep: 0}
inbox: {keep: 7 days}
inbox: 7d
inbox: {kept: 7d}
outbox: {keep: never}
start_limit: 0
start_limit: 1m
gateway: {port: 65536}
gateway: {port: many}
gateway: {port: "${PORT:-many}"}
gateway: {rate: 0}
gateway: {burst: some}
gateway: {hots: 0.0.0.0}
gateway: 8080
operations: {port: -1}
clients: {web: [1]}
clients: {web: {key: a}}
clients: [web]
retry: {attempts: 0}
retry: {tries: 3}
retry: {factor: 0.5}
retry: {jitter: 2}
retry: {first-pause: 0}
handlers: {orders: {attempts: many}}
handlers: {orders: {messages: {PlaceOrder: {timeout: long}}}}
handlers: {orders: 3}
handlers: {orders: {retries: 3}}
"""


def both(row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], bool, bool]:
    """What reading the configuration finds in a row, whether a system can start with it, and whether the editor's schema takes it."""
    text = f"environments:\n  local:\n    {row}\n"
    write(tmp_path, text)
    found = [f"{each.location}: {each.message}" for each in read_config(tmp_path / "flowmart.yaml")[1]]
    for name in ("LEASE", "T"):
        monkeypatch.setenv(name, "10s")
    starts = True
    try:
        read_environment(tmp_path)
    except RuntimeFailure:
        starts = False
    schema = editor_schema("flowmart")
    assert schema is not None
    for name in ("LEASE", "T"):
        monkeypatch.delenv(name)
    return found, starts, jsonschema_rs.is_valid(schema, yaml.safe_load(text))


@pytest.mark.parametrize("row", RIGHT.strip().splitlines())
def test_a_row_with_which_a_system_starts_has_no_findings(row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert both(row, tmp_path, monkeypatch) == ([], True, True)


@pytest.mark.parametrize("row", WRONG.strip().splitlines())
def test_a_row_with_which_no_system_starts_is_a_finding_with_its_place(row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, starts, is_valid = both(row, tmp_path, monkeypatch)
    assert not starts
    assert found and all(each.startswith("flowmart.yaml:3:") for each in found)
    # A schema can't compute: least durations and what variables default to are beyond it.
    beyond = ("lease: 400ms", 'lease: "${OTHER:-soon}"', "inbox: {keep: 0}", 'gateway: {port: "${PORT:-many}"}')
    assert not is_valid or row in beyond
