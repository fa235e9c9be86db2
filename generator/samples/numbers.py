"""Numbers within bounds and of a step, exactly: a sample of `multipleOf: 0.01` has two digits, not a rounding error."""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from random import Random

from ..model.json import Json, JsonObject
from .outcome import DeadEnd

_SPAN = 1000
_FORMATS = {"int8": 7, "int16": 15, "int32": 31, "int64": 63}
_UNSIGNED = {"uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}


def number(random: Random, parts: Iterable[JsonObject], *, whole: bool, edges: bool) -> int | float:
    """A number that every part takes. `edges` prefers the ends of the range, now and then. Raises DeadEnd when there is none."""
    low, high, steps = _limits(parts)
    step = Fraction(1) if whole else None
    for each in steps:
        step = each if step is None else _common(step, each)
    if step is None:
        step = Fraction(1) if high is None or low is None or high[0] - low[0] >= 2 else (high[0] - low[0]) / 4 or Fraction(1)
        if random.random() < 0.5 and step == 1:
            step = Fraction(1, 100)
    first = None if low is None else math.ceil(low[0] / step) + (1 if low[1] and low[0] % step == 0 else 0)
    last = None if high is None else math.floor(high[0] / step) - (1 if high[1] and high[0] % step == 0 else 0)
    if first is not None and last is not None and first > last:
        raise DeadEnd("no number lies between the bounds")
    span = max(1, math.floor(_SPAN / step))
    start = first if first is not None else (min(0, last - span) if last is not None else 0)
    end = last if last is not None else start + span
    if edges and random.random() < 0.3:
        chosen = random.choice((start, end))
    else:
        chosen = random.randint(start, min(end, start + span) if first is not None else end)
    value = step * chosen
    return int(value) if value.denominator == 1 else float(value)


def exact(value: Json) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return Fraction(Decimal(repr(value)))


_Bound = tuple[Fraction, bool]


def _limits(parts: Iterable[JsonObject]) -> tuple[_Bound | None, _Bound | None, list[Fraction]]:
    """The tightest bounds, each with whether it is excluded itself, and the steps."""
    lows: list[_Bound] = []
    highs: list[_Bound] = []
    steps: list[Fraction] = []
    for part in parts:
        for found, plain, excluded in ((lows, "minimum", "exclusiveMinimum"), (highs, "maximum", "exclusiveMaximum")):
            bound = exact(part.get(plain))
            if bound is not None:
                found.append((bound, part.get(excluded) is True))  # draft 4
            if (bound := exact(part.get(excluded))) is not None:
                found.append((bound, True))
        name = str(part.get("format", ""))
        if name in _FORMATS:
            lows.append((Fraction(-(2 ** _FORMATS[name])), False))
            highs.append((Fraction(2 ** _FORMATS[name] - 1), False))
        elif name in _UNSIGNED:
            lows.append((Fraction(0), False))
            highs.append((Fraction(2 ** _UNSIGNED[name] - 1), False))
        if (step := exact(part.get("multipleOf", part.get("divisibleBy")))) and step > 0:
            steps.append(step)
    low = max(lows, key=lambda bound: (bound[0], bound[1]), default=None)
    high = min(highs, key=lambda bound: (bound[0], not bound[1]), default=None)
    return low, high, steps


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least common multiple."""
    return Fraction(math.lcm(one.numerator, other.numerator), math.gcd(one.denominator, other.denominator))
