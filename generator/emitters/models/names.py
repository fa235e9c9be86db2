"""Names inside a generated module: nested classes after their place, enum members after their values, fields after properties.

Unique and never numbered: a class whose name is taken is told apart by its place in the schema, and the collision is kept for a finding.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from ...naming import ClassName, FieldName, class_name, field_name, words
from ..message_names import RESERVED_CLASSES
from .library import Place
from .shapes import Collision

# A field is evaluated in the class body, where it hides what the annotations after it need.
_RESERVED_FIELDS = frozenset(("bool", "bytes", "datetime", "dict", "float", "int", "list", "set", "str", "tuple", "root"))
_OF_NAMES = frozenset(("properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "schemas"))
# What a schema is to the one around it, by the keyword that holds it.
_ROLES = {
    "properties": "Property",
    "patternProperties": "Property",
    "additionalProperties": "Entry",
    "definitions": "Definition",
    "$defs": "Definition",
    "schemas": "Definition",
    "items": "Item",
    "prefixItems": "Item",
    "oneOf": "Option",
    "anyOf": "Option",
}


class ClassNames:
    """The class names of one module, all beginning with the message's."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.collisions: list[Collision] = []
        self._owners: dict[str, Place | None] = dict.fromkeys((root, *RESERVED_CLASSES))

    def nested(
        self, parent: str, label: str, place: Place | None = None, about: Iterable[str] = (), scope: Iterable[str] = ()
    ) -> ClassName:
        """The name of what `label` names inside `parent`: `OrderConfirmed`, `shippingAddress` -> `OrderConfirmedShippingAddress`.

        Where that is taken, `place` tells the two apart (and the names of its `scope`, outermost first, where the format has such), then
        the words `about` the schema (its title, its properties).
        """
        word = class_name(label) or ClassName("Value")
        if word.startswith(parent) and word != parent:
            word = ClassName(word[len(parent) :])
        wanted = name = ClassName(parent + word)
        if wanted in self._owners:
            owner = self._owners[wanted]
            others = _told_apart(parent, word, place or Place(""), owner, about, scope)
            name = next(other for other in others if other not in self._owners)
            if owner is not None and place is not None and owner != place:
                self.collisions.append(Collision("class", wanted, wanted, name, (owner, place)))
        self._owners[name] = place
        return name


def _told_apart(
    parent: str, word: str, place: Place, owner: Place | None, about: Iterable[str], scope: Iterable[str]
) -> Iterator[ClassName]:
    """Other names for what would be called `parent` + `word`, endlessly: by what is around it, then by what is in it."""
    around, role = _around(place.steps)
    around = [*scope, *around]
    if owner is not None and owner.path != place.path:
        around.insert(0, place.path.rpartition("/")[2].split(".")[0])
    outer = [name for name in map(class_name, reversed(around)) if name and not word.startswith(name) and not parent.endswith(name)]
    yield from (ClassName(parent + name + word) for name in outer)
    inner = [ClassName(f"{parent}{word}With{name}") for name in map(class_name, about) if name]
    by_role = [ClassName(parent + word + role)] if role else []
    yield from (*inner, *by_role) if role == "Option" else (*by_role, *inner)
    longer = "".join(reversed(outer)) + word
    while True:
        longer += role or "Form"
        yield ClassName(parent + longer)


def _around(steps: Iterable[str]) -> tuple[list[str], str]:
    """The names on the way to a schema, and what it is to the one that holds it."""
    names: list[str] = []
    role = ""
    pending = iter(steps)
    for step in pending:
        role = _ROLES.get(step, "") if not step.isdecimal() else role
        if step in _OF_NAMES and (name := next(pending, None)) is not None:
            names.append(name)
    return names, role


def singular(name: str) -> str:
    """The name of one of them: `items` -> `item`; a name without a plural gets the word item (`stock` -> `stockItem`)."""
    lower = name.lower()
    if lower.endswith(("series", "species", "news")):
        return f"{name}Item"
    if lower.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "uses")):
        return name[:-2]
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(name) > 2:
        return name[:-1]
    return f"{name}Item"


def field_names(properties: Iterable[str], reserved: frozenset[str] = frozenset()) -> tuple[dict[str, FieldName], list[tuple[str, str]]]:
    """The field of each property, and the pairs of properties that come to the same name (the later got an underscore).

    `reserved` are names that get an underscore, as those of Python do.
    """
    owners: dict[FieldName, str] = {}
    collisions: list[tuple[str, str]] = []
    for property in properties:
        name = field_name(property) or FieldName(f"{_spelled(property)}_" if property else "empty_name")
        if str(name) in _RESERVED_FIELDS or name in reserved:
            name = FieldName(f"{name}_")
        while name in owners:
            collisions.append((owners[name], property))
            name = FieldName(f"{name}_")
        owners[name] = property
    return {property: name for name, property in owners.items()}, collisions


def member_names(values: Iterable[str]) -> list[tuple[str, str]]:
    """(member, value) of an enum of strings: `out-for-delivery` -> `OUT_FOR_DELIVERY`."""
    taken: dict[str, str] = {}
    for value in values:
        member = _member(value)
        while member in taken or member == "_":
            member += "_"
        taken[member] = value
    return list(taken.items())


def member_collisions(values: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of values that come to the same member (the later gets an underscore)."""
    owners: dict[str, str] = {}
    return [(owner, value) for value in values if (owner := owners.setdefault(_member(value), value)) != value]


def _member(value: str) -> str:
    member = "_".join(words(value)).upper() or (_spelled(value).upper() if value else "EMPTY")
    member = "".join(c for c in unicodedata.normalize("NFKC", member) if f"a{c}".isidentifier())
    return member if member.isidentifier() else f"N{member}"


def _spelled(symbols: str) -> str:
    """Symbols by their Unicode names: `+` -> `plus_sign`."""
    names = (unicodedata.name(symbol, f"u{ord(symbol):04x}") for symbol in symbols)
    return "_".join("_".join(words(name)) for name in names).lower()[:60]
