"""Types whose JSON is not the JSON that pydantic would write: how a value is read from JSON and written to it.

In Python a value is always its own type; only JSON has the form. Knows no format's rules.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite, isnan
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

TEXT = core_schema.str_schema()
WHOLE = core_schema.int_schema()


@dataclass(frozen=True, slots=True)
class JsonForm:
    """For `Annotated`: `read` makes the value of what JSON has (and raises ValueError), `write` the JSON of the value.

    `settle` brings a value of Python code into the form that peers will read, where the type has less room than Python.
    """

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    json: CoreSchema = field(compare=False)
    settle: Callable[[Any], Any] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.around(handler(source))

    def around(self, native: CoreSchema) -> CoreSchema:
        if self.settle is not None:
            native = core_schema.no_info_after_validator_function(self.settle, native)
        read = core_schema.no_info_plain_validator_function(self.read, json_schema_input_schema=self.json)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([read, native]),
            python_schema=native,
            serialization=core_schema.plain_serializer_function_ser_schema(self.write, when_used="json"),
        )


def single(value: float) -> float:
    """The nearest number of single precision. Raises ValueError when there is none."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        raise ValueError("the number is too large for single precision") from None


def shortest(value: float) -> float:
    """The number with the fewest digits that is `value` in single precision: 0.1, not 0.10000000149011612."""
    if not isfinite(value):
        return value
    return next(short for digits in range(6, 10) if single(short := float(f"{value:.{digits}g}")) == value)


def number_text(value: float) -> float | str:
    """JSON has no NaN and no infinity: they are text."""
    if isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
