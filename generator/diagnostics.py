"""Findings: what was found, where, how bad it is, and what to do about it.

One type from the reader to the reporters. This module does not print and does not decide exit codes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class FlowmartError(Exception):
    """flowmart could not do what was asked (exit code 2). The message says what to do; it is shown without a traceback."""


class Severity(IntEnum):
    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file. Line and column count from 1; 0 is unknown.

    `path` has forward slashes. Inside the stages it is relative to the catalog's root; a `Report` has it from the working directory.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fix:
    """The one safe answer to a finding: at its place the file has `old`, and should have `new`."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `subject` is the resource it is about (`OrderPlaced 1.0.0`); `hint` says what to do; most have no `fix`.

    `related` are the other places that it is about: where the code and the catalog disagree, the location is in the one and these in the other.
    """

    location: Location
    rule: str
    severity: Severity
    message: str
    subject: str = ""
    hint: str = ""
    fix: Fix | None = None
    related: tuple[Location, ...] = ()

    def __str__(self) -> str:
        text = f"{self.location}: {self.severity.label}[{self.rule}] {self.message}"
        text = f"{text} ({self.hint})" if self.hint else text
        return f"{text} [see {', '.join(map(str, self.related))}]" if self.related else text

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        place = self.location
        return (place.path, place.line, place.column, self.rule, self.message)


class Report:
    """Diagnostics in the order of their places, each once."""

    def __init__(self, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(sorted(set(diagnostics), key=lambda d: d.order))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def count(self, severity: Severity) -> int:
        return sum(d.severity is severity for d in self.diagnostics)

    def fails_at(self, severity: Severity) -> bool:
        """True when a finding is at or above `severity`."""
        return any(d.severity >= severity for d in self.diagnostics)
