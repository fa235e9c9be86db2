"""Is a value valid under a schema? True, False, or None where a keyword can't be judged.

Used to try the values of an `enum` and to check every counterexample before it is shown.
"""

from collections.abc import Iterable

from . import nodes as n
from .formats import has_format
from .patterns import found_in
from .values import Value, frozen, type_of

_FRESH: frozenset[n.Node] = frozenset()


def holds(what: n.Node | n.Constraint, value: Value, inside: frozenset[n.Node] = _FRESH) -> bool | None:
    """`inside` are the schemas that this same value is being held against: one that meets itself means nothing."""
    if isinstance(what, n.Node):
        if what in inside:
            return None
        inside |= {what}
        return every(holds(constraint, value, inside) for constraint in what.constraints)
    if type_of(value) not in n.types_of(what):
        return True
    return _holds(what, value, inside)


def every(answers: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def some(answers: Iterable[bool | None]) -> bool | None:
    return inverted(every(inverted(answer) for answer in answers))


def inverted(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _holds(what: n.Constraint, value: Value, inside: frozenset[n.Node]) -> bool | None:
    match what:
        case n.Types():
            return type_of(value) in what.allowed or ("integer" in what.allowed and _whole(value))
        case n.Whole():
            return _whole(value)
        case n.Values():
            return frozen(value) in what.frozen
        case n.Limit():
            return _within(what, value)
        case n.Never():
            return False
        case n.Also():
            return holds(what.node, value, inside)
        case n.OneOf():
            return _exactly_one(tuple(holds(option, value, inside) for option in what.options))
        case n.AnyOf():
            return some(holds(option, value, inside) for option in what.options)
        case n.Not():
            return inverted(holds(what.node, value, inside))
        case n.Conditional():
            met = holds(what.condition, value, inside)
            then, otherwise = holds(what.then, value, inside), holds(what.otherwise, value, inside)
            return then if met else (otherwise if met is False else (then if then == otherwise else None))
        case _:
            return _inside(what, value, inside)


def _inside(what: n.Constraint, value: Value, inside: frozenset[n.Node]) -> bool | None:
    if isinstance(value, str):
        match what:
            case n.Pattern():
                return found_in(what.pattern, value)
            case n.Format():
                return has_format(value, what.name)
            case _:
                return None
    if isinstance(value, list):
        return _in_array(what, value, inside)
    if isinstance(value, dict):
        return _in_object(what, value, inside)
    if isinstance(what, n.MultipleOf) and not isinstance(value, bool) and value is not None:
        return (value / what.step).denominator == 1
    return None


def _in_array(what: n.Constraint, value: list[Value], inside: frozenset[n.Node]) -> bool | None:
    match what:
        case n.Item():
            return holds(what.node, value[what.index]) if what.index < len(value) else True
        case n.Items():
            return every(holds(what.node, entry) for entry in value[what.start :])
        case n.Unique():
            return len({frozen(entry) for entry in value}) == len(value)
        case n.Contains():
            answers = [holds(what.node, entry) for entry in value]
            sure, possible = answers.count(True), len(answers) - answers.count(False)
            if what.upper:
                return True if possible <= what.count else (False if sure > what.count else None)
            return True if sure >= what.count else (False if possible < what.count else None)
        case _:
            return None


def _in_object(what: n.Constraint, value: dict[str, Value], inside: frozenset[n.Node]) -> bool | None:
    match what:
        case n.Required():
            return what.name in value
        case n.Property():
            return holds(what.node, value[what.name]) if what.name in value else True
        case n.PatternProperty():
            return every(some((inverted(found_in(what.pattern, key)), holds(what.node, entry))) for key, entry in value.items())
        case n.Additional():
            return every(_additional(what, key, entry, inside) for key, entry in value.items() if key not in what.names)
        case n.PropertyNames():
            return every(holds(what.node, key) for key in value)
        case n.DependentRequired():
            return what.trigger not in value or what.name in value
        case n.DependentSchema():
            return holds(what.node, value, inside) if what.trigger in value else True
        case _:
            return None


def _additional(what: n.Additional, key: str, entry: Value, inside: frozenset[n.Node]) -> bool | None:
    matched = some(found_in(pattern, key) for pattern in what.patterns) if what.patterns else False
    return some((matched, holds(what.node, entry)))


def _exactly_one(answers: tuple[bool | None, ...]) -> bool | None:
    sure, possible = answers.count(True), len(answers) - answers.count(False)
    if sure > 1 or possible == 0:
        return False
    return True if sure == 1 and possible == 1 else None


def _whole(value: Value) -> bool:
    return type_of(value) == n.NUMBER and value.denominator == 1  # type: ignore[union-attr]


def _within(limit: n.Limit, value: Value) -> bool:
    size = len(value) if isinstance(value, str | list | dict) else value
    if size is None or isinstance(size, bool):
        return True
    if limit.exclusive:
        return size < limit.value if limit.upper else size > limit.value
    return size <= limit.value if limit.upper else size >= limit.value
