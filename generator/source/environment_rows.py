"""A row of `environments` in flowmart.yaml: every value that the runtime reads when a system starts, looked at beforehand.

The generator uses only the parameters. What is wrong elsewhere is a finding with its place, so that nobody learns of it when services
start. A value whose `${VARIABLE}` has no default is known only there, and is left alone here.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import yaml

from ..config import Environment, RowName
from ..diagnostics import Severity
from ..model.json import Json, JsonObject
from .block import Block
from .handling import DURATIONS, POLICY_KEYS, check_handlers, check_policy, seconds

_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*(?::-([^}]*))?\}")

GATEWAY = frozenset({"host", "port", "url", "rate", "burst"})
OPERATIONS = frozenset({"host", "port"})
WINDOW = frozenset({"keep"})
JITTER = "jitter"
"""Of `retry` only: the catalog does not say it."""

_DURATION_HINT = "write 30s, 15m, 2h or 7d"


def environment(name: str, row: Block) -> Environment:
    row.check_keys(ENVIRONMENT, rule="config/unknown-key", severity=Severity.ERROR)
    for key in row:
        if key in _CHECKS:
            _CHECKS[key](row, key)
    parameters = row.block("parameters")
    values = {} if parameters is None else {key: parameters.text(key, any_scalar=True) for key in parameters}
    return Environment(name, row.text("description"), values, _names(row, "channels"), _handled(row))


def _names(row: Block, key: str) -> tuple[RowName, ...]:
    rows = row.block(key) if isinstance(row.node_of(key), yaml.MappingNode) else None
    return () if rows is None else tuple(RowName((name,), rows.at_key(name)) for name in rows)


def _handled(row: Block) -> tuple[RowName, ...]:
    """The services and messages that `handlers` names."""
    found: list[RowName] = []
    for service in _names(row, "handlers"):
        found.append(service)
        rows = row.block("handlers")
        whole = rows.block(service.path[0]) if rows is not None and isinstance(rows.node_of(service.path[0]), yaml.MappingNode) else None
        if whole is not None:
            found += [RowName((*service.path, *message.path), message.location) for message in _names(whole, "messages")]
    return tuple(found)


# --- values


def _scalar(block: Block, key: str) -> str | None:
    """The text of a value, its variables replaced by their defaults; None when it is known only where the system runs, or is null."""
    node = block.node_of(key)
    if not isinstance(node, yaml.ScalarNode):
        return "" if node is not None else None
    defaults = [match[1] for match in _VARIABLE.finditer(node.value)]
    if None in defaults:
        return None
    return _VARIABLE.sub(lambda match: str(match[1]), node.value)


def _wrong(block: Block, key: str, hint: str) -> None:
    node = block.node_of(key)
    shown = f"'{node.value}'" if isinstance(node, yaml.ScalarNode) else "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
    block.file.report(block.at(key), "config/valid-type", f"'{key}' can't be {shown}", hint)


def _text(block: Block, key: str) -> None:
    if _scalar(block, key) == "":
        _wrong(block, key, "write text")


def _number(text: str) -> float:
    """-1 for what is none."""
    try:
        return float(text)
    except ValueError:
        return -1.0


def _positive(block: Block, key: str) -> None:
    text = _scalar(block, key)
    if text is not None and not 0 < _number(text) < float("inf"):
        _wrong(block, key, "write a number above 0")


def _port(block: Block, key: str) -> None:
    text = _scalar(block, key)
    if text is not None and not (0 <= _number(text) <= 65535 and _number(text).is_integer()):
        _wrong(block, key, "write a port number, 0 for any free one")


def _url(block: Block, key: str) -> None:
    text = _scalar(block, key)
    if text is not None and not (urlsplit(text).scheme in ("http", "https") and urlsplit(text).netloc):
        _wrong(block, key, "write http://host:port")


def _duration(least: float) -> Callable[[Block, str], None]:
    def check(block: Block, key: str) -> None:
        text = _scalar(block, key)
        if text is None:
            return
        found = seconds(text)
        if found is None or found < least:
            _wrong(block, key, f"{_DURATION_HINT}, at least {least:g}s" if least else _DURATION_HINT)

    return check


def _mapping(known: frozenset[str], checks: Mapping[str, Callable[[Block, str], None]]) -> Callable[[Block, str], None]:
    def check(block: Block, key: str) -> None:
        inner = block.block(key)
        if inner is None:
            return
        inner.check_keys(known, rule="config/unknown-key", severity=Severity.ERROR)
        for name in inner:
            if name in checks:
                checks[name](inner, name)

    return check


def _texts_by_name(block: Block, key: str) -> None:
    inner = block.block(key)
    for name in inner or ():
        if inner is not None:
            _text(inner, name)


def _clients(block: Block, key: str) -> None:
    """A key, or a list of keys, by kind of client. YAML's numbers are no keys: `0123` would be another one."""
    inner = block.block(key)
    for kind in inner or ():
        node = None if inner is None else inner.node_of(kind)
        several = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if inner is not None and not all(_is_key(each) for each in several):
            inner.file.report(
                inner.at(kind), "config/valid-type", f"the keys of '{kind}' must be a list of texts", 'write ["..."], each in quotes'
            )


def _is_key(node: object) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str" and bool(node.value)


def _retry(block: Block, key: str) -> None:
    policy = block.block(key)
    if policy is not None:
        policy.check_keys(POLICY_KEYS | {JITTER} | _UNDERSCORED, rule="config/unknown-key", severity=Severity.ERROR)
        check_policy(policy)
        text = _scalar(policy, JITTER) if JITTER in policy else None
        if text is not None and not 0 <= _number(text) <= 1:
            _wrong(policy, JITTER, "write a number from 0 to 1")


_UNDERSCORED = frozenset(DURATIONS.values())
"""The runtime takes `first_pause` as well as `first-pause`."""
_WINDOWS = {"inbox": 1.0, "outbox": 0.0}
_CHECKS: dict[str, Callable[[Block, str], None]] = {
    "transport": _text,
    "database": _text,
    "channels": _texts_by_name,
    "start_limit": _positive,
    "gateway": _mapping(GATEWAY, {"host": _text, "port": _port, "url": _url, "rate": _positive, "burst": _positive}),
    "operations": _mapping(OPERATIONS, {"host": _text, "port": _port}),
    "clients": _clients,
    "external": _texts_by_name,
    "retry": _retry,
    "handlers": lambda row, _: check_handlers(row),
    "lease": _duration(0.5),
    **{key: _mapping(WINDOW, {"keep": _duration(least)}) for key, least in _WINDOWS.items()},
}
ENVIRONMENT = frozenset({"name", "description", "parameters", *_CHECKS})


# --- the same for editors


def row_schema(handling: Mapping[str, JsonObject], seconds_shape: JsonObject) -> dict[str, JsonObject]:
    """The shapes of a row's values. `handling` is that of a policy's keys, `seconds_shape` that of a duration."""
    text: JsonObject = {"type": "string", "minLength": 1}
    variable: JsonObject = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"}

    def or_variable(shape: JsonObject, description: str) -> JsonObject:
        return {"anyOf": [shape, variable], "description": description}

    def mapping(shapes: Mapping[str, JsonObject], description: str) -> JsonObject:
        return {
            "type": "object",
            "properties": dict[str, Json](shapes),
            "patternProperties": {"^x-": {}},
            "additionalProperties": False,
            "description": description,
        }

    port = or_variable({"type": "integer", "minimum": 0, "maximum": 65535}, "0 takes a free one.")
    positive = or_variable({"type": "number", "exclusiveMinimum": 0}, "A number above 0.")
    policy = {**handling, **{key: or_variable(handling[key], "Such as 200ms, 30s, 5m.") for key in DURATIONS}}
    of_messages: JsonObject = {"type": "object", "additionalProperties": mapping(policy, "Of one message.")}
    service = {**policy, "messages": of_messages}
    jitter: JsonObject = {"type": "number", "minimum": 0, "maximum": 1}
    names: JsonObject = {"type": "object", "additionalProperties": text}
    keys: JsonObject = {"anyOf": [text, {"type": "array", "items": text}]}
    return {
        "name": {"type": "string"},
        "description": {"type": "string"},
        "parameters": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
        "transport": {
            **text,
            "description": "sqlite:<path>, kafka://, nats://, amqp:// or redis://; ${NAME} and ${NAME:-default} are replaced.",
        },
        "database": {**text, "description": "sqlite:<path> or postgresql://, with {database} for the service's own."},
        "channels": {**names, "description": "The URL of another broker by a channel's id or address."},
        "start_limit": {**positive, "description": "For how many seconds a start waits for brokers and databases."},
        "gateway": mapping(
            {
                "host": text,
                "port": port,
                "url": {**text, "description": "Where other processes reach it."},
                "rate": positive,
                "burst": positive,
            },
            "Where the gateway listens, and how often one key may call.",
        ),
        "operations": mapping({"host": text, "port": port}, "Where health and metrics are served."),
        "clients": {"type": "object", "additionalProperties": keys, "description": "API keys by kind of client."},
        "external": {**names, "description": "A URL, simulated, or simulated:<port>, by external system."},
        "retry": mapping(
            {**policy, **{plain: policy[key] for key, plain in DURATIONS.items()}, JITTER: jitter}, "How often and when all handlers try."
        ),
        "handlers": {
            "type": "object",
            "additionalProperties": mapping(service, "Of one service."),
            "description": "How often and when handlers try, by service and message.",
        },
        "lease": or_variable(seconds_shape, "An instance that shows no life for so long is replaced; at least 0.5 s."),
        "inbox": mapping({"keep": or_variable(seconds_shape, "At least 1 s.")}, "How long handled messages are remembered."),
        "outbox": mapping({"keep": or_variable(_or_none(seconds_shape), "0 for not at all.")}, "How long sent messages are kept."),
    }


def _or_none(shape: JsonObject) -> JsonObject:
    return {"anyOf": [shape, {"const": 0}]}
