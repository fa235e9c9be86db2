"""Regular expressions as values, and which strings they have in common: Brzozowski's derivatives, with "and" and "not".

Knows nothing of JSON Schema's notation (see patterns.py). Characters are code points; a class is a tuple of inclusive ranges.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
LAST = 0x10FFFF
_PREFERRED = (*range(ord("a"), ord("z") + 1), *range(ord("A"), ord("Z") + 1), *range(ord("0"), ord("9") + 1), *range(0x20, 0x7F))


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of the class."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Cat:
    first: "Regular"
    second: "Regular"


@dataclass(frozen=True, slots=True)
class Either:
    options: frozenset["Regular"]


@dataclass(frozen=True, slots=True)
class Both:
    parts: frozenset["Regular"]


@dataclass(frozen=True, slots=True)
class Other:
    """Every string that `inner` is not."""

    inner: "Regular"


@dataclass(frozen=True, slots=True)
class Repeat:
    """`least` to `most` times; no `most` means any number."""

    inner: "Regular"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Empty:
    """The empty string."""


Regular: TypeAlias = Chars | Cat | Either | Both | Other | Repeat | Empty

EMPTY = Empty()
NOTHING = Chars(())
ANY = Chars(((0, LAST),))
ALL = Repeat(ANY, 0, None)


def cat(first: Regular, second: Regular) -> Regular:
    if first == NOTHING or second == NOTHING:
        return NOTHING
    if first == EMPTY:
        return second
    if second == EMPTY:
        return first
    if isinstance(first, Cat):
        return Cat(first.first, cat(first.second, second))
    return Cat(first, second)


def either(options: Iterable[Regular]) -> Regular:
    flat: set[Regular] = set()
    for option in options:
        flat |= option.options if isinstance(option, Either) else {option}
    flat.discard(NOTHING)
    if ALL in flat:
        return ALL
    if len(flat) == 1:
        return next(iter(flat))
    return Either(frozenset(flat)) if flat else NOTHING


def both(parts: Iterable[Regular]) -> Regular:
    flat: set[Regular] = set()
    for part in parts:
        flat |= part.parts if isinstance(part, Both) else {part}
    flat.discard(ALL)
    if NOTHING in flat or any(isinstance(part, Other) and part.inner in flat for part in flat):
        return NOTHING
    if len(flat) == 1:
        return next(iter(flat))
    return Both(frozenset(flat)) if flat else ALL


def other(inner: Regular) -> Regular:
    if isinstance(inner, Other):
        return inner.inner
    if inner == NOTHING:
        return ALL
    return NOTHING if inner == ALL else Other(inner)


def repeat(inner: Regular, least: int, most: int | None) -> Regular:
    if most == 0 or inner == EMPTY:
        return EMPTY
    if inner == NOTHING:
        return NOTHING if least else EMPTY
    return inner if least == most == 1 else Repeat(inner, least, most)


@lru_cache(maxsize=65536)
def may_be_empty(regular: Regular) -> bool:
    match regular:
        case Empty():
            return True
        case Chars():
            return False
        case Cat(first, second):
            return may_be_empty(first) and may_be_empty(second)
        case Either(options):
            return any(may_be_empty(option) for option in options)
        case Both(parts):
            return all(may_be_empty(part) for part in parts)
        case Other(inner):
            return not may_be_empty(inner)
        case Repeat(inner, least, _):
            return least == 0 or may_be_empty(inner)


@lru_cache(maxsize=65536)
def after(regular: Regular, character: int) -> Regular:
    """What may follow `character` in a string of `regular`."""
    match regular:
        case Empty():
            return NOTHING
        case Chars(ranges):
            return EMPTY if any(first <= character <= last for first, last in ranges) else NOTHING
        case Cat(first, second):
            rest = cat(after(first, character), second)
            return either((rest, after(second, character))) if may_be_empty(first) else rest
        case Either(options):
            return either(after(option, character) for option in options)
        case Both(parts):
            return both(after(part, character) for part in parts)
        case Other(inner):
            return other(after(inner, character))
        case Repeat(inner, least, most):
            rest = repeat(inner, max(least - 1, 0), None if most is None else most - 1)
            return cat(after(inner, character), rest)


@lru_cache(maxsize=65536)
def _starts(regular: Regular) -> frozenset[int]:
    """The code points at which the derivative may change, where each class of alike characters begins."""
    match regular:
        case Empty():
            return frozenset((0,))
        case Chars(ranges):
            return frozenset((0, *(first for first, _ in ranges), *(last + 1 for _, last in ranges if last < LAST)))
        case Cat(first, second):
            return _starts(first) | _starts(second) if may_be_empty(first) else _starts(first)
        case Either(options):
            return frozenset(start for option in options for start in _starts(option))
        case Both(parts):
            return frozenset(start for part in parts for start in _starts(part))
        case Other(inner) | Repeat(inner, _, _):
            return _starts(inner)


@lru_cache(maxsize=16384)
def _representatives(regular: Regular) -> tuple[int, ...]:
    """A character of each class, a readable one where there is one."""
    starts = sorted(_starts(regular))
    found: list[int] = []
    for start, end in zip(starts, (*starts[1:], LAST + 1), strict=True):
        readable = next((character for character in _PREFERRED if start <= character < end), None)
        if readable is None:
            readable = 0xE000 if start <= 0xD800 and end > 0xE000 else start
            if 0xD800 <= readable <= 0xDFFF:
                continue  # half a character is none
        found.append(readable)
    return tuple(found)


class TooLarge(Exception):
    """The question has more states than it may have."""


def members(regular: Regular, *, most_states: int = 4000) -> Iterator[str]:
    """Strings of `regular`, one for each way to end, shortest first; no string at all proves that there is none. Raises TooLarge."""
    seen: set[Regular] = {regular}
    pending: deque[tuple[Regular, str]] = deque([(regular, "")])
    while pending:
        state, text = pending.popleft()
        if may_be_empty(state):
            yield text
        for character in _representatives(state):
            following = after(state, character)
            if following == NOTHING or following in seen:
                continue
            if len(seen) >= most_states:
                raise TooLarge
            seen.add(following)
            pending.append((following, text + chr(character)))


def is_member(text: str, regular: Regular) -> bool:
    for character in text:
        regular = after(regular, ord(character))
        if regular == NOTHING:
            return False
    return may_be_empty(regular)
