"""Protobuf's canonical JSON as functions: the Python value of what JSON has, and back. After the ProtoJSON specification.

Python's moments and durations have microseconds: nanoseconds of a peer are cut off.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from .forms import number_text, shortest

_INTEGER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,9}))?s")
_LONGEST = timedelta(seconds=315_576_000_000)
_MICROSECOND = timedelta(microseconds=1)


def integer(value: Any) -> int:
    """A JSON number or text; an exponent and a fraction of zeros are allowed."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        number = Decimal(value)
        if number == number.to_integral_value():
            return int(number)
    raise ValueError("a whole number expected")


def integer_text(value: int) -> str:
    return str(value)


def number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    try:
        if isinstance(value, str) and Decimal(value).is_finite():
            return float(value)
    except InvalidOperation:
        pass
    raise ValueError("a number expected")


def single_text(value: float) -> float | str:
    return number_text(shortest(value))


def data(text: Any) -> bytes:
    """Base64, standard or URL-safe, with or without padding."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise ValueError("base64 text expected")  # noqa: TRY004 - pydantic reports ValueError only
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(f"no base64: {error}") from None


def data_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


# --- moments and durations


def moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment with a time zone expected")
    return value


def moment_of_text(text: Any) -> datetime:
    if isinstance(text, datetime):
        return text
    match = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("a moment as in RFC 3339 expected, such as 2026-01-02T03:04:05Z")
    fraction = (match[2] or "").ljust(6, "0")[:6]
    return datetime.fromisoformat(f"{match[1]}.{fraction}{match[3]}").astimezone(UTC)


def text_of_moment(value: datetime) -> str:
    whole = value.astimezone(UTC)
    return f"{whole.replace(tzinfo=None).isoformat(timespec='seconds')}{_fraction(whole.microsecond)}Z"


def duration(value: timedelta) -> timedelta:
    if abs(value) > _LONGEST:
        raise ValueError("a duration of more than 10,000 years")
    return value


def duration_of_text(text: Any) -> timedelta:
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("seconds expected, such as 1.5s")
    found = timedelta(seconds=int(match[2]), microseconds=int((match[3] or "").ljust(6, "0")[:6]))
    return -found if match[1] else found


def text_of_duration(value: timedelta) -> str:
    micros = abs(value) // _MICROSECOND
    return f"{'-' if value < timedelta() else ''}{micros // 1_000_000}{_fraction(micros % 1_000_000)}s"


def _fraction(micros: int) -> str:
    """None, three or six digits."""
    return "" if not micros else f".{micros // 1000:03}" if not micros % 1000 else f".{micros:06}"


# --- field masks


def paths_of_text(text: Any) -> list[str]:
    if isinstance(text, list):
        return [str(path) for path in text]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if not isinstance(text, str) or "_" in text:
        raise ValueError("paths in lowerCamelCase expected, with commas between them")
    return [re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", path) for path in text.split(",") if path]


def text_of_paths(paths: list[str]) -> str:
    return ",".join(re.sub("_([a-z0-9])", lambda letter: letter[1].upper(), path) for path in paths)
