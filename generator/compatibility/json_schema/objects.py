"""An object that fulfils facts about it, or the proof that there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from . import nodes as n
from .evaluate import every, holds, inverted
from .outcomes import NONE, Found, Nothing, Outcome, Unknown, either_way, unknown
from .patterns import found_in
from .scalars import Fact, agrees
from .values import Value, frozen

if TYPE_CHECKING:
    from .search import Search

_MOST_PATTERNS = 6
_MOST_PROPERTIES = 300


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A property that must exist: its name as `constraint` says (outside of it for Additional), its value not as the schema says."""

    constraint: n.PatternProperty | n.Additional | n.PropertyNames


@dataclass
class _Facts:
    properties: list[n.Property] = field(default_factory=list[n.Property])
    patterns: list[n.PatternProperty] = field(default_factory=list[n.PatternProperty])
    additional: list[n.Additional] = field(default_factory=list[n.Additional])
    names: list[n.PropertyNames] = field(default_factory=list[n.PropertyNames])
    required: dict[str, list[n.Literal]] = field(default_factory=dict[str, "list[n.Literal]"])
    forbidden: set[str] = field(default_factory=set[str])
    wanted: list[_Wanted] = field(default_factory=list[_Wanted])
    least: int = 0
    most: int | None = None
    exceptions: list[n.Values] = field(default_factory=list[n.Values])


class _Undecided(Exception):
    def __init__(self, *keywords: str) -> None:
        super().__init__()
        self.keywords = keywords


def object_(search: Search, facts: Sequence[Fact]) -> Outcome:
    try:
        return _Objects(search, _sorted(facts), facts).outcome()
    except _Undecided as undecided:
        return unknown(*undecided.keywords)


def _sorted(facts: Sequence[Fact]) -> _Facts:
    found = _Facts()
    for fact, asserted in facts:
        match fact:
            case n.Property():
                if asserted:
                    found.properties.append(fact)
                else:
                    found.required.setdefault(fact.name, []).append((fact.node, False))
            case n.Required():
                if asserted:
                    found.required.setdefault(fact.name, [])
                else:
                    found.forbidden.add(fact.name)
            case n.PatternProperty() | n.Additional() | n.PropertyNames() if not asserted:
                found.wanted.append(_Wanted(fact))
            case n.PatternProperty():
                found.patterns.append(fact)
            case n.Additional():
                found.additional.append(fact)
            case n.PropertyNames():
                found.names.append(fact)
            case n.Limit():
                _limit(found, fact, asserted=asserted)
            case n.Values():
                found.exceptions.append(fact)
            case _:
                raise _Undecided(n.keyword_of(fact))
    return found


def _limit(found: _Facts, limit: n.Limit, *, asserted: bool) -> None:
    value = math.floor(limit.value) if limit.upper else math.ceil(limit.value)
    if limit.upper == asserted:
        bound = value if asserted else value - 1
        found.most = bound if found.most is None else min(found.most, bound)
    else:
        found.least = max(found.least, value if asserted else value + 1)


class _Objects:
    def __init__(self, search: Search, facts: _Facts, every_fact: Sequence[Fact]) -> None:
        self.search, self.facts, self.every_fact = search, facts, every_fact
        patterns = [found.pattern for found in facts.patterns]
        patterns += [pattern for found in facts.additional for pattern in found.patterns]
        for wanted in facts.wanted:
            if isinstance(wanted.constraint, n.PatternProperty):
                patterns.append(wanted.constraint.pattern)
            elif isinstance(wanted.constraint, n.Additional):
                patterns += wanted.constraint.patterns
        self.patterns = tuple(dict.fromkeys(patterns))
        self.value: dict[str, Value] = {}
        self.served: set[str] = set()
        self.reasons: list[Unknown] = []

    def outcome(self) -> Outcome:
        facts = self.facts
        if not facts.forbidden.isdisjoint(facts.required) or (
            facts.most is not None and max(len(facts.required), facts.least) > facts.most
        ):
            return NONE
        for name, extra in facts.required.items():
            outcome = self._property(name, extra)
            if isinstance(outcome, Nothing):
                return NONE
            self._keep(name, outcome)
        for wanted in facts.wanted:
            decided = self._fulfil(wanted)
            if decided is not None:
                return decided
        if facts.most is not None and len(self.value) > facts.most:
            return unknown("maxProperties")
        decided = self._fill()
        if decided is not None:
            return decided
        if self.reasons:
            return either_way(self.reasons)
        return self._without_exceptions()

    def _keep(self, name: str, outcome: Outcome) -> None:
        self.value[name] = outcome.value if isinstance(outcome, Found) else None
        if isinstance(outcome, Unknown):
            self.reasons.append(outcome)

    # --- one property

    def _property(self, name: str, extra: Sequence[n.Literal] = ()) -> Outcome:
        """A value for the property `name`."""
        allowed = every(holds(found.node, name) for found in self.facts.names)
        if allowed is False:
            return NONE
        outcome = self.search.find(frozenset((*self._goal(name, self._matches(name)), *extra)))
        return outcome if allowed or isinstance(outcome, Nothing) else unknown("propertyNames")

    def _matches(self, name: str) -> dict[str, bool]:
        matches: dict[str, bool] = {}
        for pattern in self.patterns:
            found = found_in(pattern, name)
            if found is None:
                raise _Undecided("patternProperties")
            matches[pattern] = found
        return matches

    def _goal(self, name: str | None, matches: dict[str, bool]) -> Iterator[n.Literal]:
        """What a property has to be. Without a name it is one that no fact names."""
        for property in self.facts.properties:
            if property.name == name:
                yield property.node, True
        for pattern in self.facts.patterns:
            if matches[pattern.pattern]:
                yield pattern.node, True
        for rest in self.facts.additional:
            if name not in rest.names and not any(matches[text] for text in rest.patterns):
                yield rest.node, True

    def _known_names(self) -> list[str]:
        names = [*self.facts.required, *(found.name for found in self.facts.properties)]
        names += sorted(name for found in self.facts.additional for name in found.names)
        for wanted in self.facts.wanted:
            if isinstance(wanted.constraint, n.Additional):
                names += sorted(wanted.constraint.names)
        return [name for name in dict.fromkeys(names) if name not in self.facts.forbidden]

    # --- properties that must exist somewhere

    def _fulfil(self, wanted: _Wanted) -> Outcome | None:
        """Adds the property; gives an outcome only when that decides the whole."""
        crowded = False
        reasons: list[Unknown] = []
        for name, outcome in self._candidates(wanted):
            taken = name in self.value and name not in self.facts.required
            if isinstance(outcome, Unknown):
                reasons.append(outcome)
            elif isinstance(outcome, Found):
                if taken or name in self.served:
                    crowded = True  # it serves another wish already
                    continue
                if name not in self.value and self.facts.most is not None and len(self.value) >= self.facts.most:
                    crowded = crowded or len(self.facts.wanted) > 1
                    continue
                self.value[name] = outcome.value
                self.served.add(name)
                return None
        if crowded:
            return unknown("additionalProperties")
        return either_way(reasons)

    def _candidates(self, wanted: _Wanted) -> Iterator[tuple[str, Outcome]]:
        constraint = wanted.constraint
        for name in self._known_names():
            if not self._is_meant(constraint, name):
                continue
            if isinstance(constraint, n.PropertyNames):
                fits = inverted(holds(constraint.node, name))
                if fits is False:
                    continue
                outcome = self._property(name, self.facts.required.get(name, ()))
                yield name, outcome if fits or isinstance(outcome, Nothing) else unknown("propertyNames")
            else:
                yield name, self._property(name, (*self.facts.required.get(name, ()), (constraint.node, False)))
        yield from self._fresh(constraint)

    def _is_meant(self, constraint: n.Constraint, name: str) -> bool:
        match constraint:
            case n.PatternProperty():
                return self._matches(name)[constraint.pattern]
            case n.Additional():
                matches = self._matches(name)
                return name not in constraint.names and not any(matches[pattern] for pattern in constraint.patterns)
            case _:
                return True

    def _fresh(self, constraint: n.Constraint | None) -> Iterator[tuple[str, Outcome]]:
        """Properties that no fact names, one for each way in which the patterns may match their name."""
        if len(self.patterns) > _MOST_PATTERNS:
            raise _Undecided("patternProperties")
        for answers in product((False, True), repeat=len(self.patterns)):
            matches = dict(zip(self.patterns, answers, strict=True))
            if isinstance(constraint, n.PatternProperty) and not matches[constraint.pattern]:
                continue
            if isinstance(constraint, n.Additional) and any(matches[pattern] for pattern in constraint.patterns):
                continue
            name = self.search.find(self._name_goal(matches, constraint))
            if isinstance(name, Nothing):
                continue
            goal = frozenset(self._goal(None, matches))
            if isinstance(constraint, n.PatternProperty | n.Additional):
                goal |= {(constraint.node, False)}
            outcome = self.search.find(goal)
            if isinstance(name, Unknown) and not isinstance(outcome, Nothing):
                outcome = unknown(*name.keywords, "patternProperties")
            yield (name.value if isinstance(name, Found) and isinstance(name.value, str) else ""), outcome

    def _name_goal(self, matches: dict[str, bool], constraint: n.Constraint | None) -> n.Goal:
        literals: list[n.Literal] = [(n.Types("", "", frozenset((n.STRING,))), True)]
        literals += [(n.Pattern("", "", pattern), matched) for pattern, matched in matches.items()]
        literals += [(found.node, True) for found in self.facts.names]
        if isinstance(constraint, n.PropertyNames):
            literals.append((constraint.node, False))
        used: list[Value] = [*dict.fromkeys((*self._known_names(), *self.facts.forbidden, *self.value))]
        if used:
            literals.append((n.Values("", "", tuple(used), frozenset(frozen(name) for name in used)), False))
        return frozenset(literals)

    # --- enough properties, and none that is excepted

    def _fill(self) -> Outcome | None:
        """Adds properties up to the least number; an outcome when that can't be done."""
        if self.facts.least <= len(self.value):
            return None
        if self.facts.least > _MOST_PROPERTIES:
            return unknown("minProperties")
        reasons: list[Unknown] = []
        while len(self.value) < self.facts.least:
            if not self._add_one(reasons):
                return either_way(reasons)
        return None

    def _add_one(self, reasons: list[Unknown]) -> bool:
        for name in self._known_names():
            if name not in self.value:
                outcome = self._property(name)
                if isinstance(outcome, Found):
                    self.value[name] = outcome.value
                    return True
                if isinstance(outcome, Unknown):
                    reasons.append(outcome)
        for name, outcome in self._fresh(None):
            if isinstance(outcome, Found):
                self.value[name] = outcome.value
                return True
            if isinstance(outcome, Unknown):
                reasons.append(outcome)
        return False

    def _without_exceptions(self) -> Outcome:
        for _ in range(4):
            answer = agrees(self.value, [(found, False) for found in self.facts.exceptions])
            if answer:
                return Found(self.value)
            if self.facts.most is not None and len(self.value) >= self.facts.most:
                break
            if not self._add_one([]):
                break
        return unknown("enum")
