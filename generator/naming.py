"""Catalog names into names of Python: modules, classes, fields, constants.

The types `ModuleName`, `ClassName` and `FieldName` are made only here, so a string under such a type is a valid identifier.
A name that has no letter or digit at all gives None: the caller reports it. Collisions are the caller's business too.
"""

import keyword
import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(
    r"[A-ZÀ-ÖØ-Þ]+(?![a-zß-öø-ÿ])[0-9]*"  # acronym: HTTP, API2
    r"|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+[0-9]*"  # word: Order, order1
    r"|[0-9]+|[^\W_]+?(?=[A-Z]|$)|[^\W_]"
)
_SOFT = frozenset({"match", "case", "type", "_"})
# Attributes of pydantic models and of runtime.Model that a field must not hide.
_MODEL_ATTRIBUTES = frozenset(
    [
        "copy",
        "dict",
        "json",
        "schema",
        "construct",
        "validate",
        "parse_obj",
        "parse_raw",
        "parse_file",
        "from_orm",
        "update_forward_refs",
        "schema_json",
        "meta",
        "to_json",
        "from_json",
        "reply_type",
    ]
)


class ModuleName(str):
    """A valid Python module name: lower case, not a keyword."""

    __slots__ = ()


class ClassName(str):
    """A valid Python class name in CapWords."""

    __slots__ = ()


class FieldName(str):
    """A valid name for a field of a generated model."""

    __slots__ = ()


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a catalog name: `orderID`, `order-id` and `Order Id` all give two. Symbols separate words."""
    normal = unicodedata.normalize("NFKC", name)
    return tuple(part for word in _WORD.findall(normal) for part in _PART.findall(word))


@lru_cache(maxsize=65536)
def module_name(name: str) -> ModuleName | None:
    """`OrderConfirmed` -> `order_confirmed`; a leading digit gets an `n`, a keyword a trailing underscore; None without letters or digits."""
    text = _identifier("_".join(words(name)).lower(), digit_prefix="n")
    return None if text is None else ModuleName(text)


@lru_cache(maxsize=65536)
def class_name(name: str) -> ClassName | None:
    """`order-confirmed` -> `OrderConfirmed`; words that are upper case stay so (`SMSSent`)."""
    parts = words(name)
    if len(parts) > 1 and name.isupper():  # ORDER_PLACED shouts; it has no acronyms to keep
        parts = tuple(part.capitalize() for part in parts)
    text = _identifier("".join(part[:1].upper() + part[1:] for part in parts), digit_prefix="N")
    return None if text is None else ClassName(text)


@lru_cache(maxsize=65536)
def field_name(name: str) -> FieldName | None:
    """`orderId` -> `order_id`; names that pydantic or the message base needs get a trailing underscore."""
    text = _identifier("_".join(words(name)).lower(), digit_prefix="n")
    if text is None:
        return None
    if text in _MODEL_ATTRIBUTES or text.startswith("model_"):
        text += "_"
    return FieldName(text)


def _identifier(text: str, *, digit_prefix: str) -> str | None:
    if not text:
        return None
    if not (text[0].isalpha()):
        text = digit_prefix + text
    # Letters such as superscripts are alphanumeric to `re` but not to the parser.
    text = "".join(c for c in text if ("a" + c).isidentifier())
    if not text.isidentifier():
        text = digit_prefix + text
    if not text.isidentifier():
        return None
    return f"{text}_" if keyword.iskeyword(text) or text in _SOFT else text


def version_suffix(version: str, others: frozenset[str]) -> str:
    """The suffix that tells an older version's module and class from the others: `V0`, `V0_1`, or the whole version.

    It is the shortest dotted prefix of `version` that no other version of the same message starts with, so that adding
    a version with another major number never renames the classes that exist.
    """
    parts = re.split(r"[.\-+]", version.lstrip("vV")) or [version]
    for length in range(1, len(parts) + 1):
        prefix = parts[:length]
        if not any(re.split(r"[.\-+]", other.lstrip("vV"))[:length] == prefix for other in others):
            break
    else:
        prefix = parts
    return "V" + "_".join(re.sub(r"\W", "_", part) for part in prefix)
