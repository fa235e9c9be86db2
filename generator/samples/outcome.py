"""What a sampler says when it has no sample. There is no third way: a sample is valid, or this is raised with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass


class NoSample(Exception):
    """No sample of the schema could be made. The message says why."""


class DeadEnd(Exception):
    """The choices made so far lead to no value; others may. Never leaves the room."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a schema has against a value. `path` leads to the place in the value."""

    path: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        return f"{'/'.join(map(str, self.path))}: {self.message}" if self.path else self.message


def expected(place: str, wanted: str) -> str:
    """What `mismatch` reads: the place first."""
    return f"{place or '/'}: {wanted} expected"


def first(found: Iterable[str | None]) -> str | None:
    return next((problem for problem in found if problem is not None), None)


def mismatch(text: str | None) -> Mismatch | None:
    """Of a text that begins with the place: `/lines/0: a number expected`."""
    if text is None:
        return None
    where, _, message = text.partition(": ")
    return Mismatch(tuple(int(step) if step.isdecimal() else step for step in where.split("/")[1:] if step), message)
