"""Private servers for tests: from installed binaries, on free loopback ports, stopped by their process ids.

Each function starts one and yields its address. Without the binary the test is skipped, with the words that get it;
with FLOWMART_REQUIRED_BROKERS=1 it fails instead.
"""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import quote
from uuid import uuid4

import pytest

REQUIRED = os.environ.get("FLOWMART_REQUIRED_BROKERS") == "1"
ROOT = Path(__file__).parents[2]
KAFKA_CACHE = Path.home() / ".cache" / "flowmart" / "kafka"


def unavailable(what: str) -> NoReturn:
    text = f"{what} is not installed: `make brokers` gets it"
    if REQUIRED:
        pytest.fail(text)
    pytest.skip(text)


def binary(name: str, *folders: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join((*folders, "/usr/sbin", "/usr/local/sbin")))
    if found is None:
        unavailable(name)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


class Server:
    """A process, and those that it starts, in a group of their own; its output is in `folder`/output."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        ready: Callable[[], bool],
        environment: Mapping[str, str],
        seconds: float,
        user: str | None,
    ) -> None:
        self._command = command
        self._folder = folder
        self._ready = ready
        self.environment = os.environ | dict(environment)
        self._seconds = seconds
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        output = self._folder / "output"
        with output.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdout=log, stderr=log, env=self.environment, user=self._user, start_new_session=True
            )
        end = time.monotonic() + self._seconds
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"{self._command[0]} did not start:\n{output.read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """kill -9, with all that it started."""
        self.send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        self.kill()


class Broker(str):
    """The address of a running server; `server` is the process, for tests that kill, restart or stop it short.

    `relayed`, of Kafka: the server tells whoever asks at the second port to come to the first one, where a test may listen.
    """

    server: Server
    relayed: tuple[int, int]

    @classmethod
    def at(cls, url: str, server: Server) -> "Broker":
        broker = cls(url)
        broker.server = server
        return broker


@dataclass(frozen=True)
class Secured:
    """What a server that is not open to everybody has: one user with a password, and a certificate that is its own authority."""

    folder: Path
    user: str = "shop"
    password: str = "hidden/word@1"

    @classmethod
    def made(cls, folder: Path) -> "Secured":
        folder.mkdir(parents=True)
        secured = cls(folder)
        command = [binary("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(secured.key), "-out", str(secured.certificate)]
        subprocess.run(command, check=True, capture_output=True)
        secured.both.write_text(secured.key.read_text() + secured.certificate.read_text())
        return secured

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def both(self) -> Path:
        return self.folder / "both.pem"

    @property
    def quoted(self) -> str:
        """User and password as they stand in a URL."""
        return f"{self.user}:{quote(self.password, safe='')}"


@contextmanager
def server(
    command: Sequence[str],
    folder: Path,
    ready: Callable[[], bool],
    *,
    environment: Mapping[str, str] | None = None,
    seconds: float = 60.0,
    user: str | None = None,
    stops_by: signal.Signals = signal.SIGTERM,
) -> Generator[Server, None, None]:
    """The process, once it is ready."""
    folder.mkdir(parents=True, exist_ok=True)
    running = Server(command, folder, ready, environment or {}, seconds, user)
    running.start()
    try:
        yield running
    finally:
        running.stop(stops_by)


@contextmanager
def redis_server(folder: Path, secured: Secured | None = None) -> Generator[Broker, None, None]:
    """`redis://127.0.0.1:<port>/0`; what it has accepted is on the disk."""
    port = free_port()
    command = [binary("redis-server"), "--bind", "127.0.0.1", "--dir", str(folder)]
    if secured is None:
        command += ["--port", str(port)]
    else:
        command += ["--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no"]
        command += ["--tls-cert-file", str(secured.certificate), "--tls-key-file", str(secured.key)]
        command += ["--user", "default", "off", "--user", secured.user, "on", f">{secured.password}", "~*", "&*", "+@all"]
    # With the default, `everysec`, the server may answer up to two seconds before it writes.
    command += ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
    with server(command, folder, lambda: _redis_answers(port) if secured is None else listens(port)) as running:
        yield Broker.at(f"redis://127.0.0.1:{port}/0" if secured is None else f"rediss://{secured.quoted}@127.0.0.1:{port}/0", running)


def _redis_answers(port: int) -> bool:
    """It listens before it has loaded its data."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith((b"+PONG", b"-NOAUTH"))
    return False


@contextmanager
def nats_server(folder: Path, secured: Secured | None = None, *, more: str = "", store: str = "") -> Generator[Broker, None, None]:
    """`nats://127.0.0.1:<port>`, with JetStream and messages of up to 8 MiB; `more` and `store` are for its configuration and JetStream's."""
    port = free_port()
    command = binary("nats-server")
    configuration = folder / "nats.conf"
    text = f'listen: "127.0.0.1:{port}"\nmax_payload: 8388608\njetstream {{ store_dir: "{folder}/data", {store} }}\n{more}\n'
    if secured is not None:
        text += f'authorization {{ user: "{secured.user}", password: "{secured.password}" }}\n'
        text += f'tls {{ cert_file: "{secured.certificate}", key_file: "{secured.key}" }}\n'
    configuration.write_text(text)
    with server([command, "-c", str(configuration)], folder, lambda: listens(port)) as running:
        yield Broker.at(f"nats://127.0.0.1:{port}" if secured is None else f"tls://{secured.quoted}@127.0.0.1:{port}", running)


@contextmanager
def postgresql_server(folder: Path, secured: Secured | None = None) -> Generator[Broker, None, None]:
    """`postgresql://flow@127.0.0.1:<port>`, to be followed by `/<database>`; it has a database `postgres`."""
    installed = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    initdb, postgres, is_ready = (binary(name, *installed) for name in ("initdb", "postgres", "pg_isready"))
    # The server refuses to run as root.
    user = "postgres" if os.getuid() == 0 else None
    data = folder / "data"
    folder.chmod(0o777)
    for parent in folder.parents:
        if user and parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    role = "flow" if secured is None else secured.user
    making = [initdb, "-D", str(data), "-U", role, "--no-sync"]
    if secured is None:
        making += ["-A", "trust"]
    else:
        word = folder / "word"
        word.write_text(secured.password)
        making += ["-A", "scram-sha-256", "--pwfile", str(word)]
    subprocess.run(making, cwd=folder, check=True, capture_output=True, user=user)
    port = free_port()
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]
    if secured is not None:
        for name, source in (("server.crt", secured.certificate), ("server.key", secured.key)):
            shutil.copy(source, data / name)
            (data / name).chmod(0o600)
            if user:
                shutil.chown(data / name, user)
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        options += ["-c", "ssl=on"]

    ask = [is_ready, "-q", "-h", "127.0.0.1", "-p", str(port), "-U", role, "-d", "postgres"]

    def lets_in() -> bool:
        """It listens before it lets anybody in."""
        return subprocess.run(ask, check=False).returncode == 0

    # SIGINT is PostgreSQL's fast stop: it does not wait for clients.
    with server([postgres, "-D", str(data), *options], folder, lets_in, seconds=20, user=user, stops_by=signal.SIGINT) as running:
        yield Broker.at(f"postgresql://{role if secured is None else secured.quoted}@127.0.0.1:{port}", running)


@contextmanager
def kafka_server(folder: Path, secured: Secured | None = None) -> Generator[Broker, None, None]:
    """`kafka://127.0.0.1:<port>`: one node of Apache Kafka in KRaft mode, from jars in FLOWMART_KAFKA_LIBS or where `make brokers` puts them.

    A secured one knows its user by SCRAM-SHA-512 and by PLAIN, both over TLS.
    """
    java = binary("java")
    libs = Path(os.environ.get("FLOWMART_KAFKA_LIBS") or KAFKA_CACHE)
    if not any(libs.glob("kafka_2.13-*.jar")):
        unavailable("Apache Kafka")
    port, controller, inner, relay, relayed = (free_port() for _ in range(5))
    properties = folder / "server.properties"
    properties.write_text(
        "process.roles=broker,controller\nnode.id=1\n"
        f"controller.quorum.voters=1@127.0.0.1:{controller}\ncontroller.listener.names=CONTROLLER\n"
        f"listeners=CLIENTS://127.0.0.1:{port},INNER://127.0.0.1:{inner},RELAYED://127.0.0.1:{relayed},CONTROLLER://127.0.0.1:{controller}\n"
        f"advertised.listeners=CLIENTS://127.0.0.1:{port},INNER://127.0.0.1:{inner},RELAYED://127.0.0.1:{relay}\nlog.dirs={folder / 'data'}\n"
        f"listener.security.protocol.map=CLIENTS:{'PLAINTEXT' if secured is None else 'SASL_SSL'},INNER:PLAINTEXT,RELAYED:PLAINTEXT,"
        "CONTROLLER:PLAINTEXT\n"
        "inter.broker.listener.name=INNER\n"
        "offsets.topic.replication.factor=1\noffsets.topic.num.partitions=1\n"
        "transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
        "group.initial.rebalance.delay.ms=200\ngroup.min.session.timeout.ms=1000\nauto.create.topics.enable=false\n"
        + ("" if secured is None else _kafka_security(secured))
    )
    command = [java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*"]
    # Never with a dash in front: it would be an option.
    identity = "A" + base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")[1:]
    formatting = [*command, "kafka.tools.StorageTool", "format", "-t", identity, "-c", str(properties)]
    if secured is not None:
        formatting += ["--add-scram", f"SCRAM-SHA-512=[name={secured.user},password={secured.password}]"]
    subprocess.run(formatting, cwd=folder, check=True, capture_output=True)
    with server([*command, "kafka.Kafka", str(properties)], folder, lambda: listens(port)) as running:
        broker = Broker.at(f"kafka://{'' if secured is None else secured.quoted + '@'}127.0.0.1:{port}", running)
        broker.relayed = relay, relayed
        yield broker


def _kafka_security(secured: Secured) -> str:
    plain = f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{secured.user}="{secured.password}";'
    return (
        f"ssl.keystore.type=PEM\nssl.keystore.location={secured.both}\nsasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN\n"
        "listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;\n"
        f"listener.name.clients.plain.sasl.jaas.config={plain}\n"
    )


@contextmanager
def rabbitmq_server(folder: Path, secured: Secured | None = None) -> Generator[Broker, None, None]:
    """`amqp://guest:guest@127.0.0.1:<port>/`, with an epmd of its own: the one that Erlang would start listens everywhere and stays."""
    start = binary("rabbitmq-server", "/usr/lib/rabbitmq/bin")
    inner = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    epmd = binary("epmd")
    port, names, distribution = free_port(), free_port(), free_port()
    (folder / "enabled_plugins").write_text("[].\n")
    configuration = "log.file.level = warning\n"
    if secured is not None:
        configuration += f"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\ndefault_user = {secured.user}\n"
        configuration += f"default_pass = {secured.password}\nssl_options.cacertfile = {secured.certificate}\n"
        configuration += f"ssl_options.certfile = {secured.certificate}\nssl_options.keyfile = {secured.key}\n"
    (folder / "rabbitmq.conf").write_text(configuration)
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"flowmart{port}@localhost",
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    if secured is None:
        environment |= {"RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": str(port)}
    with (
        server([epmd, "-port", str(names), "-address", "127.0.0.1"], folder / "epmd", lambda: listens(names)),
        server([str(inner) if inner.exists() else start], folder, lambda: listens(port), environment=environment) as running,
    ):
        yield Broker.at(
            f"amqp://guest:guest@127.0.0.1:{port}/" if secured is None else f"amqps://{secured.quoted}@127.0.0.1:{port}/", running
        )


class Starts(Protocol):
    def __call__(self, folder: Path, secured: Secured | None = None) -> AbstractContextManager[Broker]: ...


BROKERS: Mapping[str, Starts] = {"redis": redis_server, "nats": nats_server, "kafka": kafka_server, "rabbitmq": rabbitmq_server}
"""By the name of the engine."""


def make_databases(server: str) -> None:
    """The databases of FlowMart's services and its gateway, on a PostgreSQL server."""
    import psycopg

    bindings = "".join(path.read_text() for path in (ROOT / "generated" / "bindings").glob("*.py"))
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for name in sorted({"gateway", *re.findall(r'database="([^"]+)"', bindings)}):
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
