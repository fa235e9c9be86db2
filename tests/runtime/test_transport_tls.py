"""TLS and a password on every engine, against servers of our own with a certificate that we made; and that no password shows."""

import asyncio
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Answer, Outgoing, open_transport
from tests.runtime.conftest import copy_flowmart
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver
from tests.support.brokers import BROKERS, Secured, nats_server, postgresql_server

LIBRARIES = {"redis": "redis", "nats": "nats", "kafka": "confluent_kafka", "rabbitmq": "aio_pika"}
WRONG_PASSWORD = {
    "redis": "invalid username-password pair",
    "nats": "Authorization Violation",
    "kafka": "Authentication failed",
    "rabbitmq": "ACCESS_REFUSED",
}
SLOW = pytest.mark.slow_broker
PRODUCTION = """
catalog: catalog
output: generated
services: services
environments:
  production:
    parameters: { env: production }
    transport: "${BROKER_URL:-memory:}"
    database: "${DATABASE_URL:-sqlite::memory:}"
"""


class Place(NamedTuple):
    """A server, its URL with the right user and password, and the same with the right certificate as well."""

    engine: str
    url: str
    trusting: str
    secured: Secured

    def hides(self, text: str) -> bool:
        return not any(word in text for word in (self.secured.password, self.secured.quoted, "hidden", "wrong-word"))


@pytest.fixture(scope="module", params=[pytest.param(each, marks=SLOW if each in ("kafka", "rabbitmq") else ()) for each in BROKERS])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    engine: str = request.param
    pytest.importorskip(LIBRARIES[engine], reason=f"pip install 'flowmart[{engine}]'")
    folder = tmp_path_factory.mktemp(f"tls-{engine}")
    secured = Secured.made(folder / "certificate")
    with BROKERS[engine](folder, secured) as url:
        yield Place(engine, url, f"{url}?ca={secured.certificate}", secured)


async def there_and_back(url: str) -> None:
    transport = open_transport(url)
    await transport.open()
    receiver, answers = Receiver(), list[bytes]()
    await transport.consume("g", [T1], receiver)
    transport.on_answers(answers.extend)
    await transport.publish([Outgoing(T1, "key", b"x" * (1 << 20))])
    await transport.answer([Answer(transport.reply_address, b"answer")])
    await until(lambda: len(receiver.got) == 1 and answers == [b"answer"], 20)
    await transport.close()


def chain(failure: BaseException) -> str:
    """What a traceback would show of it and of all that led to it, without the lines of the sources."""
    return "".join(line for line in traceback.format_exception(failure) if not line.startswith("  File"))


def refused(url: str, why: str, place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(RuntimeFailure, match=why) as failure:
        asyncio.run(open_transport(url).open())
    assert "cannot reach" in str(failure.value)
    assert place.hides(chain(failure.value)) and place.hides(caplog.text)


@pytest.mark.parametrize("options", ["", "&mechanism=PLAIN"], ids=["usual", "plain"])
def test_who_has_the_password_gets_in(place: Place, options: str, caplog: pytest.LogCaptureFixture) -> None:
    """Kafka takes it by SCRAM-SHA-512 and by PLAIN; the others have one way."""
    if options and place.engine != "kafka":
        return
    with caplog.at_level(logging.DEBUG):
        asyncio.run(there_and_back(place.trusting + options))
    assert place.hides(caplog.text)
    refused(place.trusting.replace("hidden", "wrong-word") + options, WRONG_PASSWORD[place.engine], place, caplog)


def test_a_certificate_that_nobody_vouches_for_is_refused(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    refused(place.url, "(?i)certificate.verify.failed", place, caplog)


def test_who_comes_without_tls_is_refused(place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.transport.kafka_log._OPEN_SECONDS", 1.0, raising=False)
    plain = {"kafka": f"{place.url}?security=SASL_PLAINTEXT", "nats": place.url.replace("tls:", "nats:")}
    refused(plain.get(place.engine, place.url.replace("amqps:", "amqp:").replace("rediss:", "redis:")), "cannot reach", place, caplog)


def provision(folder: Path, **variables: str) -> tuple[int, str]:
    project = copy_flowmart(folder / "project")
    (project / "flowmart.yaml").write_text(PRODUCTION)
    command = [sys.executable, "-m", "flowmart.cli", "provision", "--environment", "production", "--project", str(project), "--dry-run"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env=os.environ | variables)
    return done.returncode, done.stdout + done.stderr


def test_provisioning_by_a_variable_shows_no_password(place: Place, tmp_path: Path) -> None:
    code, said = provision(tmp_path, BROKER_URL=place.trusting)
    assert (code, place.hides(said), "missing " in said) == (0, True, True), said


def test_provisioning_with_a_wrong_password_is_one_clear_message(place: Place, tmp_path: Path) -> None:
    code, said = provision(tmp_path, BROKER_URL=place.trusting.replace("hidden", "wrong-word"))
    told = [line for line in said.splitlines() if line.startswith("flowmart: cannot reach")]
    assert code == 2 and len(told) == 1 and WRONG_PASSWORD[place.engine] in told[0], said
    assert place.hides(said) and "Traceback" not in said, said


def test_nats_takes_a_user_without_a_password_for_a_token(tmp_path: Path) -> None:
    pytest.importorskip("nats", reason="pip install 'flowmart[nats]'")
    with nats_server(tmp_path, more='authorization { token: "hidden/word" }') as url:
        asyncio.run(there_and_back(url.replace("nats://", "nats://hidden%2Fword@")))
        with pytest.raises(RuntimeFailure, match="Authorization Violation") as failure:
            asyncio.run(open_transport(url.replace("nats://", "nats://hidden-word@")).open())
    assert "hidden" not in chain(failure.value)


def test_nats_is_told_no_password_where_the_url_wants_tls_and_the_server_has_none() -> None:
    """The peer is a few lines of our own: it says what a server without TLS says, and keeps what it hears."""
    pytest.importorskip("nats", reason="pip install 'flowmart[nats]'")
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"server_id":"x","version":"2.9.10","headers":true,"max_payload":1048576,"auth_required":true}\r\n')
        while line := await reader.readline():
            heard.append(line)
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
        writer.close()

    async def test(scheme: str) -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        await open_transport(f"{scheme}://shop:hidden-word@127.0.0.1:{port}").open()

    with pytest.raises(RuntimeFailure, match="the server has no TLS"):
        asyncio.run(test("tls"))
    assert heard == []


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Secured]]:
    pytest.importorskip("psycopg", reason="pip install 'flowmart[postgresql]'")
    folder = tmp_path_factory.mktemp("tls-postgresql")
    secured = Secured.made(folder / "certificate")
    (folder / "server").mkdir()
    with postgresql_server(folder / "server", secured) as url:
        yield f"{url}/postgres?sslmode=verify-full&sslrootcert={secured.certificate}", secured


async def prepared(url: str) -> list[tuple[object, ...]]:
    database = Database(url)
    try:
        await database.prepare(None)
        rows = await database.read(
            lambda connection: connection.exec_driver_sql("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").all()
        )
        return [tuple(row) for row in rows]
    finally:
        await database.close()


def test_postgresql_by_tls_and_password(postgresql: tuple[str, Secured], caplog: pytest.LogCaptureFixture) -> None:
    url, secured = postgresql
    with caplog.at_level(logging.DEBUG):
        assert asyncio.run(prepared(url)) == [(True,)]
        for other, why in (
            (url.replace("hidden", "wrong-word"), "password authentication failed"),
            (url.replace("verify-full", "disable"), "no encryption"),
            (url.replace(str(secured.certificate), "/nowhere.pem"), "nowhere.pem"),
        ):
            with pytest.raises(RuntimeFailure, match=why) as failure:
                asyncio.run(prepared(other))
            text = chain(failure.value)
            assert not any(word in text for word in (secured.password, "hidden", "wrong-word"))
    assert not any(word in caplog.text for word in (secured.password, "hidden", "wrong-word"))


def test_postgresql_by_a_variable_shows_no_password(postgresql: tuple[str, Secured], tmp_path: Path) -> None:
    url, secured = postgresql
    each = url.replace("/postgres?", "/{database}?")
    code, said = provision(tmp_path, DATABASE_URL=each)
    assert code == 0 and "missing  database orders-db" in said and secured.password not in said and "hidden" not in said, said
    code, said = provision(tmp_path / "again", DATABASE_URL=each.replace("hidden", "wrong-word"))
    assert code == 2 and said.count("flowmart: cannot reach PostgreSQL") == 1 and "password authentication failed" in said, said
    assert "wrong-word" not in said and "Traceback" not in said, said


@pytest.mark.parametrize(
    "url",
    ["redis://shop:hid/den@127.0.0.1:1/0", "amqp://shop:hid?den@127.0.0.1:1/", "nats://shop:hid#den@127.0.0.1:1", "redis://[shop:hidden@1"],
)
def test_a_url_that_is_not_quoted_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(RuntimeFailure, match="the transport's URL cannot be read") as failure:
        open_transport(url)
    text = chain(failure.value)
    assert "hid" not in text and "den" not in text.replace("hidden", ""), text
