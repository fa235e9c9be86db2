"""Texts: plain ones, of a format, of patterns, of a length. What a format or a pattern is checked by lies elsewhere (validation.py).

Patterns are taken apart as regular expressions. What is not regular is given up but for what most patterns of that kind
are: look-ahead at the beginning, word boundaries, Unicode properties.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from ..compatibility.json_schema import regular as r
from ..compatibility.json_schema.patterns import found_in
from ..compatibility.json_schema.patterns import pattern as regular_of
from .outcome import DeadEnd

_WORDS = ("amber", "birch", "copper", "delta", "ember", "fjord", "grove", "harbor", "indigo", "juniper", "kilo", "lagoon", "maple", "north")
_ODD = (
    "",
    " ",
    "quote \" ' `",
    "line\nbreak",
    "back\\slash",
    "ünïcode 漢字 🚀",
    "{{ x }} ${y} %s",
    "\u202eright",
    "e\u0301",
    "0",
    "null",
    "-1",
)
_PRINTABLE = ((ord("a"), ord("z")), (ord("A"), ord("Z")), (ord("0"), ord("9")), (0x20, 0x7E))
_TRIES = 20
_MEMBERS = 40
_FREE = 4
"""The most repetitions of what may be repeated without end."""

_LEADING = re.compile(r"\^?\(\?([=!])")


def text(random: Random, *, least: int = 0, most: int | None = None, odd: bool = False) -> str:
    """A text without a pattern, of the length. `odd` gives what breaks careless programs, now and then."""
    found = random.choice(_ODD) if odd and random.random() < 0.3 else " ".join(random.sample(_WORDS, random.randint(1, 2)))
    if odd and random.random() < 0.2:
        found = random.choice(_WORDS)[: least or 1].ljust(least if random.random() < 0.5 or most is None or most > 5000 else most, "x")
    while len(found) < least:
        found = f"{found} {random.choice(_WORDS)}"[: max(least, len(found) + 1) if least > 12 else least]
    return found if most is None else found[:most]


def of_patterns(random: Random, patterns: Sequence[str], *, least: int = 0, most: int | None = None) -> str:
    """A text in which every pattern is found. Raises DeadEnd, with the pattern where one is beyond what can be told."""
    wanted: list[r.Regular] = []
    for written in patterns:
        wanted += _parts(written)
    if len(wanted) == 1:
        for _ in range(_TRIES):
            found = _any_of(wanted[0], random)
            if found is not None and least <= len(found) and (most is None or len(found) <= most):
                return found
    length = r.repeat(r.ANY, least, most)
    if max(least, most or 0) > 2000:
        raise DeadEnd("a text of that length with these patterns is beyond what flowmart looks for")
    try:
        several = list(islice(r.members(r.both((*wanted, length))), _MEMBERS))
    except r.TooLarge:
        several = []
    if not several:
        raise DeadEnd(f"no text was found for {' and '.join(map(repr, patterns))} of {least} to {most or 'any'} characters")
    return random.choice(several)


def is_found(written: str, value: str) -> bool:
    """Whether the pattern is found in the text; a pattern that can't be told is asked of Python's own expressions."""
    found = found_in(written, value)
    if found is not None:
        return found
    try:
        return re.search(written, value) is not None
    except re.error:
        return False


def _parts(written: str) -> list[r.Regular]:
    """The pattern as regular expressions that must all hold: look-ahead at the beginning is taken off one by one."""
    parts: list[r.Regular] = []
    rest = written
    while (found := _LEADING.match(rest)) is not None:
        end = _closing(rest, found.end())
        if end < 0:
            break
        inner = regular_of(f"^(?:{rest[found.end() : end]})" if not rest[found.end() : end].startswith("^") else rest[found.end() : end])
        if rest[found.end() : end].endswith("$"):
            inner = regular_of(f"^{rest[found.end() : end]}")
        if inner is None:
            raise DeadEnd(f"the pattern {written!r} is not one that flowmart can make texts of")
        parts.append(inner if found[1] == "=" else r.other(inner))
        rest = f"^{rest[end + 1 :].removeprefix('^')}"
    whole = regular_of(rest) or regular_of(_simplified(rest))
    if whole is None:
        raise DeadEnd(f"the pattern {written!r} is not one that flowmart can make texts of")
    return [*parts, whole]


def _closing(text: str, start: int) -> int:
    """Where the group that is open at `start` ends; -1 for nowhere."""
    depth, at, inside_class = 1, start, False
    while at < len(text):
        match text[at]:
            case "\\":
                at += 1
            case "[":
                inside_class = True
            case "]":
                inside_class = False
            case "(" if not inside_class:
                depth += 1
            case ")" if not inside_class:
                depth -= 1
                if depth == 0:
                    return at
            case _:
                pass
        at += 1
    return -1


def _simplified(written: str) -> str:
    """The pattern without what is not regular: a narrower or wider one, which is why samples are validated."""
    plain = re.sub(r"\\p\{(?:L|Letter|Alphabetic)\}", "a-zA-Z" if "[" in written else "[a-zA-Z]", written)
    plain = re.sub(r"\\p\{(?:Lu|Uppercase_Letter)\}", "A-Z" if "[" in written else "[A-Z]", plain)
    plain = re.sub(r"\\p\{(?:Ll|Lowercase_Letter)\}", "a-z" if "[" in written else "[a-z]", plain)
    plain = re.sub(r"\\p\{(?:N|Nd|Number)\}", r"\\d", plain)
    plain = re.sub(r"\\[bB]", "", plain)
    while (found := re.search(r"\(\?<?[=!]", plain)) is not None:
        end = _closing(plain, found.end())
        if end < 0:
            return plain
        plain = plain[: found.start()] + plain[end + 1 :]
    return plain


def _any_of(regular: r.Regular, random: Random) -> str | None:
    """A random text of the expression; None where it takes more than one walk to find one."""
    match regular:
        case r.Empty():
            return ""
        case r.Chars(ranges):
            return _character(ranges, random)
        case r.Cat(first, second):
            before, behind = _any_of(first, random), _any_of(second, random)
            return None if before is None or behind is None else before + behind
        case r.Either(options):
            return _any_of(random.choice(sorted(options, key=repr)), random)
        case r.Repeat(inner, least, most):
            if inner == r.ANY and most is None:
                return "" if least == 0 else "x" * least
            times = random.randint(least, least + _FREE if most is None else min(most, max(least, least + 12)))
            parts = [_any_of(inner, random) for _ in range(times)]
            return None if None in parts else "".join(part for part in parts if part is not None)
        case _:
            return None


def _character(ranges: r.Ranges, random: Random) -> str | None:
    """A readable character of the class where it has one."""
    for low, high in _PRINTABLE:
        readable = [code for first, last in ranges for code in range(max(first, low), min(last, high) + 1)]
        if readable:
            return chr(random.choice(readable))
    usable = [(first, last) for first, last in ranges if not 0xD800 <= first <= 0xDFFF]
    return chr(random.choice(usable)[0]) if usable else None


def of_format(random: Random, name: str) -> str | None:
    """A text of the format; None for a format that is not known here, which is then any text."""
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(0, 31_536_000))
    word, other, number = random.choice(_WORDS), random.choice(_WORDS), random.randrange(1, 255)
    match name:
        case "date-time":
            fine = random.choice(("", f".{random.randrange(1000):03}", f".{random.randrange(10**6):06}"))
            return f"{moment:%Y-%m-%dT%H:%M:%S}{fine}{random.choice(('Z', '+01:00'))}"
        case "date":
            return date.fromordinal(moment.toordinal()).isoformat()
        case "time":
            return f"{moment:%H:%M:%S}{random.choice(('Z', '+01:00'))}"
        case "duration":
            return random.choice((f"P{number}D", f"PT{number}M", f"P1Y2M{number}DT4H5M6S", f"P{number}W"))
        case "email" | "idn-email":
            return f"{word}.{other}@example.org"
        case "hostname" | "idn-hostname":
            return f"{word}.example.org"
        case "ipv4":
            return f"192.0.2.{number}"
        case "ipv6":
            return f"2001:db8::{number:x}"
        case "uri" | "iri" | "url":
            return f"https://example.org/{word}/{number}"
        case "uri-reference" | "iri-reference":
            return random.choice((f"/{word}/{number}", f"https://example.org/{word}", f"{word}#{other}"))
        case "uri-template":
            return f"https://example.org/{word}/{{id}}"
        case "uuid":
            return str(UUID(int=random.getrandbits(128), version=4))
        case "json-pointer":
            return f"/{word}/{number}"
        case "relative-json-pointer":
            return f"1/{word}"
        case "regex":
            return f"^{word}[0-9]+$"
        case _:
            return None
