"""`deploy` of flowmart.yaml, with what the row of its environment says that containers need to know."""

import re
from collections.abc import Iterator
from typing import cast

from ..config import DeploySettings, Variable
from ..diagnostics import Severity
from ..model.json import Json
from .block import Block

_KEYS = frozenset({"environment", "image", "broker"})
BROKERS = ("kafka", "nats", "rabbitmq", "redis")
_BY_PROCESS = ("gateway", "clients", "external")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


def deploy_settings(block: Block) -> DeploySettings:
    settings = block.block("deploy")
    defaults = DeploySettings()
    name, image, broker, place = defaults.environment, defaults.image, "", defaults.location
    if settings is not None:
        settings.check_keys(_KEYS, rule="config/unknown-key", severity=Severity.ERROR)
        name, image, broker = settings.text("environment") or name, settings.text("image") or image, settings.text("broker")
        if broker and broker not in BROKERS:
            block.file.report(settings.at("broker"), "config/valid-type", f"unknown broker '{broker}'", f"use {', '.join(BROKERS)}")
            broker = ""
        place = settings.location
    value = rows.value(name) if (rows := block.block("environments")) is not None and name in rows else None
    row: dict[str, Json] = value if isinstance(value, dict) else {}
    operations = _mapping(row, "operations")
    return DeploySettings(
        name,
        image,
        broker,
        str(row.get("transport") or ""),
        str(row.get("database") or ""),
        _port(_mapping(row, "gateway").get("port"), 8080),
        _port(operations.get("port"), 9090) if operations else 0,
        str(operations.get("host", "")),
        tuple(_placed(row)),
        frozenset(system for system, address in _mapping(row, "external").items() if address == "simulated"),
        place,
    )


def _mapping(row: dict[str, Json], key: str) -> dict[str, Json]:
    value = row.get(key)
    return value if isinstance(value, dict) else {}


def _port(value: Json, default: int) -> int:
    return value if isinstance(value, int) and 0 < value < 65536 else default


def _placed(row: dict[str, Json]) -> Iterator[Variable]:
    for key in sorted(row):
        value = row[key]
        parts = (
            {f"{key}.{inner}": value[inner] for inner in sorted(value)} if isinstance(value, dict) and key in _BY_PROCESS else {key: value}
        )
        for place, part in parts.items():
            for name, default in sorted(_variables(part).items()):
                yield Variable(place, name, default)


def _variables(value: Json) -> dict[str, str | None]:
    """Every `${NAME}` below, with its default; one that is written with and without is needed."""
    if isinstance(value, str):
        return {cast(str, match[1]): cast("str | None", match[2]) for match in _VARIABLE.finditer(value)}
    found: dict[str, str | None] = {}
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        for name, default in _variables(inner).items():
            found[name] = default if name not in found or default is None else found[name]
    return found
