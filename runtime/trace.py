"""Handled messages as lines for a person: when, from whom, to whom, how long it took."""

from collections.abc import Callable
from time import monotonic

from .engine.observation import Observation

_MARKS = {"handled": "", "answered": "", "refused": "  refused", "retried": "  failed, will be tried again", "dead": "  DEAD LETTER"}


class Trace:
    """An observer that gives each handled message to `write` as one line. Times count from the first line, in milliseconds."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._start: float | None = None
        self._number = 0

    def __call__(self, seen: Observation) -> None:
        now = monotonic()
        if self._start is None:
            self._start = now
        self._number += 1
        elapsed, took = (now - self._start) * 1000, seen.seconds * 1000
        way = f"{seen.sender} -> {seen.receiver}"
        self._write(f"{self._number:4} {elapsed:8.0f} ms  {seen.envelope.type:28} {way:44} {took:6.1f} ms{_MARKS[seen.outcome]}")
