"""One environment of flowmart.yaml, as the runtime needs it: broker, databases, gateway, keys, external systems.

Reads only the row that is asked for, so that production's variables need not be set on a laptop, and of that row, keys and
addresses that only some processes need may be left unset: see parts.py. What the whole file may contain is the generator's business.
"""

import os
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from .durations import duration
from .engine.policy import Policy, policy_values
from .failures import RuntimeFailure
from .store.clearing import Windows

FILE = "flowmart.yaml"
SIMULATED = "simulated"
_START_SECONDS = 60.0

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_NEEDED_BY_SOME = ("gateway", "clients", "external")
"""Parts of a row whose variables need not be set in every process."""
GATEWAY_KEYS = {"host", "port", "url", "rate", "burst"}
OPERATIONS_KEYS = {"host", "port"}
WINDOW_KEYS = {"keep"}
ROW_KEYS = {
    "name",
    "description",
    "parameters",
    "transport",
    "channels",
    "start_limit",
    "database",
    "gateway",
    "clients",
    "external",
    "operations",
    "retry",
    "handlers",
    "lease",
    "inbox",
    "outbox",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """`transport` and `database` are URLs with absolute paths; `{database}` in the latter is a service's database.

    `clients` are the API keys by client kind. `external` has a URL, or `simulated`, by external system.
    `url` is where others reach the gateway, None for `host` and `port`. `rate` is how many requests a second one key may make, `burst` how many at once.
    `channels` has the URL of another broker by a channel's id or address; `start_limit` is for how many seconds a start waits for brokers and
    databases. `unset` are the parts of the row that are missing because a variable is not set, `external.carrier`, and why. `operations` is host and port of health and metrics; None opens no port for them.
    """

    name: str
    description: str = ""
    project: Path = Path()
    output: str = "generated"
    services: str = "services"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    transport: str = "memory:"
    channels: Mapping[str, str] = field(default_factory=dict[str, str])
    start_limit: float = _START_SECONDS
    database: str = "sqlite::memory:"
    host: str = "127.0.0.1"
    port: int = 8080
    url: str | None = None
    rate: float | None = None
    burst: int | None = None
    operations: tuple[str, int] | None = None
    clients: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    external: Mapping[str, str] = field(default_factory=dict[str, str])
    policy: Policy = field(default_factory=Policy)
    handlers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    lease: float = 10.0
    windows: Windows = field(default_factory=Windows)
    unset: Mapping[str, RuntimeFailure] = field(default_factory=dict[str, RuntimeFailure])

    def require(self, place: str) -> None:
        """Raises RuntimeFailure when a variable of this part of the row, or of what is in it, is not set."""
        for name, failure in self.unset.items():
            if name == place or name.startswith(f"{place}."):
                raise failure

    @property
    def reachable_at(self) -> str | None:
        """Where processes other than the gateway's reach it; None when only the gateway knows its port."""
        if self.url is not None:
            return self.url
        return f"http://{'127.0.0.1' if self.host in ('0.0.0.0', '::') else self.host}:{self.port}" if self.port else None

    def database_url(self, database: str) -> str:
        return self.database.replace("{database}", database)


def environment_names(project: Path) -> list[str]:
    return sorted(_rows(_file(project)))


def read_environment(project: Path, name: str = "local") -> Environment:
    """Raises RuntimeFailure when there is no such row, or something in it does not fit."""
    content = _file(project)
    rows = _rows(content)
    if name not in rows and not (name == "local" and not rows):
        raise RuntimeFailure(f"flowmart.yaml has no environment {name!r}", f"it has: {', '.join(sorted(rows)) or 'none'}")
    row, unset = _row(rows.get(name) or {}, name)
    row = _known(row, ROW_KEYS, f"environments.{name}")
    folder = project.resolve()
    gateway = _known(_mapping(row, "gateway", name), GATEWAY_KEYS, f"environments.{name}.gateway")
    operations = _known(_mapping(row, "operations", name), OPERATIONS_KEYS, f"environments.{name}.operations")
    inbox, outbox = (_known(_mapping(row, key, name), WINDOW_KEYS, f"environments.{name}.{key}") for key in ("inbox", "outbox"))
    return Environment(
        name=name,
        description=str(row.get("description", "")),
        project=folder,
        output=str(content.get("output", "generated")),
        services=str(content.get("services", "services")),
        parameters={str(key): str(value) for key, value in (_mapping(row, "parameters", name) or {"env": name}).items()},
        transport=_located(str(row.get("transport") or f"sqlite:.flowmart/{name}/bus.db"), folder),
        channels={str(channel): _located(str(url), folder) for channel, url in _mapping(row, "channels", name).items()},
        start_limit=_positive(row, "start_limit", f"environments.{name}") or _START_SECONDS,
        database=_located(str(row.get("database") or f"sqlite:.flowmart/{name}/{{database}}.db"), folder),
        host=str(gateway.get("host", "127.0.0.1")),
        port=_port(gateway.get("port", 8080), f"{name}.gateway"),
        url=str(gateway["url"]).rstrip("/") if gateway.get("url") else None,
        rate=_positive(gateway, "rate", f"environments.{name}.gateway"),
        burst=None if (burst := _positive(gateway, "burst", f"environments.{name}.gateway")) is None else int(burst),
        operations=(str(operations.get("host", "127.0.0.1")), _port(operations.get("port", 9090), f"{name}.operations"))
        if operations
        else None,
        clients={str(kind): _keys(keys, f"environments.{name}.clients.{kind}") for kind, keys in _mapping(row, "clients", name).items()},
        external={str(system): str(address) for system, address in _mapping(row, "external", name).items()},
        handlers=_handlers(_mapping(row, "handlers", name), f"environments.{name}.handlers"),
        lease=_seconds(row.get("lease", 10.0), f"environments.{name}.lease", least=0.5),
        windows=Windows(
            inbox=_seconds(inbox.get("keep", "7d"), f"environments.{name}.inbox.keep", least=1.0),
            outbox=_seconds(outbox.get("keep", 0.0), f"environments.{name}.outbox.keep"),
        ),
        policy=_policy(_mapping(row, "retry", name), name),
        unset=unset,
    )


def _file(project: Path) -> dict[str, Any]:
    path = project / FILE
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuntimeFailure(
            f"no {FILE} in {project.resolve()}", "run this in a project's folder, or make one with `flowmart init`"
        ) from None
    except yaml.YAMLError as error:
        raise RuntimeFailure(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise RuntimeFailure(f"{path} must be a mapping of keys to values")
    return cast(dict[str, Any], content)


def _rows(content: Mapping[str, Any]) -> dict[str, Any]:
    rows: Any = content.get("environments") or {}
    if not isinstance(rows, dict) or not all(row is None or isinstance(row, dict) for row in cast(dict[str, Any], rows).values()):
        raise RuntimeFailure("flowmart.yaml: `environments` must map names to mappings")
    return {str(name): row for name, row in cast(dict[str, Any], rows).items()}


def _row(written: Mapping[str, Any], name: str) -> tuple[dict[str, Any], dict[str, RuntimeFailure]]:
    """The row with its variables' values, and what is left out of it because a variable is not set."""
    unset: dict[str, RuntimeFailure] = {}
    row: dict[str, Any] = {}
    for key, value in written.items():
        place = f"environments.{name}.{key}"
        if key not in _NEEDED_BY_SOME or not isinstance(value, dict):
            row[key] = _expanded(value, place)
            continue
        found: dict[str, Any] = {}
        for inner, each in cast(dict[str, Any], value).items():
            try:
                found[inner] = _expanded(each, f"{place}.{inner}")
            except RuntimeFailure as failure:
                unset[f"{key}.{inner}"] = failure
        row[key] = found
    return row, unset


def _expanded(value: Any, place: str) -> Any:
    """Every `${NAME}` and `${NAME:-default}` replaced from the process's environment."""
    if isinstance(value, dict):
        return {key: _expanded(each, f"{place}.{key}") for key, each in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_expanded(each, place) for each in cast(list[object], value)]
    if not isinstance(value, str):
        return value

    def replaced(match: re.Match[str]) -> str:
        found = os.environ.get(match[1]) or match[2]
        if found is None:
            raise RuntimeFailure(f"{place}: the variable {match[1]} is not set", f"set it, or write ${{{match[1]}:-a default}}")
        return found

    return _VARIABLE.sub(replaced, value)


def _mapping(row: Mapping[str, Any], key: str, name: str) -> dict[str, Any]:
    value: Any = row.get(key) or {}
    if not isinstance(value, dict):
        raise RuntimeFailure(f"environments.{name}.{key} must be a mapping")
    return cast(dict[str, Any], value)


def _known(row: dict[str, Any], keys: AbstractSet[str], place: str) -> dict[str, Any]:
    """The mapping without keys of the user's own, which begin with `x-`. Raises RuntimeFailure for another one that does nothing."""
    own = {key: value for key, value in row.items() if not str(key).startswith("x-")}
    unknown = sorted(map(str, own.keys() - keys))
    if unknown:
        raise RuntimeFailure(f"{place}: unknown key {unknown[0]!r}", f"known keys: {', '.join(sorted(keys))}")
    return own


def _keys(value: Any, place: str) -> tuple[str, ...]:
    keys: Any = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) and key for key in cast(list[object], keys)):
        raise RuntimeFailure(f"{place} must be a list of API keys")
    return tuple(cast(list[str], keys))


def _positive(row: Mapping[str, Any], key: str, place: str) -> float | None:
    value: Any = row.get(key)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number < float("inf"):
        raise RuntimeFailure(f"{place}.{key}: {value!r} is no number above 0")
    return number


def _port(value: Any, place: str) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = -1
    if not 0 <= port <= 65535:
        raise RuntimeFailure(f"environments.{place}.port: {value!r} is no port number")
    return port


def _located(url: str, folder: Path) -> str:
    """A SQLite path is relative to the project, wherever the command was started."""
    engine, _, path = url.partition(":")
    if engine != "sqlite" or path == ":memory:":
        return url
    return f"sqlite:{folder / path}"


def _seconds(value: Any, place: str, *, least: float = 0.0) -> float:
    seconds = duration(value)
    if seconds is None or seconds < least:
        raise RuntimeFailure(f"{place}: {value!r} is no duration{f' of at least {least:g} s' if least else ''}", "write 30s, 15m, 2h or 7d")
    return seconds


def _handlers(rows: Mapping[str, Any], place: str) -> dict[str, dict[str, Any]]:
    """By service, or service and message (`orders`, `orders.PlaceOrder`): the fields of a Policy."""
    found: dict[str, dict[str, Any]] = {}
    for service, row in rows.items():
        if not isinstance(row, dict):
            raise RuntimeFailure(f"{place}.{service} must be a mapping")
        row = cast(dict[str, Any], row)
        messages: Any = row.get("messages") or {}
        if not isinstance(messages, dict) or not all(isinstance(each, dict) for each in cast(dict[str, Any], messages).values()):
            raise RuntimeFailure(f"{place}.{service}.messages must map messages to mappings")
        found[str(service)] = policy_values({key: value for key, value in row.items() if key != "messages"}, f"{place}.{service}")
        for message, policy in cast(dict[str, Any], messages).items():
            found[f"{service}.{message}"] = policy_values(policy, f"{place}.{service}.messages.{message}")
    return found


def _policy(row: Mapping[str, Any], name: str) -> Policy:
    return Policy(**policy_values(row, f"environments.{name}.retry"))
