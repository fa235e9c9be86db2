"""Names inside a generated module: nested classes after their place, enum members after their values, fields after properties.

Unique and never numbered: a name that is taken gets a word (`Value`, `Part`, ...), in the order of the schema.
"""

import unicodedata
from collections.abc import Iterable
from itertools import cycle

from ...naming import ClassName, FieldName, class_name, field_name, words
from ..message_names import RESERVED_CLASSES

# A field is evaluated in the class body, where it hides what the annotations after it need.
_RESERVED_FIELDS = frozenset(("bool", "bytes", "datetime", "dict", "float", "int", "list", "set", "str", "tuple", "root"))
_MORE_WORDS = ("Value", "Part", "Detail", "Form", "Variant")


class ClassNames:
    """The class names of one module, all beginning with the message's."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._taken = {root, *RESERVED_CLASSES}

    def nested(self, parent: str, label: str) -> ClassName:
        """The name of what `label` names inside `parent`: `OrderConfirmed`, `shippingAddress` -> `OrderConfirmedShippingAddress`."""
        word = class_name(label) or ClassName("Value")
        name = word if word.startswith(parent) and word != parent else ClassName(parent + word)
        for more in cycle(_MORE_WORDS):
            if name not in self._taken:
                break
            name = ClassName(name + more)
        self._taken.add(name)
        return name


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


def field_names(properties: Iterable[str]) -> tuple[dict[str, FieldName], list[tuple[str, str]]]:
    """The field of each property, and the pairs of properties that come to the same name (the later got an underscore)."""
    owners: dict[FieldName, str] = {}
    collisions: list[tuple[str, str]] = []
    for property in properties:
        name = field_name(property) or FieldName(f"{_spelled(property)}_" if property else "empty_name")
        if str(name) in _RESERVED_FIELDS:
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
        member = "_".join(words(value)).upper() or (_spelled(value).upper() if value else "EMPTY")
        member = "".join(c for c in unicodedata.normalize("NFKC", member) if f"a{c}".isidentifier())
        if not member.isidentifier():
            member = f"N{member}"
        while member in taken or member == "_":
            member += "_"
        taken[member] = value
    return list(taken.items())


def _spelled(symbols: str) -> str:
    """Symbols by their Unicode names: `+` -> `plus_sign`."""
    names = (unicodedata.name(symbol, f"u{ord(symbol):04x}") for symbol in symbols)
    return "_".join("_".join(words(name)) for name in names).lower()[:60]
