"""Which constraint of the reader's schema is to blame when something valid for the writer is not valid for the reader.

The reader's schema is a conjunction, so it is broken exactly when one of its constraints is: each is asked for a counterexample of its
own, and those that hold a schema (a property, an element, `$ref`) are followed inside with what the writer says there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import nodes as n
from .outcomes import Nothing, Outcome
from .patterns import found_in
from .search import Search

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Blame:
    """`family` groups what is one matter to a person (`enum` and `const`); `name` tells several of a family apart at one `path`.

    `reader` is the broken constraint, `writer` the writer's constraint of that family there, or None when it has none;
    `around` is the writer's schema around it.
    """

    family: str
    name: str
    path: tuple[str, ...]
    outcome: Outcome
    reader: n.Constraint
    writer: n.Constraint | None
    around: n.Node | None

    @property
    def key(self) -> tuple[tuple[str, ...], str, str]:
        return (self.path, self.family, self.name)


_FAMILIES: dict[type[n.Constraint], str] = {
    n.Types: "type",
    n.Values: "enum",
    n.MultipleOf: "multiple-of",
    n.Pattern: "pattern",
    n.Format: "format",
    n.Item: "prefix-items",
    n.Items: "items",
    n.Unique: "unique-items",
    n.Contains: "contains",
    n.Property: "property",
    n.PatternProperty: "pattern-properties",
    n.Additional: "additional-properties",
    n.Required: "required",
    n.PropertyNames: "property-names",
    n.DependentRequired: "dependencies",
    n.DependentSchema: "dependencies",
    n.AnyOf: "any-of",
    n.OneOf: "one-of",
    n.Not: "not",
    n.Conditional: "if",
    n.Never: "schema",
    n.Opaque: "unjudged",
    n.Also: "schema",
}
_LIMITS = {
    "minimum": "minimum",
    "exclusiveMinimum": "minimum",
    "maximum": "maximum",
    "exclusiveMaximum": "maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
    "minProperties": "min-properties",
    "maxProperties": "max-properties",
}
FAMILIES = tuple(sorted({*_FAMILIES.values(), *_LIMITS.values()}))


def family(constraint: n.Constraint) -> str:
    return _LIMITS[constraint.name] if isinstance(constraint, n.Limit) else _FAMILIES[type(constraint)]


def name(constraint: n.Constraint) -> str:
    match constraint:
        case n.Property() | n.Required():
            return constraint.name
        case n.PatternProperty():
            return constraint.pattern
        case n.DependentRequired():
            return f"{constraint.trigger} {constraint.name}"
        case n.DependentSchema():
            return constraint.trigger
        case n.Item():
            return str(constraint.index)
        case n.Contains():
            return "most" if constraint.upper else "least"
        case n.Opaque():
            return constraint.name
        case _:
            return ""


class _SaidAlready(Exception):
    pass


class Explanation:
    """Blames of one direction."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._inside: set[tuple[frozenset[tuple[n.Node | n.Constraint, bool]], n.Node]] = set()

    def blames(self, writer: n.Goal, reader: n.Node, path: tuple[str, ...] = ()) -> Iterator[Blame]:
        """Every constraint of the reader that a value of the writer may break. Empty exactly when there is none.

        A circular schema meets itself inside itself: what is wrong there has been said outside, so nothing is said again.
        """
        reader = _resolved(reader)
        key = (frozenset((_resolved(what) if isinstance(what, n.Node) else what, asserted) for what, asserted in writer), reader)
        if key in self._inside or len(path) > _DEEPEST:
            raise _SaidAlready
        self._inside.add(key)
        try:
            for constraint in reader.constraints:
                outcome = self._search.counterexample(writer, constraint)
                if not isinstance(outcome, Nothing):
                    yield from self._blame(writer, constraint, path, outcome)
        finally:
            self._inside.discard(key)

    def _blame(self, writer: n.Goal, constraint: n.Constraint, path: tuple[str, ...], outcome: Outcome) -> Iterator[Blame]:
        try:
            inner = self._inner(writer, constraint, path)
        except _SaidAlready:
            return
        if inner:
            yield from inner
        else:
            yield self._made(writer, constraint, path, outcome)

    def _inner(self, writer: n.Goal, constraint: n.Constraint, path: tuple[str, ...]) -> list[Blame]:
        """The blames inside of a constraint that holds schemas."""
        inner: list[Blame] = []
        match constraint:
            case n.Also():
                inner = list(self.blames(writer, constraint.node, path))
            case n.Property():
                child = property_goal(writer, constraint.name)
                declared = any(isinstance(found, n.Property) and found.name == constraint.name for found in flat(writer))
                if child and declared:
                    inner = list(self.blames(child, constraint.node, (*path, constraint.name)))
            case n.Item() | n.Items():
                index = constraint.index if isinstance(constraint, n.Item) else constraint.start
                child = element_goal(writer, index)
                if child:
                    step = str(index) if isinstance(constraint, n.Item) else "*"
                    inner = list(self.blames(child, constraint.node, (*path, step)))
            case n.PatternProperty():
                inner = list(self._pattern_property(writer, constraint, path))
            case n.Additional():
                inner = list(self._additional(writer, constraint, path))
            case n.AnyOf():
                inner = list(self._union(writer, constraint, path))
            case _:
                pass
        if not isinstance(constraint, n.Also) and all(blame.family == "schema" for blame in inner):
            return []  # "nothing is allowed there" is better told of what stands there
        return inner

    def _made(self, writer: n.Goal, constraint: n.Constraint, path: tuple[str, ...], outcome: Outcome) -> Blame:
        kind, named = family(constraint), name(constraint)
        counterpart = next((found for found in flat(writer) if family(found) == kind and name(found) == named), None)
        return Blame(kind, named, path, outcome, constraint, counterpart, around(writer))

    def _pattern_property(self, writer: n.Goal, constraint: n.PatternProperty, path: tuple[str, ...]) -> Iterator[Blame]:
        for found in flat(writer):
            if isinstance(found, n.PatternProperty) and found.pattern == constraint.pattern:
                yield from self.blames(frozenset(((found.node, True),)), constraint.node, (*path, "*"))

    def _additional(self, writer: n.Goal, constraint: n.Additional, path: tuple[str, ...]) -> Iterator[Blame]:
        """A property that the writer declares and the reader does not is the one to blame; what is left is open content."""
        declared = {found.name: found for found in flat(writer) if isinstance(found, n.Property)}
        undeclared = [
            key for key in declared if key not in constraint.names and not any(found_in(pattern, key) for pattern in constraint.patterns)
        ]
        for key in undeclared:
            outcome = self._search.counterexample(writer, _only(constraint, key))
            if not isinstance(outcome, Nothing):
                yield Blame("property", key, path, outcome, constraint, declared[key], around(writer))
        rest = n.Additional(
            constraint.document, constraint.place, constraint.node, constraint.names | frozenset(undeclared), constraint.patterns
        )
        outcome = self._search.counterexample(writer, rest)
        if isinstance(outcome, Nothing):
            return
        child = frozenset((found.node, True) for found in flat(writer) if isinstance(found, n.Additional))
        inner = list(self.blames(child, constraint.node, (*path, "*"))) if child else []
        yield from inner or [self._made(writer, constraint, path, outcome)]

    def _union(self, writer: n.Goal, constraint: n.AnyOf, path: tuple[str, ...]) -> Iterator[Blame]:
        """Looks inside when an alternative of the writer has one counterpart among those of the reader."""
        union = next((found for found in flat(writer) if isinstance(found, n.AnyOf) and type(found) is type(constraint)), None)
        if union is None:
            counterpart = self._counterpart(writer, constraint)
            if counterpart is not None:
                yield from self.blames(writer, counterpart, path)
            return
        for option in union.options:
            narrowed = writer | {(option, True)}
            outcome = self._search.counterexample(narrowed, constraint)
            if isinstance(outcome, Nothing):
                continue
            counterpart = self._counterpart(narrowed, constraint)
            inner = list(self.blames(frozenset(((option, True),)), counterpart, path)) if counterpart is not None else []
            yield from inner or [Blame(family(constraint), "", path, outcome, constraint, union, around(writer))]

    def _counterpart(self, writer: n.Goal, constraint: n.AnyOf) -> n.Node | None:
        """The one alternative that shares a value with the writer; None when there is none, or several."""
        sharing = [option for option in constraint.options if not isinstance(self._search.find(writer | {(option, True)}), Nothing)]
        return sharing[0] if len(sharing) == 1 else None


def _only(constraint: n.Additional, key: str) -> n.Property:
    return n.Property(constraint.document, constraint.place, key, constraint.node)


def flat(writer: n.Goal) -> list[n.Constraint]:
    """The constraints that hold at the place itself, through `allOf` and `$ref`; alternatives are left whole."""
    found: list[n.Constraint] = []
    pending = [what for what, asserted in writer if asserted and isinstance(what, n.Node)]
    seen: set[n.Node] = set()
    while pending:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        for constraint in node.constraints:
            if isinstance(constraint, n.Also):
                pending.append(constraint.node)
            else:
                found.append(constraint)
    return found


def around(writer: n.Goal) -> n.Node | None:
    """The writer's schema at the place, the outermost by pointer of several."""
    return min((what for what, _ in writer if isinstance(what, n.Node)), key=lambda node: (node.document, node.pointer), default=None)


def property_goal(writer: n.Goal, key: str) -> n.Goal:
    """What the writer says of a property, as far as it does not depend on alternatives."""
    return frozenset((node, True) for node in _property_nodes(flat(writer), key))


def _property_nodes(constraints: Iterable[n.Constraint], key: str) -> Iterator[n.Node]:
    for found in constraints:
        match found:
            case n.Property() if found.name == key:
                yield found.node
            case n.PatternProperty() if found_in(found.pattern, key):
                yield found.node
            case n.Additional() if key not in found.names and not any(found_in(pattern, key) is not False for pattern in found.patterns):
                yield found.node
            case _:
                pass


def element_goal(writer: n.Goal, index: int) -> n.Goal:
    return frozenset(
        (found.node, True)
        for found in flat(writer)
        if (isinstance(found, n.Item) and found.index == index) or (isinstance(found, n.Items) and found.start <= index)
    )


def _resolved(node: n.Node) -> n.Node:
    """The schema behind a mere reference."""
    for _ in range(_DEEPEST):
        only = node.constraints[0] if len(node.constraints) == 1 else None
        if not isinstance(only, n.Also):
            break
        node = only.node
    return node
