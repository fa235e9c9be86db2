"""`x-flowmart-handling` of a service: attempts, pauses, time-out, concurrency and order of its handlers."""

import re
from collections.abc import Collection, Iterator

import yaml

from ..diagnostics import Severity
from ..model.handling import Handling
from .block import Block

KEY = "x-flowmart-handling"
COUNTS = {"attempts": "attempts", "concurrency": "concurrency"}
DURATIONS = {"first-pause": "first_pause", "longest-pause": "longest_pause", "timeout": "timeout"}
_MESSAGES = "messages"
POLICY_KEYS = frozenset([*COUNTS, *DURATIONS, "factor", "ordered"])

_DURATION = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0}


def handling(block: Block, received: Collection[str]) -> tuple[Handling, ...]:
    """What holds for all messages first. Wrong values are reported and left out."""
    whole = block.block(KEY) if KEY in block else None
    if whole is None:
        return ()
    whole.check_keys(POLICY_KEYS | {_MESSAGES})
    found = [Handling("", tuple(_values(whole)))]
    messages = whole.block(_MESSAGES) if _MESSAGES in whole else None
    for message in messages or ():
        if messages is not None and message not in received:
            block.file.report(
                messages.at(message), "schema/valid-type", f"'{message}' is not received", "correct the id, or add it to 'receives'"
            )
        policy = messages.block(message) if messages is not None else None
        if policy is not None:
            policy.check_keys(POLICY_KEYS)
            found.append(Handling(message, tuple(_values(policy))))
    return tuple(each for each in found if each.values)


def seconds(text: str) -> float | None:
    """Of a duration such as `30s`; None when it is none."""
    found = _DURATION.fullmatch(text.strip())
    return float(found[1]) * _SECONDS[found[2]] if found else None


def check_policy(policy: Block) -> None:
    """Reports what is wrong with the values of a policy in flowmart.yaml."""
    tuple(_values(policy, rule="config/valid-type"))


def check_handlers(environment: Block) -> None:
    """Reports what is wrong with `handlers` of an environment: the same keys, by service."""
    services = environment.block("handlers") if "handlers" in environment else None
    for service in services or ():
        whole = services.block(service) if services is not None else None
        if whole is None:
            continue
        whole.check_keys(POLICY_KEYS | {_MESSAGES}, rule="config/unknown-key", severity=Severity.ERROR)
        check_policy(whole)
        messages = whole.block(_MESSAGES) if _MESSAGES in whole else None
        for message in messages or ():
            policy = messages.block(message) if messages is not None else None
            if policy is not None:
                policy.check_keys(POLICY_KEYS, rule="config/unknown-key", severity=Severity.ERROR)
                check_policy(policy)


def _values(block: Block, rule: str = "schema/valid-type") -> Iterator[tuple[str, float | bool]]:
    for written in block:
        # flowmart.yaml has always taken `first_pause` too.
        key = written.replace("_", "-") if rule == "config/valid-type" else written
        value = _text(block, written)
        if key == "ordered":
            if value in ("true", "false"):
                yield "ordered", value == "true"
            else:
                _wrong(block, written, value, rule, "write true or false")
        elif key in COUNTS:
            if value.isdecimal() and 1 <= int(value) <= 10_000:
                yield COUNTS[key], int(value)
            else:
                _wrong(block, written, value, rule, "write a whole number from 1 on")
        elif key in DURATIONS:
            duration = seconds(value)
            if rule == "config/valid-type" and "${" in value:
                continue  # known where the system runs
            if duration:
                yield DURATIONS[key], duration
            else:
                _wrong(block, written, value, rule, "write 200ms, 30s, 5m or 1h")
        elif key == "factor":
            if re.fullmatch(r"\d+(\.\d+)?", value) and float(value) >= 1:
                yield "factor", float(value)
            else:
                _wrong(block, written, value, rule, "write a number from 1 on")


def _text(block: Block, key: str) -> str:
    node = block.node_of(key)
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _wrong(block: Block, key: str, value: str, rule: str, hint: str) -> None:
    block.file.report(block.at(key), rule, f"'{key}' can't be {value or 'that'}", hint)
