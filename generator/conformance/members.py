"""What an attribute of an object or a class of the services folder is: what was stored in it, its method, its property."""

import ast
from typing import TYPE_CHECKING

from .branches import Env
from .classes import Class
from .values import ANYTHING, NOTHING, Bound, ClassValue, Closure, Instance, Row, ToolMethod, Value, joined, only

if TYPE_CHECKING:
    from .evaluate import Evaluator, Frame


def member(on: "Evaluator", frame: "Frame", atom: "Instance | ClassValue", name: str) -> Value:
    found = on.classes.by_key(atom.key)
    stored = on.parts(atom.key).get(name, NOTHING)
    if found is None:
        return stored
    family, outside = on.classes.family(found)
    for each in family:
        stored = joined(stored, on.parts(each.key).get(name, NOTHING))
    definition = on.classes.method(found, name)
    if definition is None:
        if name == "external" and any(f"{on.output}.services" in base for base in outside):
            return only(ToolMethod("self", "external"))
        if on.is_table(atom.key):
            return only(Row(atom.key))  # a column, or the table in the middle of a statement
        return stored or (ANYTHING if on.classes.method(found, "__getattr__") or "?" in outside else NOTHING)
    owner, statement = definition
    return joined(stored, _defined(on, frame, atom, owner, statement))


def _defined(on: "Evaluator", frame: "Frame", atom: "Instance | ClassValue", owner: Class, statement: ast.stmt) -> Value:
    where = type(frame)(owner.module, {})
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        function = on.decorated(statement, where, only(on.closure(statement, owner.module, {}, owner.key)))
        names = {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in statement.decorator_list}
        if "staticmethod" in names:
            return function
        if names & {"property", "cached_property"} and isinstance(atom, Instance):
            return on.calls.call(frame, statement, function, [only(atom)], {})
        if isinstance(atom, ClassValue) and "classmethod" not in names:
            return function
        return frozenset(Bound(each, (only(atom),)) for each in function)
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        where.env = _class_names(on, frame, owner, statement)
        value = on.value(where, statement.value)
        # A function that was assigned in the class body is a method, too.
        return frozenset(Bound(each, (only(atom),)) if isinstance(each, Closure) and isinstance(atom, Instance) else each for each in value)
    return NOTHING


def _class_names(on: "Evaluator", frame: "Frame", owner: Class, statement: ast.Assign | ast.AnnAssign) -> Env:
    """The methods of the class that a statement in its body names: they are no names of the module."""
    found: Env = {}
    for node in ast.walk(statement):
        member = on.classes.method(owner, node.id) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and member is not None and isinstance(member[1], ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.id] = _defined(on, frame, ClassValue(owner.key), *member)
    return found
