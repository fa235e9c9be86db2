"""What type annotations say of a value, where following the code says nothing better."""

import ast
from typing import TYPE_CHECKING

from .facts import Effects
from .values import ANYTHING, NOTHING, Atom, ClassValue, Instance, Made, Outside, Row, Tool, Value, joined, only

if TYPE_CHECKING:
    from .evaluate import Evaluator, Frame


def annotated(on: "Evaluator", frame: "Frame", node: ast.expr | None, origin: Value = ANYTHING) -> Value:
    """What a parameter or a result of this annotation is, where nothing better is known."""
    if node is None:
        return origin
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    if text:
        try:
            node = ast.parse(text, mode="eval").body
        except SyntaxError:
            return origin
    if isinstance(node, ast.BinOp):
        return joined(annotated(on, frame, node.left, NOTHING), annotated(on, frame, node.right, NOTHING)) or origin
    if isinstance(node, ast.Constant):
        return NOTHING
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return joined(*(_of_type(on, frame, atom) for atom in quiet(on, frame, node))) or NOTHING
    return origin


def quiet(on: "Evaluator", frame: "Frame", node: ast.expr) -> Value:
    """A type expression, for which nothing is noted."""
    if isinstance(node, ast.Subscript):
        return NOTHING
    before, on.effects = on.effects, Effects()
    try:
        return on.value(frame, node)
    finally:
        on.effects = before


def _of_type(on: "Evaluator", frame: "Frame", atom: Atom) -> Value:
    match atom:
        case Outside():
            message = on.message_of(atom.name)
            last = atom.name.rpartition(".")[2]
            if message:
                return only(Made(message))
            if last.endswith("Tx"):
                return only(Tool("tx"))
            if atom.name.startswith("flowmart.runtime") and last in ("Call", "Read"):
                return only(Tool(last.lower()))
            return only(Tool("db")) if atom.name == "sqlalchemy.orm.Session" else NOTHING
        case ClassValue():
            return only(Row(atom.key)) if on.is_table(atom.key) else only(Instance(atom.key))
        case _:
            return NOTHING
