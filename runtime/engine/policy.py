"""How often and when a failing message is tried again, and how much runs at once."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..durations import duration
from ..failures import RuntimeFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`attempts` counts the first one. Pauses and the time-out of one effect are in seconds.

    `ordered`: while a message waits, later ones of its channel and key wait behind it.
    `concurrency`: how many effects run at the same time: of the handler, and all of the service together.
    State handlers run one at a time.
    """

    attempts: int = 6
    first_pause: float = 0.2
    factor: float = 3.0
    longest_pause: float = 60.0
    jitter: float = 0.2
    timeout: float = 30.0
    ordered: bool = True
    concurrency: int = 32

    def pause(self, attempt: int) -> float:
        """How long to wait after the failed attempt with this number. Grows monotonically: the jitter is
        only ever added, and less than a step."""
        pause = min(self.first_pause * self.factor ** (attempt - 1), self.longest_pause)
        return pause * (1 + random.random() * self.jitter)


_COUNTS = ("attempts", "concurrency")
_DURATIONS = ("first_pause", "longest_pause", "timeout")
KEYS = (*_COUNTS, *_DURATIONS, "factor", "jitter", "ordered")


def policy_values(row: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The fields of a Policy that a mapping of flowmart.yaml sets, `first-pause` as well as `first_pause`. Raises RuntimeFailure."""
    found: dict[str, Any] = {}
    for written, value in row.items():
        key = written.replace("-", "_")
        if key not in KEYS:
            raise RuntimeFailure(
                f"{place}: unknown key {written!r}", f"known keys: {', '.join(sorted(each.replace('_', '-') for each in KEYS))}"
            )
        fitting = _fitting(key, value)
        if fitting is None:
            raise RuntimeFailure(f"{place}.{written}: {value!r} does not do", _HINTS.get(key, "write a duration: 200ms, 30s, 5m"))
        found[key] = fitting
    return found


_HINTS = {
    "attempts": "write a whole number from 1 on",
    "concurrency": "write a whole number from 1 on",
    "factor": "write a number from 1 on",
    "jitter": "write a number from 0 to 1",
    "ordered": "write true or false",
}


def _fitting(key: str, value: Any) -> Any:
    """The value as the field has it, or None."""
    if key == "ordered":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if key in _COUNTS:
        return value if isinstance(value, int) and value >= 1 else None
    if key in _DURATIONS:
        return duration(value) or None
    least, most = (1.0, 1000.0) if key == "factor" else (0.0, 1.0)
    return float(value) if isinstance(value, int | float) and least <= value <= most else None
