"""Is there a value that fulfils a goal? The question behind every verdict: "valid under the old, and not under the new schema".

A tableau: a goal is taken apart, type by type, into branches of plain facts; what facts say of properties and elements are goals
again. JSON values are finite, so a goal that needs itself inside itself has no value: that ends the recursion of circular schemas.
Every answer is a proof: a value that was found is checked by evaluation, and what can't be judged is said to be unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from . import nodes as n
from .arrays import array
from .branches import Branches
from .evaluate import every, holds, inverted
from .objects import object_
from .outcomes import NONE, Found, Nothing, Outcome, Unknown, either_way, unknown
from .sameness import Sameness
from .scalars import Fact, agrees, number, string
from .values import Value, type_of

_MOST_STEPS = 40_000
_MOST_IN_ALL = 400_000
_DEEPEST = 90
_LIMITS = frozenset({"size", "depth"})


@dataclass
class _Frame:
    """A goal that is being searched. `leans_on` is the depth of the outermost unfinished goal that its answer depends on."""

    depth: int
    leans_on: int


class Search:
    """Remembers what it has found out; one per comparison."""

    def __init__(self, sameness: Sameness | None = None) -> None:
        self.sameness = sameness or Sameness()
        self._answers: dict[n.Goal, Outcome] = {}
        self._provisional: dict[n.Goal, int] = {}
        self._unfinished: dict[n.Goal, _Frame] = {}
        self._frames: list[_Frame] = []
        self._steps = 0
        self._total = 0

    def counterexample(self, writer: n.Goal, denied: n.Node | n.Constraint) -> Outcome:
        """A value that fulfils `writer` and not `denied`. A value is given only when evaluation confirms it."""
        self._total += self._steps
        self._steps = 0
        goal = writer | {(denied, False)}
        try:
            outcome = self.find(goal)
        except RecursionError:
            return unknown("depth")
        if isinstance(outcome, Found):
            confirmed = every(holds(what, outcome.value) if asserted else inverted(holds(what, outcome.value)) for what, asserted in goal)
            return outcome if confirmed else unknown("$ref")
        return outcome

    def find(self, goal: n.Goal) -> Outcome:
        known = self._answers.get(goal)
        if known is not None:
            return known
        frame = self._unfinished.get(goal)
        if frame is not None:
            self._frames[-1].leans_on = min(self._frames[-1].leans_on, frame.depth)
            return NONE
        if goal in self._provisional:
            self._frames[-1].leans_on = min(self._frames[-1].leans_on, self._provisional[goal])
            return NONE
        depth = len(self._frames)
        if depth > _DEEPEST:
            return unknown("depth")
        frame = _Frame(depth, depth)
        self._frames.append(frame)
        self._unfinished[goal] = frame
        try:
            outcome = self._find(goal)
        finally:
            self._frames.pop()
            del self._unfinished[goal]
        self._settle(goal, frame, outcome)
        return outcome

    def _settle(self, goal: n.Goal, frame: _Frame, outcome: Outcome) -> None:
        """Keeps the answer, and what was answered on the assumption that this goal has no value.

        "No value" that leans on an unfinished goal is provisional: good while that goal is searched, final when it has none either.
        """
        leaning = [other for other, depth in self._provisional.items() if depth >= frame.depth]
        for other in leaning:
            if not isinstance(outcome, Nothing):
                del self._provisional[other]
            elif frame.leans_on < frame.depth:
                self._provisional[other] = min(self._provisional[other], frame.leans_on)
            else:
                del self._provisional[other]
                self._answers[other] = NONE
        if isinstance(outcome, Unknown) and not outcome.keywords.isdisjoint(_LIMITS):
            return  # it ran out of steps; another question may have more
        if frame.leans_on >= frame.depth or isinstance(outcome, Found):
            self._answers[goal] = outcome
            return
        if self._frames:
            self._frames[-1].leans_on = min(self._frames[-1].leans_on, frame.leans_on)
        if isinstance(outcome, Nothing):
            self._provisional[goal] = frame.leans_on

    def tick(self) -> bool:
        """Counts a step of work; False when there was enough of it."""
        self._steps += 1
        return self._steps <= _MOST_STEPS and self._total + self._steps <= _MOST_IN_ALL

    def _find(self, goal: n.Goal) -> Outcome:
        reasons: list[Unknown] = []
        for type in n.TYPES:
            for facts in Branches(self, type).of(goal):
                outcome = unknown("size") if facts is None else self._leaf(type, facts)
                if isinstance(outcome, Found):
                    return outcome
                if isinstance(outcome, Unknown):
                    reasons.append(outcome)
                if facts is None or not self.tick():
                    reasons.append(unknown("size"))
                    break
        return either_way(reasons)

    def _leaf(self, type: str, facts: tuple[Fact, ...]) -> Outcome:
        """A value of one type that fulfils plain facts about it."""
        opaque = frozenset(fact.name for fact, _ in facts if isinstance(fact, n.Opaque))
        known = tuple(fact for fact in facts if not isinstance(fact[0], n.Opaque))
        outcome = self._value(type, known)
        if opaque and not isinstance(outcome, Nothing):
            return Unknown(opaque | outcome.keywords if isinstance(outcome, Unknown) else opaque)
        return outcome

    def _value(self, type: str, facts: tuple[Fact, ...]) -> Outcome:
        listed = [fact for fact, asserted in facts if asserted and isinstance(fact, n.Values)]
        if listed or type in (n.NULL, n.BOOLEAN):
            candidates: Iterator[Value] = iter((None,) if type == n.NULL else (True, False)) if not listed else iter(listed[0].values)
            return _first(candidates, facts, type)
        match type:
            case n.NUMBER:
                return number(facts)
            case n.STRING:
                return string(facts)
            case n.ARRAY:
                return array(self, facts)
            case _:
                return object_(self, facts)


def _first(candidates: Iterator[Value], facts: tuple[Fact, ...], type: str) -> Outcome:
    doubtful = False
    for candidate in candidates:
        if type_of(candidate) != type:
            continue
        answer = agrees(candidate, facts)
        if answer:
            return Found(candidate)
        doubtful = doubtful or answer is None
    if not doubtful:
        return NONE
    return unknown(*(n.keyword_of(fact) for fact, _ in facts if isinstance(fact, n.Pattern | n.Format | n.Opaque)))
