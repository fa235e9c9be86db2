"""A goal taken apart for one type of value: the alternatives, each a list of plain facts that have to hold together.

Alternatives are taken where the fewest are left, and an alternative that contradicts what is known is dropped at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from . import nodes as n
from .outcomes import Nothing
from .scalars import Fact
from .tags import Tags, excludes, tags
from .values import Frozen

if TYPE_CHECKING:
    from .search import Search

_MOST_SIMPLIFIED = 12
_LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of the alternatives must hold. `denying` is the schema whose denial asks for it, if it is one."""

    alternatives: tuple[tuple[n.Literal, ...], ...]
    denying: n.Node | None = None


@dataclass
class _State:
    """`facts` are plain; `asserted` and `denied` the schemas taken apart so far; `choices` have alternatives, of which one must hold."""

    facts: list[Fact] = field(default_factory=list[Fact])
    asserted: list[n.Node] = field(default_factory=list[n.Node])
    denied: list[n.Node] = field(default_factory=list[n.Node])
    choices: list[_Choice] = field(default_factory=list["_Choice"])

    def copy(self) -> _State:
        return _State(self.facts.copy(), self.asserted.copy(), self.denied.copy(), self.choices.copy())

    @property
    def tags(self) -> Tags:
        """What the asserted schemas say of tags: properties with listed values, by which alternatives exclude each other."""
        found: dict[str, frozenset[Frozen]] = {}
        for node in self.asserted:
            for name, values in tags(node).items():
                found[name] = found[name] & values if name in found else values
        return found


class Branches:
    """The branches of a goal for values of one type."""

    def __init__(self, search: Search, type: str) -> None:
        self._search = search
        self._same = search.sameness
        self._type = type

    def of(self, goal: n.Goal) -> Iterator[tuple[Fact, ...] | None]:
        """The facts of each branch; None once when there are too many."""
        literals = self._simplified(goal)
        if literals is None:
            return
        state = _State()
        if self._add(state, literals):
            yield from self._explore(state)

    def _simplified(self, goal: n.Goal) -> list[n.Literal] | None:
        """Denied schemas that the rest excludes anyway are left out; None when one of them covers the rest.

        Without it, a union of n alternatives against another one would have as many branches as alternatives to the power of n.
        """
        literals = sorted(goal, key=lambda literal: not literal[1])
        positive = [literal for literal in literals if literal[1]]
        denied = [literal for literal in self._flattened(literals) if not literal[1]]
        if not 2 <= len(denied) <= _MOST_SIMPLIFIED or not positive:
            return literals
        kept: list[n.Literal] = []
        for what, _ in denied:
            asserted = frozenset((*positive, (what, True)))
            if isinstance(self._search.find(asserted), Nothing):
                continue
            if isinstance(self._search.find(frozenset((*positive, (what, False)))), Nothing):
                return None
            kept.append((what, False))
        return [*positive, *kept]

    def _flattened(self, literals: list[n.Literal]) -> list[n.Literal]:
        """Denying "any of" is denying each."""
        flat: list[n.Literal] = []
        taken_apart: set[n.Constraint] = set()
        pending = list(reversed(literals))
        while pending:
            what, asserted = pending.pop()
            inner = what
            for _ in range(_LONGEST_CHAIN):  # a schema may refer to itself and nothing else
                if asserted or not isinstance(inner, n.Node) or len(inner.constraints) != 1:
                    break
                only = inner.constraints[0]
                inner = only.node if isinstance(only, n.Also) else only
            if not asserted and isinstance(inner, n.AnyOf) and not isinstance(inner, n.OneOf):
                if inner not in taken_apart:
                    pending += [(option, False) for option in reversed(inner.options)]
                    taken_apart.add(inner)
            else:
                flat.append((what, asserted))
        return flat

    def _explore(self, state: _State) -> Iterator[tuple[Fact, ...] | None]:
        if not self._search.tick():
            yield None
            return
        choice = self._narrowest(state)
        if choice is None:
            yield tuple(state.facts)
            return
        for alternative in choice:
            following = state.copy()
            if self._add(following, alternative):
                yield from self._explore(following)

    def _narrowest(self, state: _State) -> tuple[tuple[n.Literal, ...], ...] | None:
        """Takes the choice with the fewest alternatives left; None when there is no choice any more."""
        best: int | None = None
        state_tags = state.tags
        kept: list[_Choice] = []
        for choice in state.choices:
            if choice.denying is not None and self._type == n.OBJECT and excludes(state_tags, tags(choice.denying)):
                continue  # another tag: it is denied already
            open_ = tuple(alternative for alternative in choice.alternatives if not self._contradicts(state, alternative))
            kept.append(_Choice(open_, choice.denying))
            if best is None or len(open_) < len(kept[best].alternatives):
                best = len(kept) - 1
            if not open_:
                break
        state.choices = kept
        return None if best is None else kept.pop(best).alternatives

    def _contradicts(self, state: _State, alternative: tuple[n.Literal, ...]) -> bool:
        return any(self._refutes(state, what, asserted=asserted) for what, asserted in alternative)

    def _refutes(self, state: _State, what: n.Node | n.Constraint, *, asserted: bool) -> bool:
        """True when what is known says the opposite, word for word, or the type alone decides."""
        if isinstance(what, n.Node):
            others = state.denied if asserted else state.asserted
            if not asserted and what.accepts_everything:
                return True
            if any(self._same.nodes(what, other) for other in others):
                return True
            return asserted and self._type == n.OBJECT and excludes(state.tags, tags(what))
        if self._type not in n.types_of(what):
            return not asserted
        if isinstance(what, n.Types) and not _is_whole_only(what, self._type):
            return (self._type in what.allowed) != asserted
        if isinstance(what, n.Never):
            return asserted
        if any(sign != asserted and type(fact) is type(what) and self._same.constraints(what, fact) for fact, sign in state.facts):
            return True
        return not asserted and isinstance(what, n.Property) and self._holds_anyway(state, what)

    def _holds_anyway(self, state: _State, what: n.Property) -> bool:
        """What is known of a property leaves no value that the constraint would refuse."""
        known = frozenset(
            (fact.node, True) for fact, sign in state.facts if sign and isinstance(fact, n.Property) and fact.name == what.name
        )
        return bool(known) and isinstance(self._search.find(known | {(what.node, False)}), Nothing)

    def _add(self, state: _State, literals: tuple[n.Literal, ...] | list[n.Literal]) -> bool:
        """Takes literals apart into the state; False when they contradict it."""
        pending = list(reversed(literals))
        while pending:
            what, asserted = pending.pop()
            if not self._search.tick():
                state.facts.append((n.Opaque("", "", "size", ""), True))
                return True  # what is left out could only make the branch smaller
            if self._refutes(state, what, asserted=asserted):
                return False
            if isinstance(what, n.Node):
                if any(what is known for known in (state.asserted if asserted else state.denied)):
                    continue
                if not asserted and self._type == n.OBJECT and excludes(state.tags, tags(what)):
                    continue  # another tag: it is denied already
                (state.asserted if asserted else state.denied).append(what)
                if asserted:
                    pending += [(constraint, True) for constraint in reversed(what.constraints)]
                else:
                    self._choose(state, pending, [((constraint, False),) for constraint in what.constraints], denying=what)
            elif self._type in n.types_of(what) and not isinstance(what, n.Never):
                self._add_constraint(state, pending, what, asserted=asserted)
        return True

    def _choose(
        self, state: _State, pending: list[n.Literal], choice: list[tuple[n.Literal, ...]], *, denying: n.Node | None = None
    ) -> None:
        if len(choice) == 1:
            pending += reversed(choice[0])
        else:
            state.choices.append(_Choice(tuple(choice), denying))

    def _add_constraint(self, state: _State, pending: list[n.Literal], what: n.Constraint, *, asserted: bool) -> None:
        match what:
            case n.Types():
                if _is_whole_only(what, self._type):
                    state.facts.append((n.Whole(what.document, what.place), asserted))
            case n.Also():
                pending.append((what.node, asserted))
            case n.Not():
                pending.append((what.node, not asserted))
            case n.OneOf():
                self._choose(state, pending, _one_of(what.options, asserted=asserted))
            case n.AnyOf():
                if asserted:
                    self._choose(state, pending, [((option, True),) for option in what.options])
                else:
                    pending += [(option, False) for option in what.options]
            case n.Conditional():
                taken, skipped = (what.then, asserted), (what.otherwise, asserted)
                self._choose(state, pending, [((what.condition, True), taken), ((what.condition, False), skipped)])
            case n.DependentRequired():
                trigger, name = n.Required(what.document, what.place, what.trigger), n.Required(what.document, what.place, what.name)
                self._choose(state, pending, [((trigger, False),), ((name, True),)] if asserted else [((trigger, True), (name, False))])
            case n.DependentSchema():
                trigger = n.Required(what.document, what.place, what.trigger)
                dependent = (what.node, asserted)
                self._choose(state, pending, [((trigger, False),), (dependent,)] if asserted else [((trigger, True), dependent)])
            case _:
                state.facts.append((what, asserted))


def _one_of(options: tuple[n.Node, ...], *, asserted: bool) -> list[tuple[n.Literal, ...]]:
    """Exactly one; denied: none, or at least two."""
    if asserted:
        return [tuple((option, option is chosen) for option in options) for chosen in options]
    none: tuple[n.Literal, ...] = tuple((option, False) for option in options)
    return [none, *(((one, True), (other, True)) for one, other in combinations(options, 2))]


def _is_whole_only(types: n.Types, type: str) -> bool:
    """Numbers are allowed, but only whole ones."""
    return type == n.NUMBER and "integer" in types.allowed and "number" not in types.allowed
