"""A report for people at a terminal: each finding with its line of the file, and a caret under the place."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

from ..diagnostics import Diagnostic, Severity
from .reporting import Reporting
from .text import printable

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_WIDEST = 160
_WORD = re.compile(r"[\w.$/{}-]+|\S")


def detailed(reporting: Reporting) -> Iterator[str]:
    for diagnostic in reporting.report:
        yield _headline(diagnostic, color=reporting.color)
        place = diagnostic.location
        lines = reporting.lines(place.path) if place.line else None
        if lines is not None and place.line <= len(lines):
            yield from _snippet(diagnostic, lines, color=reporting.color)
        elif diagnostic.hint:
            yield f"  = {printable(diagnostic.hint)}"
        for other in diagnostic.related:
            yield f"  = see {printable(str(other))}"


def _headline(diagnostic: Diagnostic, *, color: bool) -> str:
    label = f"{diagnostic.severity.label}[{diagnostic.rule}]"
    place = printable(str(diagnostic.location))
    if color:
        place, label = f"\033[1m{place}\033[0m", f"\033[{_COLORS[diagnostic.severity]}m{label}\033[0m"
    return f"{place}: {label} {printable(diagnostic.message)}"


def _snippet(diagnostic: Diagnostic, lines: Sequence[str], *, color: bool) -> Iterator[str]:
    place = diagnostic.location
    number = str(place.line)
    column = max(place.column, 1) - 1
    line = lines[place.line - 1]
    start = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = _printable(line[start : start + _WIDEST].rstrip())
    yield f"  {number} | {shown}"
    word = _WORD.match(line, column)
    length = len(diagnostic.fix.old) if diagnostic.fix else len(word.group()) if word else 1
    padding = "".join("\t" if c == "\t" else " " * _width(c) for c in line[start:column])
    caret = "^" * max(1, min(sum(map(_width, line[column : column + length])), _WIDEST))
    hint = f" {printable(diagnostic.hint)}" if diagnostic.hint else ""
    yield (
        f"  {' ' * len(number)} | {padding}\033[{_COLORS[diagnostic.severity]}m{caret}{hint}\033[0m"
        if color
        else (f"  {' ' * len(number)} | {padding}{caret}{hint}")
    )


def _printable(text: str) -> str:
    """Control characters of a catalog file must not reach the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in text)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
