"""Avro's logical types as arithmetic: the Python value of a number or of bytes, and back.

Finer parts of a moment than the schema keeps are cut off when a model is made, so that sender and receiver hold equal values.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any
from uuid import UUID

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_MILLISECOND = timedelta(milliseconds=1)
_DAY_MICROS = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Duration:
    """Each part is at least 0 and below 2 to the 32nd."""

    months: int = 0
    days: int = 0
    milliseconds: int = 0

    def __post_init__(self) -> None:
        if not all(0 <= part < 2**32 for part in (self.months, self.days, self.milliseconds)):
            raise ValueError("a part of the duration is not between 0 and 4294967295")


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number expected")  # noqa: TRY004 - pydantic reports ValueError only
    return value


# --- bytes


def bytes_of_text(text: Any) -> bytes:
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise ValueError("text expected")  # noqa: TRY004
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError("bytes are text of the code points 0 to 255") from None


def text_of_bytes(value: bytes) -> str:
    return value.decode("latin-1")


def uuid_of_text(text: Any) -> UUID:
    return UUID(bytes=bytes_of_text(text))


def text_of_uuid(value: UUID) -> str:
    return text_of_bytes(value.bytes)


def duration_of_text(text: Any) -> Duration:
    return duration_of_bytes(bytes_of_text(text))


def text_of_duration(value: Duration) -> str:
    return text_of_bytes(bytes_of_duration(value))


def duration_of_bytes(raw: bytes) -> Duration:
    if len(raw) != 12:
        raise ValueError("a duration has 12 bytes")
    return Duration(*struct.unpack("<3I", raw))


def bytes_of_duration(value: Duration) -> bytes:
    return struct.pack("<3I", value.months, value.days, value.milliseconds)


# --- decimals


def scaled(value: Decimal, precision: int, scale: int) -> Decimal:
    """Raises ValueError when the number needs more digits than the type has."""
    try:
        return value.quantize(Decimal(1).scaleb(-scale), context=Context(prec=precision, traps=[Inexact, InvalidOperation]))
    except (Inexact, InvalidOperation):
        raise ValueError(f"{value} does not fit: {precision} digits, {scale} of them after the point") from None


def decimal_of_bytes(raw: bytes, scale: int) -> Decimal:
    unscaled = int.from_bytes(raw, "big", signed=True)
    return Decimal((unscaled < 0, tuple(map(int, str(abs(unscaled)))), -scale))


def bytes_of_decimal(value: Decimal, scale: int, size: int | None) -> bytes:
    """As few bytes as hold the number, or `size`. Raises OverflowError when they do not."""
    sign, digits, exponent = value.as_tuple()
    number = (-1 if sign else 1) * int("".join(map(str, digits)) or "0") * int(10 ** (scale + int(exponent)))
    length = size if size is not None else (8 + (number + (number < 0)).bit_length()) // 8
    return number.to_bytes(length, "big", signed=True)


# --- days and times of day


def date_of_days(days: Any) -> date:
    try:
        return date.fromordinal(_EPOCH_DAY + _whole(days))
    except OverflowError:
        raise ValueError("the day is outside the years 1 to 9999") from None


def days_of_date(value: date) -> int:
    return value.toordinal() - _EPOCH_DAY


def naive_time(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time of day without a time zone expected")
    return value


def cut_time_to_millis(value: time) -> time:
    return naive_time(value).replace(microsecond=value.microsecond // 1000 * 1000)


def time_of_micros(micros: Any) -> time:
    if not 0 <= _whole(micros) < _DAY_MICROS:
        raise ValueError("not within a day")
    return (_LOCAL_EPOCH + timedelta(microseconds=micros)).time()


def micros_of_time(value: time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def time_of_millis(millis: Any) -> time:
    return time_of_micros(_whole(millis) * 1000)


def millis_of_time(value: time) -> int:
    return micros_of_time(value) // 1000


# --- moments


def moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment with a time zone expected")
    return value


def moment_in_millis(value: datetime) -> datetime:
    return moment(value).replace(microsecond=value.microsecond // 1000 * 1000)


def moment_of_micros(micros: Any) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=_whole(micros))
    except OverflowError:
        raise ValueError("the moment is outside the years 1 to 9999") from None


def micros_of_moment(value: datetime) -> int:
    return (value - _EPOCH) // _MICROSECOND


def moment_of_millis(millis: Any) -> datetime:
    return moment_of_micros(_whole(millis) * 1000)


def millis_of_moment(value: datetime) -> int:
    return (value - _EPOCH) // _MILLISECOND


def local(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise ValueError("a moment without a time zone expected")
    return value


def local_in_millis(value: datetime) -> datetime:
    return local(value).replace(microsecond=value.microsecond // 1000 * 1000)


def local_of_micros(micros: Any) -> datetime:
    return moment_of_micros(micros).replace(tzinfo=None)


def micros_of_local(value: datetime) -> int:
    return (value - _LOCAL_EPOCH) // _MICROSECOND


def local_of_millis(millis: Any) -> datetime:
    return local_of_micros(_whole(millis) * 1000)


def millis_of_local(value: datetime) -> int:
    return (value - _LOCAL_EPOCH) // _MILLISECOND
