"""The compose file: all processes, and a broker and a database where the environment leaves their URLs open."""

import posixpath
import re
from collections.abc import Sequence

from ...config import Config, DeploySettings
from ...model.json import Json, JsonObject
from .processes import GATEWAY, Process, variables

USER = "10001:10001"
_ALONE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _probed(command: list[str]) -> JsonObject:
    return {"test": ["CMD", *command], "interval": "5s", "timeout": "5s", "retries": 12, "start_period": "10s"}


# An image, where its data is, and how it says that it is ready.
_BROKERS: dict[str, tuple[JsonObject, str]] = {
    "nats": (
        {
            "image": "nats:2.11-alpine",
            "command": ["--jetstream", "--store_dir=/data", "--http_port=8222"],
            "healthcheck": _probed(["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8222/healthz"]),
            "volumes": ["broker:/data"],
        },
        "nats://broker:4222",
    ),
    "redis": (
        {
            "image": "redis:7.4-alpine",
            "command": ["redis-server", "--appendonly", "yes", "--appendfsync", "always"],
            "healthcheck": _probed(["redis-cli", "ping"]),
            "volumes": ["broker:/data"],
        },
        "redis://broker:6379/0",
    ),
    "rabbitmq": (
        {
            "image": "rabbitmq:4-alpine",
            "hostname": "broker",
            "environment": {"RABBITMQ_DEFAULT_USER": "flowmart", "RABBITMQ_DEFAULT_PASS": "${BROKER_PASSWORD:?choose one}"},
            "healthcheck": _probed(["rabbitmq-diagnostics", "-q", "check_port_connectivity"]),
            "volumes": ["broker:/var/lib/rabbitmq"],
        },
        "amqp://flowmart:${BROKER_PASSWORD:?choose one}@broker:5672/",
    ),
    "kafka": (
        {
            "image": "apache/kafka:3.9.1",
            "environment": {
                "KAFKA_NODE_ID": "1",
                "KAFKA_PROCESS_ROLES": "broker,controller",
                "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
                "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://broker:9092",
                "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
                "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
                "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
                "KAFKA_LOG_DIRS": "/var/lib/kafka/data",
            },
            "healthcheck": _probed(["/opt/kafka/bin/kafka-broker-api-versions.sh", "--bootstrap-server", "localhost:9092"]),
            "volumes": ["broker:/var/lib/kafka/data"],
        },
        "kafka://broker:9092",
    ),
}
_DATABASE_URL = "postgresql://flowmart:${DATABASE_PASSWORD:?choose one}@database:5432"


def compose(config: Config, found: Sequence[Process], broker: str) -> JsonObject:
    settings = config.deploy
    volumes: JsonObject = {}
    services: JsonObject = {}
    supplied = open_urls(settings)
    shared = settings.transport.startswith("sqlite:") or settings.database.startswith("sqlite:")
    if shared:
        volumes["data"] = dict[str, Json]()
    for process in found:
        services[process.name] = _process(config, process, supplied, broker, shared=shared)
    if "broker" in supplied.values():
        services["broker"] = {**_BROKERS[broker][0], "restart": "unless-stopped"}
        volumes["broker"] = dict[str, Json]()
    if "database" in supplied.values():
        services["database"] = _database()
        volumes["database"] = dict[str, Json]()
    whole: JsonObject = {"services": services}
    if "database" in supplied.values():
        whole["configs"] = {"databases": {"file": "./databases.sql"}}
    return {**whole, "volumes": volumes} if volumes else whole


def open_urls(settings: DeploySettings) -> dict[str, str]:
    """The variables that hold the URL of a broker or a database and nothing else: compose brings the server. By name: which server."""
    found: dict[str, str] = {}
    if match := _ALONE.fullmatch(settings.transport):
        found[match[1]] = "broker"
    if match := _ALONE.match(settings.database):
        found[match[1]] = "database"
    return found


def _process(config: Config, process: Process, supplied: dict[str, str], broker: str, *, shared: bool) -> JsonObject:
    settings = config.deploy
    argument = process.argument.replace("$", "$$")  # which compose would take for a variable
    command: list[Json] = ["run", argument, "--env", settings.environment, "--log-format", "json"]
    operations = settings.operations_port or 9090
    if not settings.operations_port:
        command += ["--operations-port", str(operations)]
    read: JsonObject = {name: _variable(name, default, supplied, broker) for name, default in variables(settings, process).items()}
    ready = f"import urllib.request as r; r.urlopen('http://127.0.0.1:{operations}/health/ready', timeout=3)"
    service: JsonObject = {
        "image": settings.image,
        "build": {"context": _up(config.output), "dockerfile": posixpath.join(config.output, "deploy", "Dockerfile")},
        "command": command,
        "user": USER,
        "read_only": True,
        "tmpfs": ["/tmp"],
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "restart": "unless-stopped",
        "stop_grace_period": "30s",
        "healthcheck": {"test": ["CMD", "python", "-c", ready], "interval": "10s", "timeout": "5s", "retries": 3, "start_period": "30s"},
        "deploy": {"resources": {"limits": {"cpus": "1.0", "memory": "512M"}, "reservations": {"memory": "128M"}}},
    }
    if read:
        service["environment"] = read
    if process.name == GATEWAY:
        service["ports"] = [f"{settings.gateway_port}:{settings.gateway_port}"]
    if supplied:
        service["depends_on"] = {name: {"condition": "service_healthy"} for name in sorted(set(supplied.values()))}
    if shared:
        service["volumes"] = ["data:/app/.flowmart"]
    return service


def _variable(name: str, default: str | None, supplied: dict[str, str], broker: str) -> str:
    """Passed on from where compose runs; the value itself is never here."""
    server = supplied.get(name)
    if server == "database":
        return f"${{{name}:-{_DATABASE_URL}}}"
    if server == "broker":
        return f"${{{name}:-{_BROKERS[broker][1]}}}"
    return f"${{{name}:?set it}}" if default is None else f"${{{name}:-{default.replace('$', '$$')}}}"


def _database() -> JsonObject:
    return {
        "image": "postgres:17-alpine",
        "environment": {"POSTGRES_USER": "flowmart", "POSTGRES_PASSWORD": "${DATABASE_PASSWORD:?choose one}"},
        "configs": [{"source": "databases", "target": "/docker-entrypoint-initdb.d/databases.sql"}],
        "volumes": ["database:/var/lib/postgresql/data"],
        "healthcheck": _probed(["pg_isready", "--username", "flowmart"]),
        "restart": "unless-stopped",
    }


def _up(output: str) -> str:
    """From the folder of the compose file to the project."""
    depth = len([part for part in posixpath.normpath(output).split("/") if part not in ("", ".")]) + 1
    return "/".join([".."] * depth)
