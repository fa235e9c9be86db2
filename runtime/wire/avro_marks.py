"""Avro types that have parameters: fixed bytes and decimals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from . import avro_values as values
from .forms import TEXT, JsonForm


@dataclass(frozen=True, slots=True)
class Fixed:
    """Bytes of one length. `name` keeps two types of one length apart in a union."""

    name: str
    size: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        native = core_schema.bytes_schema(strict=True, min_length=self.size, max_length=self.size)
        return JsonForm(values.bytes_of_text, values.text_of_bytes, TEXT).around(native)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A Decimal of at most `precision` digits, `scale` of them after the point; in bytes, or in a fixed of `size` bytes."""

    precision: int
    scale: int = 0
    size: int | None = None

    def settle(self, value: Decimal) -> Decimal:
        """The number with exactly `scale` digits after the point. Raises ValueError when it does not fit."""
        return values.scaled(value, self.precision, self.scale)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        form = JsonForm(self._read, self._write, TEXT, self.settle)
        return form.__get_pydantic_core_schema__(source, handler)

    def _read(self, text: Any) -> Decimal:
        return values.decimal_of_bytes(values.bytes_of_text(text), self.scale)

    def _write(self, value: Decimal) -> str:
        return values.text_of_bytes(values.bytes_of_decimal(value, self.scale, self.size))
