"""TLS and a password, against a redis-server of our own with a certificate that we signed; and that neither shows."""

import asyncio
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.transport import Transport, open_transport
from tests.runtime.transport_contract import TransportContract
from tests.support.brokers import Broker, binary, free_port, listens, server

pytest.importorskip("redis", reason="pip install 'flowmart[redis]'")
WORD = "hidden-word"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [binary("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    port = free_port()
    options = ["--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--tls-auth-clients", "no", "--requirepass", WORD]
    options += ["--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--dir", str(folder)]
    with server([binary("redis-server"), *options], folder, lambda: listens(port)) as running:
        yield Broker.at(f"rediss://default:{WORD}@127.0.0.1:{port}/0", running), certificate


class TestRedisWithTls(TransportContract):
    @pytest.fixture(autouse=True)
    def address(self, secured: tuple[str, Path]) -> None:
        self.url, self.certificate = secured

    def transport(self, folder: Path) -> Transport:
        return open_transport(f"{self.url}?namespace={folder.name}&lease=1&ssl_ca_certs={self.certificate}")


def test_a_certificate_that_nobody_vouches_for_is_refused(secured: tuple[str, Path], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(RuntimeFailure, match="certificate verify failed") as failure:
        asyncio.run(open_transport(secured[0]).open())
    assert WORD not in str(failure.value) and WORD not in caplog.text


def test_a_wrong_password_is_refused_and_not_shown(secured: tuple[str, Path], caplog: pytest.LogCaptureFixture) -> None:
    url, certificate = secured
    with caplog.at_level(logging.DEBUG), pytest.raises(RuntimeFailure, match="cannot reach Redis") as failure:
        asyncio.run(open_transport(f"{url.replace(WORD, 'wrong-word')}?ssl_ca_certs={certificate}").open())
    assert "wrong-word" not in str(failure.value) and "wrong-word" not in caplog.text
