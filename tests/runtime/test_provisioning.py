"""`flowmart provision` against servers of our own: nothing with --dry-run, once, then nothing more; drift is said and left alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.conftest import Shared, copy_flowmart
from tests.support.brokers import BROKERS, postgresql_server

CONFIGURATION = """
catalog: catalog
output: generated
services: services
environments:
  production:
    parameters: {{ env: production }}
    transport: "{transport}"
    database: "{database}"
"""
SETTINGS = {
    "kafka": "topic flowmart.orders.production.events: partitions=3, replicas=1, cleanup.policy=delete",
    "nats": "stream flowmart--payments_production_events: subject=flowmart.t.payments.production.events, retention=limits, storage=file",
    "rabbitmq": "queue flowmart.orders-service: type=quorum, durable=yes, single active consumer=yes",
    "redis": "group orders-service of the stream flowmart:payments.production.events",
}
OTHER = {
    "kafka": ("partitions=3&replication=1", "partitions=5&replication=1", "partitions=5 (there: 3)"),
    "nats": ("lease=30", "lease=7", "ack_wait=7 s (there: 30 s)"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_flowmart(tmp_path / "project")


def provision(project: Path, transport: str, *options: str, database: str = "sqlite::memory:") -> tuple[int, str]:
    (project / "flowmart.yaml").write_text(CONFIGURATION.format(transport=transport, database=database))
    command = [sys.executable, "-m", "flowmart.cli", "provision", "--environment", "production", "--project", str(project), *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow_broker
@pytest.mark.parametrize("engine", BROKERS)
def test_everything_is_made_once(engine: str, shared: Shared, project: Path) -> None:
    """In the usual namespace, which no other test of the shared servers uses."""
    broker = shared[engine]
    usual, other, drift = OTHER.get(engine, ("namespace=flowmart", "", ""))
    for _ in range(2):
        code, said = provision(project, f"{broker}?{usual}", "--dry-run")
        assert code == 0 and f"missing  {SETTINGS[engine]}" in said and "created" not in said, said
    code, said = provision(project, f"{broker}?{usual}")
    assert code == 0 and f"created  {SETTINGS[engine]}" in said and "missing" not in said, said
    code, said = provision(project, f"{broker}?{usual}")
    assert code == 0 and f"there    {SETTINGS[engine]}" in said and "created" not in said, said
    if other:
        for _ in range(2):
            code, said = provision(project, f"{broker}?{other}")
            assert code == 1 and "differs" in said and drift in said and "created" not in said, said
    assert "guest" not in said


def test_an_embedded_engine_needs_nothing_and_says_so(project: Path) -> None:
    code, said = provision(project, "sqlite:bus.db")
    assert code == 0 and "sqlite needs nothing that is made beforehand" in said
    assert not (project / "bus.db").exists()


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("psycopg", reason="pip install 'flowmart[postgresql]'")
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


def test_databases_and_their_tables_are_made_once(postgresql: str, project: Path) -> None:
    import psycopg

    database = f"{postgresql}/{{database}}"
    code, said = provision(project, "memory:", "--dry-run", database=database)
    assert code == 0 and "missing  database orders-db" in said and "missing  table orders-db.flowmart_inbox" in said, said
    assert "missing  table gateway.flowmart_idempotency_keys" in said and "gateway.flowmart_inbox" not in said, said
    code, said = provision(project, "memory:", database=database)
    assert code == 0 and "created  database orders-db" in said and "missing" not in said, said
    code, said = provision(project, "memory:", database=database)
    assert code == 0 and "there    table orders-db.flowmart_inbox" in said and "created" not in said, said
    with psycopg.connect(f"{postgresql}/orders-db", autocommit=True) as connection:
        connection.execute("ALTER TABLE flowmart_inbox ADD COLUMN stray TEXT")
    code, said = provision(project, "memory:", database=database)
    assert code == 1 and "differs  table orders-db.flowmart_inbox" in said, said
    assert said.count("server ") == 1 and "there    server 127.0.0.1" in said, said
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
    code, said = provision(project, "memory:", database=database)
    assert code == 1 and "synchronous_commit=on (there: off)" in said, said
