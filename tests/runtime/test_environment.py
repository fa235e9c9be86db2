"""A row of flowmart.yaml: what it becomes, and what is said when it does not fit."""

from pathlib import Path

import pytest

from flowmart.generator.source.configuration import ENVIRONMENT
from flowmart.runtime import RuntimeFailure, read_environment
from flowmart.runtime.environment import ROW_KEYS, environment_names

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
