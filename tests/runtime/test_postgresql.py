"""Everything that the tests of the engine ask, with PostgreSQL as the services' database, from a server of our own."""

import asyncio
import builtins
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.store import Database
from flowmart.runtime.store.database import cursor_of
from flowmart.runtime.store.lease import Lease
from tests.runtime import running, test_dead_letters, test_engine, test_gateway, test_instances
from tests.support.brokers import postgresql_server

psycopg = pytest.importorskip("psycopg", reason="pip install 'flowmart[postgresql]'")

# They open the file of a database themselves.
_OF_SQLITE_ONLY = {"test_a_database_that_is_locked_for_a_while_loses_nothing", "test_old_inbox_rows_are_forgotten_and_waiting_ones_are_not"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(autouse=True)
def databases(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of its own for each folder and name, made when it is first asked for."""
    made: set[str] = set()

    def url(folder: Path, database: str) -> str:
        name = f"{database}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
        if name not in made and "{" not in database:
            made.add(name)
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
        return f"{server}/{name}"

    monkeypatch.setattr(running, "database_url", url)


for _name, _test in vars(test_engine).items():
    if _name.startswith("test_") and _name not in _OF_SQLITE_ONLY:
        globals()[_name] = _test


for _name, _test in vars(test_dead_letters).items():
    # One test opens the file itself.
    if _name.startswith("test_") and _name != "test_a_message_that_nobody_knew_is_handled_after_a_replay_when_somebody_does":
        globals()[_name] = _test

project = test_dead_letters.project
test_killed = test_instances.test_another_instance_takes_over_from_one_that_was_killed
test_stopped = test_instances.test_an_instance_that_stood_still_longer_than_its_lease_commits_nothing_and_stands_by
test_keys_across_restarts = test_gateway.test_an_idempotency_key_that_comes_with_another_request_is_refused_before_and_after_a_restart
test_keys_of_two_gateways = test_gateway.test_two_gateways_with_one_database_agree_about_a_key
test_inside = test_instances.test_one_that_stands_still_inside_a_transaction_goes_on_where_it_was
test_a_lease = test_instances.test_a_lease_is_one_holders_and_a_late_commit_is_refused


def test_who_stands_still_inside_a_transaction_is_cut_off_and_cannot_commit(tmp_path: Path) -> None:
    """A stopped process keeps its transaction open; whoever takes over ends the session on the server."""
    stalled, other = Database(running.database_url(tmp_path, "cut")), Database(running.database_url(tmp_path, "cut"))
    stalled.prepare_now()
    first, second = Lease("orders", 0.2, stalled.sql, on_server=True), Lease("orders", 0.2, other.sql, on_server=True)
    with stalled.connection() as holding, other.connection() as taking:
        with holding.begin():
            assert first.take(cursor_of(holding))
        transaction = holding.begin()
        first.check(cursor_of(holding))
        holding.exec_driver_sql(
            "INSERT INTO flowmart_attempts (service, message_id, handler, attempt, at, error) VALUES ('a','a','a',1,0,'')"
        )
        with taking.begin():
            assert not second.take(cursor_of(taking))
        time.sleep(0.3)
        with taking.begin():
            assert second.take(cursor_of(taking))
        with pytest.raises(OperationalError):
            transaction.commit()
    with other.connection() as looking:
        assert looking.exec_driver_sql("SELECT count(*) FROM flowmart_attempts").scalar() == 0
    stalled.close_now()
    other.close_now()


def test_a_missing_client_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without_psycopg(name: str, *arguments: object, **options: object) -> object:
        if name.split(".")[0] == "psycopg":
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return importing(name, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_psycopg)
    with pytest.raises(RuntimeFailure, match=r"pip install 'flowmart\[postgresql\]'"):
        Database("postgresql://here/orders-db")


def test_a_server_that_is_not_there_is_a_clear_failure_without_the_password() -> None:
    async def test() -> None:
        database = Database("postgresql://shop:secret@127.0.0.1:1/orders-db")
        try:
            await database.prepare(None)
        finally:
            await database.close()

    with pytest.raises(RuntimeFailure, match="cannot open the database postgresql") as failure:
        asyncio.run(test())
    assert "secret" not in str(failure.value)
