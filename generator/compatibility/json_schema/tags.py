"""Tags: required properties with listed values (`kind: {const: card}`), by which the alternatives of a union exclude each other.

Only a shortcut: what is not seen here is found by the search, alternative by alternative.
"""

from collections.abc import Mapping
from typing import TypeAlias

from . import nodes as n
from .values import Frozen

Tags: TypeAlias = Mapping[str, frozenset[Frozen]]
_DEEPEST = 8


def tags(node: n.Node) -> Tags:
    """The values that each tag of an object may have."""
    if node.tags is None:
        values: dict[str, frozenset[Frozen]] = {}
        required: set[str] = set()
        _collect(node, values, required, 0)
        node.tags = {name: found for name, found in values.items() if name in required}
    return node.tags


def excludes(one: Tags, other: Tags) -> bool:
    """No object has both: they share a tag and no value of it."""
    return any(name in other and values.isdisjoint(other[name]) for name, values in one.items())


def _collect(node: n.Node, values: dict[str, frozenset[Frozen]], required: set[str], depth: int) -> None:
    for constraint in node.constraints if depth <= _DEEPEST else ():
        match constraint:
            case n.Also():
                _collect(constraint.node, values, required, depth + 1)
            case n.Required():
                required.add(constraint.name)
            case n.Property():
                for listed in constraint.node.constraints:
                    if isinstance(listed, n.Values):
                        known = values.get(constraint.name, listed.frozen)
                        values[constraint.name] = known & listed.frozen
            case _:
                pass
