"""What an expression of hand-written code may stand for, as far as conformance cares. A value is a set of these atoms; an empty
set is something that we know nothing of and that matters to nobody.
"""

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str, ...]
"""Steps into a payload, by Python names; `[]` is an item of a list."""

ITEM = "[]"


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that could be anything, a message too: what a call returned that can't be followed, or an unannotated parameter."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: str


@dataclass(frozen=True, slots=True)
class Made:
    """A message that the code has constructed, by the name of its class."""

    message: str


@dataclass(frozen=True, slots=True)
class Got:
    """The received message, or what is below `path` in it."""

    message: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """What the runtime hands to a handler: `tx`, `read`, `call`, or the `db` session of one of them."""

    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """An object of a database session; writing to its attributes is writing to the database."""

    table: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A name from outside of the services folder: `sqlalchemy.select`, `generated.messages.OrderPlaced`."""

    name: str


@dataclass(frozen=True, slots=True)
class ModuleValue:
    name: str


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the services folder, by `module:qualified name`."""

    key: str


@dataclass(frozen=True, slots=True)
class Instance:
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function with the scope that it was defined in. Equal only to itself; the evaluator makes one per definition and scope."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: str
    scope: "dict[str, Value]" = field(default_factory=dict["str", "Value"], repr=False)
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A method with its object, a partial with its arguments."""

    function: "Atom"
    arguments: "tuple[Value, ...]"
    keywords: "tuple[tuple[str, Value], ...]" = ()


@dataclass(frozen=True, slots=True)
class ToolMethod:
    """`tx.emit`, `call.read`, `self.external`: a method of the runtime, not called yet."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A list, tuple, set or dict by the place of its making; what it holds is in the evaluator's heap."""

    site: object


@dataclass(frozen=True, slots=True)
class HolderMethod:
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
