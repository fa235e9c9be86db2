"""Do two schemas say the same, word for word? References are followed, so recursive schemas may be the same too.

Says no when in doubt: two schemas that mean the same in different words are a matter for the search.
"""

from .nodes import Constraint, Node


class Sameness:
    """Remembers what it has compared. One per comparison of two sides."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}
        self._kept: list[object] = []  # ids are only good while the objects live

    def nodes(self, first: Node, second: Node) -> bool:
        return self._ask(first, second)

    def constraints(self, first: Constraint, second: Constraint) -> bool:
        return self._ask(first, second)

    def _ask(self, first: Node | Constraint, second: Node | Constraint) -> bool:
        if first is second:
            return True
        key = (id(first), id(second))
        if key not in self._known:
            assumed: dict[tuple[int, int], bool] = {}
            if self._compare(first, second, assumed):
                self._known.update(assumed)  # true together: each was compared under the assumption of the others
            else:
                self._known[key] = False
            self._kept += [first, second]
        return self._known[key]

    def _compare(self, first: Node | Constraint, second: Node | Constraint, assumed: dict[tuple[int, int], bool]) -> bool:
        if first is second:
            return True
        key = (id(first), id(second))
        known = self._known.get(key, assumed.get(key))
        if known is not None:
            return known
        assumed[key] = True
        self._kept += [first, second]
        if isinstance(first, Node) or isinstance(second, Node):
            return isinstance(first, Node) and isinstance(second, Node) and self._same_nodes(first, second, assumed)
        if type(first) is not type(second) or first.label != second.label or len(first.nodes) != len(second.nodes):
            return False
        return all(self._compare(one, other, assumed) for one, other in zip(first.nodes, second.nodes, strict=True))

    def _same_nodes(self, first: Node, second: Node, assumed: dict[tuple[int, int], bool]) -> bool:
        if len(first.constraints) != len(second.constraints):
            return False
        ones, others = sorted(first.constraints, key=_order), sorted(second.constraints, key=_order)
        return all(self._compare(one, other, assumed) for one, other in zip(ones, others, strict=True))


def _order(constraint: Constraint) -> tuple[str, str]:
    return (type(constraint).__name__, repr(constraint.label) if not _unordered(constraint) else "")


def _unordered(constraint: Constraint) -> bool:
    """A frozen set prints in any order; there is one such constraint of its kind per schema as a rule."""
    return any(isinstance(part, frozenset) for part in constraint.label)
