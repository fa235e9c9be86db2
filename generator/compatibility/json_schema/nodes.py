"""A schema of any draft as a conjunction of constraints, each of which can be denied on its own.

`properties` becomes one constraint per property, `required` one per name, and so on: so a schema S is the conjunction of its
constraints, "not S" is the disjunction of their denials, and a finding can name the one constraint that is to blame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, TypeAlias

from .values import Frozen, Value

NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT = "null", "boolean", "number", "string", "array", "object"
TYPES = (OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL)
"""Without `integer`, which is a constraint on numbers."""

Label: TypeAlias = tuple[object, ...]


class Node:
    """A schema at a place. Its constraints are made on first use, since references may be circular.

    Nodes are compared by identity; `same` (see sameness.py) compares what they say.
    """

    __slots__ = ("_constraints", "_make", "document", "pointer", "tags")

    def __init__(self, document: str, pointer: str, make: "Callable[[Node], tuple[Constraint, ...]]") -> None:
        self.document = document
        self.pointer = pointer
        self._make = make
        self._constraints: tuple[Constraint, ...] | None = None
        self.tags: Mapping[str, frozenset[Frozen]] | None = None  # see tags.py, which fills it

    @property
    def constraints(self) -> "tuple[Constraint, ...]":
        if self._constraints is None:
            self._constraints = self._make(self)
        return self._constraints

    @property
    def accepts_everything(self) -> bool:
        return not self.constraints

    def __repr__(self) -> str:
        return f"Node({self.document}#{self.pointer})"


@dataclass(frozen=True, eq=False)
class Constraint:
    """`place` is the pointer of the keyword (or the entry in it) that says so; `types` the types it speaks about."""

    document: str
    place: str
    types: ClassVar[tuple[str, ...]] = TYPES
    keyword: ClassVar[str] = ""

    @property
    def label(self) -> Label:
        """What the constraint says apart from the schemas in it."""
        return ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The schemas in it, in order."""
        return ()


Literal: TypeAlias = tuple[Node | Constraint, bool]
"""A schema or a constraint, and whether it is asserted (True) or denied."""
Goal: TypeAlias = frozenset[Literal]
"""What a value has to fulfil, all of it."""


@dataclass(frozen=True, eq=False)
class Types(Constraint):
    """`allowed` may have `integer`."""

    allowed: frozenset[str]
    keyword: ClassVar[str] = "type"

    @property
    def label(self) -> Label:
        return tuple(sorted(self.allowed))


@dataclass(frozen=True, eq=False)
class Whole(Constraint):
    """A number without a fraction: what `type: integer` means once the type is known to be number."""

    types: ClassVar[tuple[str, ...]] = (NUMBER,)
    keyword: ClassVar[str] = "type"


@dataclass(frozen=True, eq=False)
class Values(Constraint):
    """`enum` and `const`."""

    values: tuple[Value, ...]
    frozen: frozenset[Frozen]
    keyword: ClassVar[str] = "enum"

    @property
    def label(self) -> Label:
        return (self.frozen,)


@dataclass(frozen=True, eq=False)
class Limit(Constraint):
    """A bound of a quantity. `name` is the keyword's (`minimum`, `maxItems` ...); `upper` tells which side."""

    name: str
    value: Fraction
    upper: bool
    exclusive: bool = False
    on: str = NUMBER

    @property
    def label(self) -> Label:
        return (self.name.removeprefix("exclusive").lower(), self.value, self.exclusive)


@dataclass(frozen=True, eq=False)
class MultipleOf(Constraint):
    step: Fraction
    types: ClassVar[tuple[str, ...]] = (NUMBER,)
    keyword: ClassVar[str] = "multipleOf"

    @property
    def label(self) -> Label:
        return (self.step,)


@dataclass(frozen=True, eq=False)
class Pattern(Constraint):
    pattern: str
    types: ClassVar[tuple[str, ...]] = (STRING,)
    keyword: ClassVar[str] = "pattern"

    @property
    def label(self) -> Label:
        return (self.pattern,)


@dataclass(frozen=True, eq=False)
class Format(Constraint):
    name: str
    on: str = STRING
    keyword: ClassVar[str] = "format"

    @property
    def label(self) -> Label:
        return (self.name,)


@dataclass(frozen=True, eq=False)
class Item(Constraint):
    """What the element at `index` must be, where there is one."""

    index: int
    node: Node
    types: ClassVar[tuple[str, ...]] = (ARRAY,)
    keyword: ClassVar[str] = "prefixItems"

    @property
    def label(self) -> Label:
        return (self.index,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Items(Constraint):
    """What every element from `start` on must be."""

    start: int
    node: Node
    types: ClassVar[tuple[str, ...]] = (ARRAY,)
    keyword: ClassVar[str] = "items"

    @property
    def label(self) -> Label:
        return (self.start,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Unique(Constraint):
    types: ClassVar[tuple[str, ...]] = (ARRAY,)
    keyword: ClassVar[str] = "uniqueItems"


@dataclass(frozen=True, eq=False)
class Contains(Constraint):
    """At least (`upper` False) or at most `count` elements are as `node` says."""

    node: Node
    count: int
    upper: bool = False
    types: ClassVar[tuple[str, ...]] = (ARRAY,)
    keyword: ClassVar[str] = "contains"

    @property
    def label(self) -> Label:
        return (self.count, self.upper)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Property(Constraint):
    name: str
    node: Node
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "properties"

    @property
    def label(self) -> Label:
        return (self.name,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class PatternProperty(Constraint):
    pattern: str
    node: Node
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "patternProperties"

    @property
    def label(self) -> Label:
        return (self.pattern,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Additional(Constraint):
    """What every property must be that is not among `names` and that no one of `patterns` matches."""

    node: Node
    names: frozenset[str]
    patterns: tuple[str, ...]
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "additionalProperties"

    @property
    def label(self) -> Label:
        return (self.names, tuple(sorted(self.patterns)))

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Required(Constraint):
    name: str
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "required"

    @property
    def label(self) -> Label:
        return (self.name,)


@dataclass(frozen=True, eq=False)
class PropertyNames(Constraint):
    node: Node
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "propertyNames"

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class DependentRequired(Constraint):
    """Where there is a property `trigger`, there is one `name`."""

    trigger: str
    name: str
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "dependentRequired"

    @property
    def label(self) -> Label:
        return (self.trigger, self.name)


@dataclass(frozen=True, eq=False)
class DependentSchema(Constraint):
    trigger: str
    node: Node
    types: ClassVar[tuple[str, ...]] = (OBJECT,)
    keyword: ClassVar[str] = "dependentSchemas"

    @property
    def label(self) -> Label:
        return (self.trigger,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Also(Constraint):
    """A schema that holds at the same place: an entry of `allOf`, the target of `$ref`."""

    node: Node
    keyword: ClassVar[str] = "allOf"

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class AnyOf(Constraint):
    options: tuple[Node, ...]
    keyword: ClassVar[str] = "anyOf"

    @property
    def label(self) -> Label:
        return (len(self.options),)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.options


@dataclass(frozen=True, eq=False)
class OneOf(AnyOf):
    keyword: ClassVar[str] = "oneOf"


@dataclass(frozen=True, eq=False)
class Not(Constraint):
    node: Node
    keyword: ClassVar[str] = "not"

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.node,)


@dataclass(frozen=True, eq=False)
class Conditional(Constraint):
    """`if`, `then`, `else`; an absent branch accepts everything."""

    condition: Node
    then: Node
    otherwise: Node
    keyword: ClassVar[str] = "if"

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, eq=False)
class Never(Constraint):
    """The schema `false`."""

    keyword: ClassVar[str] = "false"


@dataclass(frozen=True, eq=False)
class Opaque(Constraint):
    """A keyword that can't be judged. Two are alike when keyword and value are; `value` has what makes it so."""

    name: str
    value: str
    on: tuple[str, ...] = field(default=TYPES)

    @property
    def label(self) -> Label:
        return (self.name, self.value)


def types_of(constraint: Constraint) -> tuple[str, ...]:
    """The types that a constraint speaks about; a value of another type fulfils it."""
    if isinstance(constraint, Limit | Format):
        return (constraint.on,)
    return constraint.on if isinstance(constraint, Opaque) else constraint.types


def keyword_of(constraint: Constraint) -> str:
    """The keyword as findings name it."""
    return constraint.name if isinstance(constraint, Limit | Opaque) else constraint.keyword


def nothing(node: Node) -> tuple[Constraint, ...]:
    """The constraints of the schema `true`: none."""
    return ()


ANYTHING = Node("", "", nothing)
