"""Private servers for tests: from installed binaries, on free loopback ports, stopped by their process ids.

Each function starts one and yields its address. Without the binary the test is skipped, with the words that get it;
with FLOWMART_REQUIRED_BROKERS=1 it fails instead.
"""

import base64
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

REQUIRED = os.environ.get("FLOWMART_REQUIRED_BROKERS") == "1"
KAFKA_CACHE = Path.home() / ".cache" / "flowmart" / "kafka"


def unavailable(what: str) -> None:
    text = f"{what} is not installed: `make brokers` gets it"
    if REQUIRED:
        pytest.fail(text)
    pytest.skip(text)


def binary(name: str, *folders: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join((*folders, "/usr/sbin", "/usr/local/sbin")))
    if found is None:
        unavailable(name)
    assert found is not None
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


@contextmanager
def server(
    command: Sequence[str], folder: Path, ready: Callable[[], bool], *, environment: Mapping[str, str] | None = None, seconds: float = 30.0
) -> Generator[subprocess.Popen[bytes], None, None]:
    """The process, once it is ready; its output is in `folder`/output."""
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "output"
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ | dict(environment or {}))
    try:
        end = time.monotonic() + seconds
        while not ready():
            assert process.poll() is None and time.monotonic() < end, (
                f"{command[0]} did not start:\n{output.read_text(errors='replace')[-3000:]}"
            )
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def redis_server(folder: Path) -> Generator[str, None, None]:
    """`redis://127.0.0.1:<port>/0`"""
    port = free_port()
    command = [binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--appendonly", "yes", "--dir", str(folder)]
    with server(command, folder, lambda: listens(port)):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def nats_server(folder: Path) -> Generator[str, None, None]:
    """`nats://127.0.0.1:<port>`, with JetStream and messages of up to 8 MiB."""
    port = free_port()
    command = binary("nats-server")
    configuration = folder / "nats.conf"
    configuration.write_text(f'listen: "127.0.0.1:{port}"\nmax_payload: 8388608\njetstream {{ store_dir: "{folder}/data" }}\n')
    with server([command, "-c", str(configuration)], folder, lambda: listens(port)):
        yield f"nats://127.0.0.1:{port}"


@contextmanager
def postgresql_server(folder: Path) -> Generator[str, None, None]:
    """`postgresql://flow@127.0.0.1:<port>`, to be followed by `/<database>`; it has a database `postgres`."""
    installed = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    initdb, postgres = binary("initdb", *installed), binary("postgres", *installed)
    # The server refuses to run as root.
    user = "postgres" if os.getuid() == 0 else None
    data = folder / "data"
    folder.chmod(0o777)
    for parent in folder.parents:
        if user and parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    subprocess.run(
        [initdb, "-D", str(data), "-A", "trust", "-U", "flow", "--no-sync"], cwd=folder, check=True, capture_output=True, user=user
    )
    port = free_port()
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]
    with (folder / "output").open("wb") as log:
        process = subprocess.Popen([postgres, "-D", str(data), *options], cwd=folder, stdout=log, stderr=log, user=user)
    try:
        end = time.monotonic() + 20
        while not listens(port):
            assert process.poll() is None and time.monotonic() < end, (folder / "output").read_text(errors="replace")[-3000:]
            time.sleep(0.05)
        yield f"postgresql://flow@127.0.0.1:{port}"
    finally:
        # SIGINT is PostgreSQL's fast stop: it does not wait for clients.
        process.send_signal(signal.SIGINT)
        process.wait(10)


@contextmanager
def kafka_server(folder: Path) -> Generator[str, None, None]:
    """`kafka://127.0.0.1:<port>`: one node of Apache Kafka in KRaft mode, from jars in FLOWMART_KAFKA_LIBS or where `make brokers` puts them."""
    java = binary("java")
    libs = next(
        (path for path in (Path(os.environ.get("FLOWMART_KAFKA_LIBS") or KAFKA_CACHE),) if any(path.glob("kafka_2.13-*.jar"))), None
    )
    if libs is None:
        unavailable("Apache Kafka")
    port, controller = free_port(), free_port()
    properties = folder / "server.properties"
    properties.write_text(
        "process.roles=broker,controller\nnode.id=1\n"
        f"controller.quorum.voters=1@127.0.0.1:{controller}\ncontroller.listener.names=CONTROLLER\n"
        f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n"
        f"advertised.listeners=PLAINTEXT://127.0.0.1:{port}\nlog.dirs={folder / 'data'}\n"
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
        "offsets.topic.replication.factor=1\noffsets.topic.num.partitions=1\n"
        "transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
        "group.initial.rebalance.delay.ms=200\ngroup.min.session.timeout.ms=1000\nauto.create.topics.enable=false\n"
    )
    command = [java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*"]
    identity = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
    formatting = [*command, "kafka.tools.StorageTool", "format", "-t", identity, "-c", str(properties)]
    subprocess.run(formatting, cwd=folder, check=True, capture_output=True)
    with server([*command, "kafka.Kafka", str(properties)], folder, lambda: listens(port)):
        yield f"kafka://127.0.0.1:{port}"


@contextmanager
def rabbitmq_server(folder: Path) -> Generator[str, None, None]:
    """`amqp://guest:guest@127.0.0.1:<port>/`, with an epmd of its own: the one that Erlang would start listens everywhere and stays."""
    start = binary("rabbitmq-server", "/usr/lib/rabbitmq/bin")
    inner = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    epmd = binary("epmd")
    port, names, distribution = free_port(), free_port(), free_port()
    (folder / "enabled_plugins").write_text("[].\n")
    (folder / "rabbitmq.conf").write_text("log.file.level = warning\n")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"flowmart{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    with (
        server([epmd, "-port", str(names), "-address", "127.0.0.1"], folder / "epmd", lambda: listens(names)),
        server([str(inner) if inner.exists() else start], folder, lambda: listens(port), environment=environment, seconds=60),
    ):
        yield f"amqp://guest:guest@127.0.0.1:{port}/"
