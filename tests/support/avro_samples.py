"""Seeded samples of Avro schemas, as fastavro writes and reads them: a dict a record, (name, value) where a union needs a tag."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

_TEXTS = ("", "plain", 'quote"', "line\nbreak", "ünïcode", "漢字", "a" * 80, "\u0000", "{{ x }}", "'''")


class AvroSamples:
    """Values of one schema. `named` holds the types that were met so far."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._named: dict[str, Any] = {}
        self._depth = 0

    def value(self, schema: Any, namespace: str = "") -> Any:
        if isinstance(schema, list):
            return self._union(schema, namespace)
        if isinstance(schema, str):
            named = self._named.get(_full(schema, namespace))
            return self._primitive(schema) if named is None else self.value(*named)
        node = cast("Mapping[str, Any]", schema)
        kind = node["type"]
        if not isinstance(kind, str):
            return self.value(kind, namespace)
        if kind in ("record", "enum", "fixed"):
            full = _full(node["name"], node.get("namespace", namespace))
            self._named[full] = (node, namespace)
            return self._of_named(kind, node, full.rpartition(".")[0])
        if kind == "array":
            return [self.value(node["items"], namespace) for _ in range(self._few())]
        if kind == "map":
            return {f"{self._text()}{index}": self.value(node["values"], namespace) for index in range(self._few())}
        return self._logical(node) if _has_logical(node) else self.value(kind, namespace)

    def _of_named(self, kind: str, node: Mapping[str, Any], namespace: str) -> Any:
        if kind == "enum":
            return self._random.choice(node["symbols"])
        if kind == "fixed":
            return self._logical(node) if _has_logical(node) else self._random.randbytes(node["size"])
        self._depth += 1
        record = {field["name"]: self.value(field["type"], namespace) for field in node["fields"]}
        self._depth -= 1
        return record

    def _union(self, branches: Any, namespace: str) -> Any:
        if self._depth > 4 and "null" in branches:
            return None
        branch = self._random.choice(branches)
        value = self.value(branch, namespace)
        if isinstance(branch, Mapping) and cast("Mapping[str, Any]", branch)["type"] == "record":
            node = cast("Mapping[str, Any]", branch)
            return (_full(node["name"], node.get("namespace", namespace)), value)
        if isinstance(branch, str) and isinstance(value, dict):
            return (_full(branch, namespace), value)
        return value

    def _few(self) -> int:
        return 0 if self._depth > 4 else self._random.choice((0, 1, 2, 3))

    def _text(self) -> str:
        return self._random.choice(_TEXTS)

    def _primitive(self, kind: str) -> Any:
        pick = self._random
        match kind:
            case "null":
                return None
            case "boolean":
                return pick.random() < 0.5
            case "int":
                return pick.choice((0, 1, -1, 2**31 - 1, -(2**31), pick.randrange(-1000, 1000)))
            case "long":
                return pick.choice((0, 1, -1, 2**63 - 1, -(2**63), pick.randrange(-(10**12), 10**12)))
            case "float":
                return pick.choice((0.0, 0.5, -2.25, 1024.125))
            case "double":
                return pick.choice((0.0, -0.0, 0.1, 1e300, -1e-300, pick.uniform(-1e6, 1e6)))
            case "bytes":
                return pick.randbytes(pick.randrange(0, 20))
            case _:
                return self._text()

    def _logical(self, node: Mapping[str, Any]) -> Any:
        pick = self._random
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=pick.randrange(-(10**15), 4 * 10**15))
        match node["logicalType"]:
            case "decimal":
                digits = pick.randrange(0, 10 ** min(node["precision"], 12))
                return Decimal(digits).scaleb(-node.get("scale", 0)) * pick.choice((1, -1))
            case "uuid":
                return UUID(bytes=pick.randbytes(16))
            case "date":
                return date.fromordinal(pick.randrange(1, date.max.toordinal()))
            case "time-millis":
                return time(pick.randrange(24), pick.randrange(60), 1, pick.randrange(1000) * 1000)
            case "time-micros":
                return time(pick.randrange(24), pick.randrange(60), 1, pick.randrange(10**6))
            case "timestamp-millis":
                return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
            case "timestamp-micros":
                return moment
            case "local-timestamp-millis":
                return moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=None)
            case "local-timestamp-micros":
                return moment.replace(tzinfo=None)
            case _:
                return pick.randbytes(12)


def _has_logical(node: Mapping[str, Any]) -> bool:
    kind, logical = node["type"], node.get("logicalType", "")
    fits = {
        "decimal": kind in ("bytes", "fixed"),
        "uuid": kind == "string",
        "duration": kind == "fixed",
        "date": kind == "int",
        "time-millis": kind == "int",
    }
    return bool(fits.get(logical, kind == "long" and ("timestamp-m" in logical or logical == "time-micros")))


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"
