"""What a search for a value may come to: there is one, there is none, or it can't be said because of some keywords."""

from dataclasses import dataclass
from typing import TypeAlias

from .values import Value


@dataclass(frozen=True, slots=True)
class Found:
    """A value that fulfils the goal."""

    value: Value


@dataclass(frozen=True, slots=True)
class Nothing:
    """Proved: no value fulfils the goal."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither; `keywords` says why."""

    keywords: frozenset[str]


Outcome: TypeAlias = Found | Nothing | Unknown
NONE = Nothing()


def unknown(*keywords: str) -> Unknown:
    return Unknown(frozenset(keywords))


def either_way(outcomes: list[Unknown]) -> Outcome:
    """What to say when no alternative gave a value: nothing when all were proved to, else unknown for the reasons of those that were not."""
    if not outcomes:
        return NONE
    return Unknown(frozenset(keyword for outcome in outcomes for keyword in outcome.keywords))
