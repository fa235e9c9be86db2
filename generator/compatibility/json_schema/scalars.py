"""A number or a string that fulfils facts about it, or the proof that there is none."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from . import formats
from . import nodes as n
from . import regular as r
from .evaluate import every, holds, inverted
from .outcomes import NONE, Found, Outcome, unknown
from .patterns import pattern
from .values import Value

Fact = tuple[n.Constraint, bool]
_MOST_TRIED = 4096


def agrees(value: Value, facts: Iterable[Fact]) -> bool | None:
    """Does the value fulfil all facts?"""
    return every(holds(constraint, value) if asserted else inverted(holds(constraint, value)) for constraint, asserted in facts)


# --- numbers


@dataclass
class _Range:
    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    high_open: bool = False
    steps: list[Fraction] = field(default_factory=list[Fraction])
    not_steps: list[Fraction] = field(default_factory=list[Fraction])

    def limit(self, value: Fraction, *, upper: bool, exclusive: bool) -> None:
        if upper:
            if self.high is None or (value, not exclusive) < (self.high, not self.high_open):
                self.high, self.high_open = value, exclusive
        elif self.low is None or (-value, not exclusive) < (-self.low, not self.low_open):
            self.low, self.low_open = value, exclusive

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))


def number(facts: Sequence[Fact]) -> Outcome:
    """Decided exactly: an interval, common multiples, and finitely many exceptions."""
    span = _Range()
    for constraint, asserted in facts:
        match constraint:
            case n.Limit():
                upper = constraint.upper if asserted else not constraint.upper
                span.limit(constraint.value, upper=upper, exclusive=constraint.exclusive if asserted else not constraint.exclusive)
            case n.MultipleOf() | n.Whole():
                step = constraint.step if isinstance(constraint, n.MultipleOf) else Fraction(1)
                (span.steps if asserted else span.not_steps).append(step)
            case _:
                pass
    if span.is_empty:
        return NONE
    exceptions = [constraint for constraint, asserted in facts if isinstance(constraint, n.Values) and not asserted]
    rest = [fact for fact in facts if isinstance(fact[0], n.Format)]
    for tried, candidate in enumerate(_numbers(span, sum(len(found.values) for found in exceptions))):
        if tried >= _MOST_TRIED:
            return unknown("multipleOf")
        if all((candidate / step).denominator != 1 for step in span.not_steps) and not any(holds(found, candidate) for found in exceptions):
            return _with_formats(candidate, rest)
    return NONE if span.steps or (span.low is not None and span.low == span.high) else unknown("multipleOf")


def _with_formats(candidate: Fraction, rest: Sequence[Fact]) -> Outcome:
    asserted = [constraint.name for constraint, yes in rest if yes and isinstance(constraint, n.Format)]
    denied = [constraint.name for constraint, yes in rest if not yes and isinstance(constraint, n.Format)]
    if any(formats.implies(one, other) for one in asserted for other in denied):
        return NONE
    return unknown("format") if rest else Found(candidate)


def _numbers(span: _Range, exceptions: int) -> Iterator[Fraction]:
    """Enough candidates to be sure: all multiples in the interval or, where they have no end, more than can be excepted."""
    if span.steps:
        step = span.steps[0]
        for other in span.steps[1:]:
            step = _common_multiple(step, other)
        period = step
        for other in span.not_steps:
            period = _common_multiple(period, other)
        yield from _multiples(span, step, int(period / step) * (exceptions + 1) + exceptions + 1)
        return
    yield from _reals(span, exceptions + 4 * (len(span.not_steps) + 1) + 2)


def _multiples(span: _Range, step: Fraction, enough: int) -> Iterator[Fraction]:
    if span.low is not None:
        first = math.ceil(span.low / step)
        if span.low_open and first * step == span.low:
            first += 1
        for count in range(enough):
            value = (first + count) * step
            if span.high is not None and (value > span.high or (value == span.high and span.high_open)):
                return
            yield value
    elif span.high is not None:
        last = math.floor(span.high / step)
        if span.high_open and last * step == span.high:
            last -= 1
        for count in range(enough):
            yield (last - count) * step
    else:
        for count in range(enough):
            yield count * step


def _reals(span: _Range, enough: int) -> Iterator[Fraction]:
    """Simple numbers of an interval, then ever finer ones: those that no list of multiples and exceptions can hold all."""
    if span.low is not None and span.low == span.high:
        yield span.low
        return
    if span.low is not None and span.high is not None:
        width = span.high - span.low
        whole = math.floor(span.low) + 1
        if whole < span.high:
            yield Fraction(whole)
        for divisor in range(2, enough + 2):
            for part in (Fraction(1, divisor), Fraction(1, 2**divisor) * Fraction(1, 10**3)):
                yield span.low + width * part
        if not span.low_open:
            yield span.low
        return
    start, sign = (
        (span.low, 1) if span.low is not None else (span.high if span.high is not None else Fraction(0), -1 if span.high is not None else 1)
    )
    for count in range(1, enough + 1):
        yield Fraction(math.floor(start)) + sign * count
        for part in (Fraction(1, 2), Fraction(1, 2 ** (count + 1)), Fraction(1, 10**count)):
            yield start + sign * (count - 1 + part)


def _common_multiple(one: Fraction, other: Fraction) -> Fraction:
    return Fraction(math.lcm(one.numerator * other.denominator, other.numerator * one.denominator), one.denominator * other.denominator)


# --- strings


def string(facts: Sequence[Fact]) -> Outcome:
    """Decided exactly where the patterns are regular and no format is involved; with formats, by example."""
    asserted = [constraint.name for constraint, yes in facts if yes and isinstance(constraint, n.Format)]
    denied = [constraint.name for constraint, yes in facts if not yes and isinstance(constraint, n.Format)]
    if any(formats.implies(one, other) for one in asserted for other in denied):
        return NONE
    language = _language(facts)
    least, most = _lengths(facts)
    if most is not None and least > most:
        return NONE
    exceptions = [value for constraint, yes in facts if not yes and isinstance(constraint, n.Values) for value in constraint.values]
    if language is not None:
        outcome = _member(language, least, most, [value for value in exceptions if isinstance(value, str)])
        if not isinstance(outcome, Found) or (not asserted and not denied):
            return outcome
    for candidate in _texts(asserted, language, least, most):
        if agrees(candidate, facts):
            return Found(candidate)
    return unknown("format") if asserted or denied else unknown("pattern")


def _language(facts: Sequence[Fact]) -> r.Regular | None:
    """What the patterns leave; None when one of them can't be judged."""
    parts: list[r.Regular] = []
    for constraint, asserted in facts:
        if isinstance(constraint, n.Pattern):
            compiled = pattern(constraint.pattern)
            if compiled is None:
                return None
            parts.append(compiled if asserted else r.other(compiled))
    return r.both(parts)


def _lengths(facts: Sequence[Fact]) -> tuple[int, int | None]:
    least, most = 0, None
    for constraint, asserted in facts:
        if isinstance(constraint, n.Limit):
            value = math.floor(constraint.value) if constraint.upper else math.ceil(constraint.value)
            if constraint.upper == asserted:
                bound = value if asserted else value - 1
                most = bound if most is None else min(most, bound)
            else:
                least = max(least, value if asserted else value + 1)
    return least, most


def _member(language: r.Regular, least: int, most: int | None, exceptions: list[str]) -> Outcome:
    """A string of the language within the lengths. The lengths are tried last: with them the question has many more states."""
    excluded = r.other(r.either(_word(text) for text in exceptions)) if exceptions else r.ALL
    language = r.both((language, excluded))
    try:
        shortest = next(r.members(language), None)
        if shortest is None:
            return NONE
        if least <= len(shortest) and (most is None or len(shortest) <= most):
            return Found(shortest)
        if most is not None and len(shortest) > most:
            return NONE  # members come shortest first
        sized = next(r.members(r.both((language, r.repeat(r.ANY, least, most)))), None)
    except r.TooLarge:
        return unknown("pattern")
    return NONE if sized is None else Found(sized)


def _word(text: str) -> r.Regular:
    result: r.Regular = r.EMPTY
    for character in reversed(text):
        result = r.cat(r.Chars(((ord(character), ord(character)),)), result)
    return result


def _texts(asserted: list[str], language: r.Regular | None, least: int, most: int | None) -> Iterator[str]:
    for name in asserted:
        yield from formats.EXAMPLES.get(name, ())
    if asserted:
        return
    yield from formats.STRANGE
    for text in formats.STRANGE:
        yield text * max(least, 1)
    if language is not None:
        sized = r.both((language, r.repeat(r.ANY, least, most)))
        try:
            for count, text in enumerate(r.members(sized, most_states=300)):
                yield text
                if count > 40:
                    return
        except r.TooLarge:
            return
