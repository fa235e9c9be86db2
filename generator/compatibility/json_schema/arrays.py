"""An array that fulfils facts about it, or the proof that there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import nodes as n
from .outcomes import NONE, Found, Nothing, Outcome, Unknown, either_way, unknown
from .scalars import Fact, agrees
from .values import Value, frozen

if TYPE_CHECKING:
    from .search import Search

_MOST_PLACEMENTS = 400
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An element that must exist, at `first` or (unless `exactly`) after it. Those of one `counted` constraint have a position each."""

    literal: n.Literal
    first: int
    exactly: bool = False
    counted: n.Contains | None = None


@dataclass
class _Facts:
    items: list[n.Item | n.Items] = field(default_factory=list["n.Item | n.Items"])
    everywhere: list[n.Literal] = field(default_factory=list[n.Literal])
    wanted: list[_Wanted] = field(default_factory=list[_Wanted])
    at_most: list[tuple[n.Node, int]] = field(default_factory=list["tuple[n.Node, int]"])
    least: int = 0
    most: int | None = None
    unique: bool = False
    repeated: bool = False
    exceptions: list[n.Values] = field(default_factory=list[n.Values])


def array(search: Search, facts: Sequence[Fact]) -> Outcome:
    found = _sorted(facts)
    if found is None:
        return NONE
    if isinstance(found, Unknown):
        return found
    return _Arrays(search, found).outcome()


def _sorted(facts: Sequence[Fact]) -> _Facts | Unknown | None:
    found = _Facts()
    for fact, asserted in facts:
        match fact:
            case n.Item() | n.Items():
                if asserted:
                    found.items.append(fact)
                else:
                    first = fact.index if isinstance(fact, n.Item) else fact.start
                    found.wanted.append(_Wanted((fact.node, False), first, isinstance(fact, n.Item)))
            case n.Contains():
                if not _contains(found, fact, asserted=asserted):
                    return None
            case n.Unique():
                found.unique, found.repeated = found.unique or asserted, found.repeated or not asserted
            case n.Limit():
                _limit(found, fact, asserted=asserted)
            case n.Values():
                found.exceptions.append(fact)
            case _:
                return unknown(n.keyword_of(fact))
    return None if found.unique and found.repeated else found


def _contains(found: _Facts, fact: n.Contains, *, asserted: bool) -> bool:
    """At least so many elements, or at most so many; denying one gives the other."""
    upper, count = fact.upper, fact.count
    if not asserted:
        upper, count = not upper, count + 1 if fact.upper else count - 1
    if not upper:
        found.wanted += [_Wanted((fact.node, True), 0, counted=fact)] * min(count, _LONGEST)
        found.least = max(found.least, count)
    elif count < 0:
        return False
    elif count == 0:
        found.everywhere.append((fact.node, False))
    else:
        found.at_most.append((fact.node, count))
    return True


def _limit(found: _Facts, limit: n.Limit, *, asserted: bool) -> None:
    value = math.floor(limit.value) if limit.upper else math.ceil(limit.value)
    if limit.upper == asserted:
        bound = value if asserted else value - 1
        found.most = bound if found.most is None else min(found.most, bound)
    else:
        found.least = max(found.least, value if asserted else value + 1)


@dataclass(frozen=True, slots=True)
class _Placed:
    """The wanted elements that have a position so far."""

    goals: dict[int, frozenset[n.Literal]]
    counted: frozenset[tuple[int, n.Contains]]


class _Arrays:
    def __init__(self, search: Search, facts: _Facts) -> None:
        self.search, self.facts = search, facts
        ends = [item.index + 1 if isinstance(item, n.Item) else item.start for item in facts.items]
        self.alike_from = max((*ends, *(wanted.first for wanted in facts.wanted), 0))
        self.reasons: list[Unknown] = []
        self.placements = 0

    def outcome(self) -> Outcome:
        facts = self.facts
        longest = self._longest()
        if longest is not None and facts.least > longest:
            return NONE
        if facts.least > _LONGEST:
            return unknown("minItems")
        for twins in self._twins(longest):
            outcome = self._place(list(facts.wanted), _Placed({}, frozenset()), twins, longest)
            if isinstance(outcome, Found):
                return outcome
        if self.placements > _MOST_PLACEMENTS:
            self.reasons.append(unknown("contains"))
        if facts.at_most and not self.reasons and not self._is_empty_without_limits():
            return unknown("maxContains")
        return either_way(self.reasons)

    def _is_empty_without_limits(self) -> bool:
        """Elements beyond those wanted were kept from counting, which is more than `maxContains` asks."""
        relaxed = _Facts(
            self.facts.items,
            self.facts.everywhere,
            self.facts.wanted,
            [],
            self.facts.least,
            self.facts.most,
            self.facts.unique,
            self.facts.repeated,
        )
        return isinstance(_Arrays(self.search, relaxed).outcome(), Nothing)

    def _base(self, position: int) -> frozenset[n.Literal]:
        found = [
            (item.node, True)
            for item in self.facts.items
            if (item.index == position if isinstance(item, n.Item) else position >= item.start)
        ]
        return frozenset((*found, *self.facts.everywhere))

    def _longest(self) -> int | None:
        """How long an array may be: up to the first position that no value can take."""
        most = self.facts.most
        for position in range(self.alike_from + 1):
            if most is not None and position >= most:
                break
            if isinstance(self.search.find(self._base(position)), Nothing):
                return position
        return most

    def _twins(self, longest: int | None) -> Iterator[tuple[int, int] | None]:
        """The pairs of positions that may hold the same value, where one pair must."""
        if not self.facts.repeated:
            yield None
            return
        last = self.alike_from + 2 + len(self.facts.wanted)
        if longest is not None:
            last = min(last, longest)
        for second in range(1, last):
            for first in range(second):
                yield first, second

    def _place(self, wanted: list[_Wanted], placed: _Placed, twins: tuple[int, int] | None, longest: int | None) -> Outcome:
        """Gives each wanted element a position, then fills the rest."""
        self.placements += 1
        if self.placements > _MOST_PLACEMENTS:
            return unknown("contains")
        if not wanted:
            return self._fill(placed.goals, twins, longest)
        first, rest = wanted[0], wanted[1:]
        last = first.first if first.exactly else max(first.first, self.alike_from) + len(self.facts.wanted)
        positions = [position for position in range(first.first, last + 1) if longest is None or position < longest]
        for position in sorted(positions, key=lambda position: position in placed.goals):
            if first.counted is not None and (position, first.counted) in placed.counted:
                continue
            goal = placed.goals.get(position, frozenset()) | {first.literal}
            if isinstance(self.search.find(self._base(position) | goal), Nothing):
                continue
            counted = placed.counted if first.counted is None else placed.counted | {(position, first.counted)}
            outcome = self._place(rest, _Placed({**placed.goals, position: goal}, counted), twins, longest)
            if isinstance(outcome, Found):
                return outcome
        return NONE

    def _fill(self, extra: dict[int, frozenset[n.Literal]], twins: tuple[int, int] | None, longest: int | None) -> Outcome:
        length = max((self.facts.least, *(position + 1 for position in extra), *(position + 1 for position in twins or ())))
        for length_ in (length, length + 1):
            if longest is not None and length_ > longest:
                break
            outcome = self._values(length_, extra, twins)
            if not isinstance(outcome, Found):
                if isinstance(outcome, Unknown):
                    self.reasons.append(outcome)
                return outcome
            if agrees(outcome.value, [(found, False) for found in self.facts.exceptions]):
                return outcome
        self.reasons.append(unknown("enum"))
        return unknown("enum")

    def _values(self, length: int, extra: dict[int, frozenset[n.Literal]], twins: tuple[int, int] | None) -> Outcome:
        values: list[Value] = []
        left = {node: count - sum((node, True) in goal for goal in extra.values()) for node, count in self.facts.at_most}
        if any(count < 0 for count in left.values()):
            return NONE
        for position in range(length):
            if twins is not None and position == twins[1]:
                values.append(values[twins[0]])
                continue
            goal = self._base(position) | extra.get(position, frozenset())
            if twins is not None and position == twins[0]:
                goal |= self._base(twins[1]) | extra.get(twins[1], frozenset())
            outcome = self._sparing(goal, left)
            if self.facts.unique and isinstance(outcome, Found) and values:
                outcome = self._distinct(goal, values, outcome)
            if not isinstance(outcome, Found):
                return outcome
            values.append(outcome.value)
        return Found(values)

    def _sparing(self, goal: frozenset[n.Literal], left: dict[n.Node, int]) -> Outcome:
        """An element that `maxContains` does not count where that can be, else one of the `left` that it allows."""
        spared = goal | {(node, False) for node in left if (node, True) not in goal}
        outcome = self.search.find(spared)
        if isinstance(outcome, Found) or spared == goal or any(count <= 0 for count in left.values()):
            return outcome
        for node in left:
            left[node] -= 1
        return self.search.find(goal)

    def _distinct(self, goal: frozenset[n.Literal], values: list[Value], outcome: Outcome) -> Outcome:
        """Another value than those before. Proved impossible only where all elements are alike: else an earlier one might have given way."""
        used = n.Values("", "", tuple(values), frozenset(frozen(value) for value in values))
        if isinstance(outcome, Found) and frozen(outcome.value) not in used.frozen:
            return outcome
        outcome = self.search.find(goal | {(used, False)})
        alike = not self.facts.wanted and all(self._base(position) == goal for position in range(len(values)))
        return outcome if alike or not isinstance(outcome, Nothing) else unknown("uniqueItems")
