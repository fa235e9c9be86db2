"""What an expression of hand-written code may stand for, as far as conformance cares. A value is a set of these atoms; an empty
set is something that we know nothing of and that matters to nobody.
"""

import ast
from typing import TypeAlias

from .record import Record

Path: TypeAlias = tuple[str, ...]
"""Steps into a payload, by Python names; `[]` is an item of a list."""

ITEM = "[]"


class Opaque(Record):
    """Something that could be anything, a message too: what a call returned that can't be followed, or an unannotated parameter."""


class Constant(Record):
    value: str


class Made(Record):
    """A message that the code has constructed, by the name of its class."""

    message: str


class Got(Record):
    """The received message, or what is below `path` in it."""

    message: str
    path: Path = ()


class Tool(Record):
    """What the runtime hands to a handler: `tx`, `read`, `call`, or the `db` session of one of them."""

    kind: str


class Row(Record):
    """An object of a database session; writing to its attributes is writing to the database."""

    table: str = ""


class Outside(Record):
    """A name from outside of the services folder: `sqlalchemy.select`, `generated.messages.OrderPlaced`."""

    name: str


class ModuleValue(Record):
    name: str


class ClassValue(Record):
    """A class of the services folder, by `module:qualified name`."""

    key: str


class Instance(Record):
    key: str


class Closure:
    """A function with the scope that it was defined in. Equal only to itself; the evaluator makes one per definition and scope."""

    __slots__ = ("module", "node", "owner", "scope")

    def __init__(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, module: str, scope: "dict[str, Value]", owner: str
    ) -> None:
        self.node, self.module, self.scope, self.owner = node, module, scope, owner


class Bound(Record):
    """A method with its object, a partial with its arguments."""

    function: "Atom"
    arguments: "tuple[Value, ...]"
    keywords: "tuple[tuple[str, Value], ...]" = ()


class ToolMethod(Record):
    """`tx.emit`, `call.read`, `self.external`: a method of the runtime, not called yet."""

    kind: str
    name: str


class Holder(Record):
    """A list, tuple, set or dict by the place of its making; what it holds is in the evaluator's heap."""

    site: object


class HolderMethod(Record):
    site: object
    name: str


Atom: TypeAlias = (
    Opaque
    | Constant
    | Made
    | Got
    | Tool
    | Row
    | Outside
    | ModuleValue
    | ClassValue
    | Instance
    | Closure
    | Bound
    | ToolMethod
    | Holder
    | HolderMethod
)
Value: TypeAlias = frozenset[Atom]

NOTHING: Value = frozenset()
ANYTHING: Value = frozenset((Opaque(),))
MOST_ATOMS = 64


def joined(*values: Value) -> Value:
    """Either of the values; beyond a size it is anything."""
    found = NOTHING.union(*values)
    return found if len(found) <= MOST_ATOMS else ANYTHING


def only(atom: Atom) -> Value:
    return frozenset((atom,))
