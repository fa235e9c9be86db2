"""Times as people write them: `90s`, `2h`, `7d` for a duration, and a moment by date or by how long ago."""

import re
import time
from datetime import UTC, datetime

from .failures import RuntimeFailure

_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?")


def duration(value: object) -> float | None:
    """In seconds; None when it is no duration."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if value >= 0 else None
    found = _DURATION.fullmatch(str(value).strip())
    return None if found is None else float(found[1]) * _UNITS[found[2] or ""]


def moment(text: str) -> float:
    """Seconds since 1970 of `2026-11-24T10:00`, or of `2h`, which is two hours ago. Without a zone it is UTC."""
    ago = duration(text)
    if ago is not None:
        return time.time() - ago
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RuntimeFailure(f"{text!r} is no moment", "write a date (2026-11-24T10:00) or how long ago (90m, 2h, 7d)") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def shown(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
