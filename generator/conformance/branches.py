"""What following code needs to know of a statement or an expression by its form alone, and how the names of branches come together."""

import ast

from .values import NOTHING, Value, joined

Env = dict[str, Value]


def merge(target: Env, ends: list[Env]) -> None:
    """The names after branches: most are what they were before, which is why one end is written over, not built anew."""
    if not ends:
        return
    first, *others = ends
    for other in others:
        for name, value in other.items():
            known = first.get(name, NOTHING)
            if known is not value:
                first[name] = joined(known, value)
    target.update(first)


def truth(test: ast.expr) -> bool | None:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return False if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING" else None


def parts(node: ast.JoinedStr | ast.FormattedValue | ast.Compare | ast.UnaryOp) -> list[ast.expr]:
    """The children of the expressions that code is full of and that come to nothing; `iter_child_nodes` takes longer."""
    match node:
        case ast.JoinedStr():
            return [part for part in node.values if not isinstance(part, ast.Constant)]
        case ast.FormattedValue():
            return [node.value] if node.format_spec is None else [node.value, node.format_spec]
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.UnaryOp():
            return [node.operand]
