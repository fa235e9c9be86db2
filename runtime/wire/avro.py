"""The types of Avro schemas, as annotations of generated models: values in Python, Avro's JSON encoding in JSON.

After the Avro 1.12 specification: a union is tagged with its branch, bytes are text of the code points 0 to 255, logical types are
what their underlying types are. Does not know the binary encoding (avro_binary.py).
"""

import datetime
from typing import Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic_core import core_schema

from ..messages import Model
from . import avro_values as values
from .avro_marks import Fixed, Scaled
from .avro_unions import Tagged
from .forms import TEXT, WHOLE, JsonForm, number_text, shortest, single


class Record(Model):
    """An Avro record. `avro_name` is its full name; what the schema does not know is not kept, as Avro's readers do."""

    model_config = ConfigDict(extra="ignore")
    avro_name: ClassVar[str] = ""
    _writes_defaults: ClassVar[bool] = True
    _is_strict: ClassVar[bool] = False

    def __init_subclass__(cls, *, record: str = "", **settings: Any) -> None:
        super().__init_subclass__(**settings)
        cls.avro_name = record


def _number(value: Any) -> float:
    if isinstance(value, str) and value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number expected")  # noqa: TRY004 - pydantic reports ValueError only
    return float(value)


def _written_single(value: float) -> float | str:
    return number_text(shortest(value))


_FLOAT = core_schema.float_schema()

Boolean: TypeAlias = Annotated[bool, Field(strict=True)]
Int: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**31), le=2**31 - 1)]
Long: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
Float: TypeAlias = Annotated[float, JsonForm(_number, _written_single, _FLOAT, single)]
Double: TypeAlias = Annotated[float, JsonForm(_number, number_text, _FLOAT)]
Bytes: TypeAlias = Annotated[bytes, Field(strict=True), JsonForm(values.bytes_of_text, values.text_of_bytes, TEXT)]
Date: TypeAlias = Annotated[datetime.date, JsonForm(values.date_of_days, values.days_of_date, WHOLE)]
TimeMillis: TypeAlias = Annotated[datetime.time, JsonForm(values.time_of_millis, values.millis_of_time, WHOLE, values.cut_time_to_millis)]
TimeMicros: TypeAlias = Annotated[datetime.time, JsonForm(values.time_of_micros, values.micros_of_time, WHOLE, values.naive_time)]
TimestampMillis: TypeAlias = Annotated[
    datetime.datetime, JsonForm(values.moment_of_millis, values.millis_of_moment, WHOLE, values.moment_in_millis)
]
TimestampMicros: TypeAlias = Annotated[datetime.datetime, JsonForm(values.moment_of_micros, values.micros_of_moment, WHOLE, values.moment)]
LocalTimestampMillis: TypeAlias = Annotated[
    datetime.datetime, JsonForm(values.local_of_millis, values.millis_of_local, WHOLE, values.local_in_millis)
]
LocalTimestampMicros: TypeAlias = Annotated[
    datetime.datetime, JsonForm(values.local_of_micros, values.micros_of_local, WHOLE, values.local)
]
UuidFixed: TypeAlias = Annotated[UUID, JsonForm(values.uuid_of_text, values.text_of_uuid, TEXT)]
Duration = values.Duration
"""Months, days and milliseconds: Avro's duration does not say how long a month or a day is."""
DurationFixed: TypeAlias = Annotated[Duration, JsonForm(values.duration_of_text, values.text_of_duration, TEXT)]

__all__ = [
    "Boolean",
    "Bytes",
    "Date",
    "Double",
    "Duration",
    "DurationFixed",
    "Fixed",
    "Float",
    "Int",
    "LocalTimestampMicros",
    "LocalTimestampMillis",
    "Long",
    "Record",
    "Scaled",
    "Tagged",
    "TimeMicros",
    "TimeMillis",
    "TimestampMicros",
    "TimestampMillis",
    "UuidFixed",
]
