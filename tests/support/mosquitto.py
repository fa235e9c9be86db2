"""A private MQTT broker for tests: Debian's mosquitto, on a free loopback port, that keeps what it has accepted."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.brokers import Broker, binary, free_port, listens, server


@contextmanager
def mosquitto_server(folder: Path) -> Generator[Broker, None, None]:
    """`mqtt://127.0.0.1:<port>`."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)
    configuration = folder / "mosquitto.conf"
    # By default it drops what is behind the thousandth message of a session, and saves every half hour; this is every second.
    configuration.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n"
        f"persistence true\npersistence_location {folder}/\nautosave_interval 1\nuser root\n"
    )
    with server([binary("mosquitto"), "-c", str(configuration)], folder, lambda: listens(port)) as running:
        yield Broker.at(f"mqtt://127.0.0.1:{port}", running)
