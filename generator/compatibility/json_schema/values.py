"""JSON values with exact numbers: reading, comparing, and showing them."""

import json
import math
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, Union

from ...model.json import Json

Value: TypeAlias = Union[None, bool, Fraction, str, "list[Value]", "dict[str, Value]"]
Frozen: TypeAlias = object
"""A value made hashable; equal exactly when JSON Schema calls two values equal (1 and 1.0 are, 1 and true are not)."""

_SHOWN = 160


def exact(value: Json) -> Value:
    """The value with its numbers as fractions: 0.1 is one tenth."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(Decimal(repr(value))) if math.isfinite(value) else Fraction(0)  # json reads 1e999 as infinite
    if isinstance(value, list):
        return [exact(entry) for entry in value]
    return {key: exact(entry) for key, entry in value.items()}


def frozen(value: Value) -> Frozen:
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return ("array", tuple(frozen(entry) for entry in value))
    if isinstance(value, dict):
        return ("object", frozenset((key, frozen(entry)) for key, entry in value.items()))
    return value


def plain(value: Value) -> Json:
    """The value as Python's json writes it."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value


def shown(value: Value) -> str:
    """The value as JSON on one line, cut where it gets long."""
    text = json.dumps(plain(value), ensure_ascii=True)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def type_of(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Fraction):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
