"""The keywords of JSON Schema into constraints: what each says, in every draft that has it.

A keyword that a draft does not have, or that is not of its form, becomes an `Opaque` constraint; so does what can't be judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from . import nodes as n
from .documents import Documents, Place, escaped
from .values import Value, frozen, plain

if TYPE_CHECKING:
    from .dialect import Compiler

_TYPES = frozenset({"null", "boolean", "number", "integer", "string", "array", "object"})
_NUMBER_FORMATS = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double"})
_ANNOTATIONS = frozenset(
    [
        "$schema",
        "$id",
        "id",
        "$anchor",
        "$dynamicAnchor",
        "$recursiveAnchor",
        "$comment",
        "$defs",
        "definitions",
        "$vocabulary",
        "title",
        "description",
        "default",
        "examples",
        "example",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "nullable",  # where it asserts something it has become a type by now (source/openapi.py)
    ]
)
_FOREIGN = frozenset({"discriminator", "contentEncoding", "contentMediaType", "contentSchema"})
"""Keywords that mean something to somebody though not to a validator: alike on both sides they are no matter, else unknown."""


_Keyword: TypeAlias = "Callable[[Reading, str, Value], Iterator[n.Constraint]]"


class Reading:
    """One schema object on its way to constraints."""

    def __init__(self, compiler: Compiler, documents: Documents, node: n.Node, schema: dict[str, Value], draft: int) -> None:
        self.compiler, self.documents, self.node, self.schema, self.draft = compiler, documents, node, schema, draft

    def constraints(self) -> Iterator[n.Constraint]:
        if "$ref" in self.schema and 0 < self.draft <= 7:
            yield from _reference(self, "$ref", self.schema["$ref"])  # its neighbours are ignored in these drafts
            return
        for keyword, value in self.schema.items():
            if keyword in _ANNOTATIONS or keyword.startswith("x-") or (keyword == "discriminator" and self.draft):
                continue
            known = _KEYWORDS.get(keyword)
            if known is not None and self._knows(keyword):
                try:
                    yield from known(self, keyword, value)
                except (TypeError, ValueError, KeyError, AttributeError):
                    yield self.opaque(keyword)  # not of the keyword's form
            elif keyword in _FOREIGN or known is not None:
                yield self.opaque(keyword)
        if self.compiler.closes_content and isinstance(self.schema.get("properties"), dict):
            yield from _closed(self)

    def _knows(self, keyword: str) -> bool:
        if not self.draft:
            return True
        first, last = _SINCE.get(keyword, (3, 9))
        return first <= self.draft <= last

    # --- making

    def place(self, *parts: str) -> str:
        return "/".join((self.node.pointer, *(escaped(part) for part in parts)))

    def child(self, *parts: str) -> n.Node:
        return self.compiler.node(Place(self.node.document, self.place(*parts)))

    def opaque(self, keyword: str, *, types: tuple[str, ...] = n.TYPES) -> n.Opaque:
        value = json.dumps(plain(self.schema.get(keyword)), sort_keys=True)
        inside = f"{self.compiler.side}{self.node.pointer}" if keyword in _CONTEXTUAL or '"$ref"' in value else ""
        return n.Opaque(self.node.document, self.place(keyword), keyword, value + inside, types)


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(value)
    return value


def _mapping(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def entries(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def text_of(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _type(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    allowed = value if isinstance(value, list) else [value]
    if at.draft == 3 and ("any" in allowed):
        return
    if any(isinstance(entry, dict) for entry in allowed):  # draft 3: types may be schemas
        if at.draft != 3:
            raise ValueError(value)
        yield n.AnyOf(at.node.document, at.place(keyword), tuple(_draft3_type(at, keyword, entry, i) for i, entry in enumerate(allowed)))
        return
    names = frozenset(text_of(entry) for entry in allowed)
    if not names <= _TYPES:
        raise ValueError(value)
    yield n.Types(at.node.document, at.place(keyword), names - {"integer"} if "number" in names else names)


def _draft3_type(at: Reading, keyword: str, entry: Value, index: int) -> n.Node:
    if isinstance(entry, dict):
        return at.child(keyword, str(index)) if isinstance(at.schema[keyword], list) else at.child(keyword)
    place = at.place(keyword, str(index))
    constraint = n.Types(at.node.document, place, frozenset({text_of(entry)}))
    return n.Node(at.node.document, place, lambda node: () if entry == "any" else (constraint,))


def _disallow(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    entries = value if isinstance(value, list) else [value]
    for index, entry in enumerate(entries):
        yield n.Not(at.node.document, at.place(keyword), _draft3_type(at, keyword, entry, index))


def _values(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    values = tuple(entries(value)) if keyword == "enum" else (value,)
    yield n.Values(at.node.document, at.place(keyword), values, frozenset(frozen(entry) for entry in values))


def _bound(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    """`minimum` and `maximum`, with the boolean `exclusiveMinimum` of draft 4."""
    upper = keyword == "maximum"
    exclusive = at.schema.get("exclusiveMaximum" if upper else "exclusiveMinimum") is True
    yield n.Limit(at.node.document, at.place(keyword), keyword, _number(value), upper, exclusive)


def _exclusive_bound(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if isinstance(value, bool):
        return  # draft 4: part of minimum or maximum
    yield n.Limit(at.node.document, at.place(keyword), keyword, _number(value), keyword == "exclusiveMaximum", True)


def _count(on: str) -> _Keyword:
    def limit(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
        upper = keyword.startswith("max")
        if upper or _number(value) > 0:
            yield n.Limit(at.node.document, at.place(keyword), keyword, _number(value), upper, on=on)

    return limit


def _multiple(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if _number(value) <= 0:
        raise ValueError(value)
    yield n.MultipleOf(at.node.document, at.place(keyword), _number(value))


def _pattern(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    yield n.Pattern(at.node.document, at.place(keyword), text_of(value))


def _format(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    name = text_of(value)
    yield n.Format(at.node.document, at.place(keyword), name, n.NUMBER if name in _NUMBER_FORMATS else n.STRING)


def _items(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if isinstance(value, list):  # the tuples of drafts before 2020-12
        if at.draft == 9:
            raise ValueError(value)
        for index in range(len(value)):
            yield n.Item(at.node.document, at.place(keyword, str(index)), index, at.child(keyword, str(index)))
        return
    prefix = at.schema.get("prefixItems") if at.draft in (0, 9) else None
    yield n.Items(at.node.document, at.place(keyword), len(prefix) if isinstance(prefix, list) else 0, at.child(keyword))


def _prefix_items(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    for index in range(len(entries(value))):
        yield n.Item(at.node.document, at.place(keyword, str(index)), index, at.child(keyword, str(index)))


def _additional_items(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    items = at.schema.get("items")
    if isinstance(items, list):
        yield n.Items(at.node.document, at.place(keyword), len(items), at.child(keyword))


def _unique(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if value is True:
        yield n.Unique(at.node.document, at.place(keyword))


def _contains(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    counted = at.draft in (0, 8, 9)
    least = int(_number(at.schema.get("minContains", Fraction(1)))) if counted else 1
    if least > 0:
        yield n.Contains(at.node.document, at.place(keyword), at.child(keyword), least)
    if counted and "maxContains" in at.schema:
        yield n.Contains(at.node.document, at.place("maxContains"), at.child(keyword), int(_number(at.schema["maxContains"])), True)


def _nothing(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    """A keyword that another one has read (`minContains`, `then`)."""
    yield from ()


def _properties(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    for name, schema in _mapping(value).items():
        yield n.Property(at.node.document, at.place(keyword, name), name, at.child(keyword, name))
        if at.draft in (0, 3) and isinstance(schema, dict) and schema.get("required") is True:
            yield n.Required(at.node.document, at.place(keyword, name, "required"), name)


def _pattern_properties(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    for pattern in _mapping(value):
        yield n.PatternProperty(at.node.document, at.place(keyword, pattern), pattern, at.child(keyword, pattern))


def _additional(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if value is True or value == {}:
        return
    names, patterns = declared(at.schema)
    yield n.Additional(at.node.document, at.place(keyword), at.child(keyword), names, patterns)


def declared(schema: dict[str, Value]) -> tuple[frozenset[str], tuple[str, ...]]:
    properties, patterns = schema.get("properties"), schema.get("patternProperties")
    return frozenset(properties if isinstance(properties, dict) else ()), tuple(patterns if isinstance(patterns, dict) else ())


def _closed(at: Reading) -> Iterator[n.Constraint]:
    """The policy of declared content: an open object of a writer has what it declares."""
    if at.schema.get("additionalProperties", True) not in (True, {}) or any(key in at.schema for key in APPLICATORS):
        return
    names, patterns = declared(at.schema)
    never = n.Never(at.node.document, at.node.pointer)
    node = n.Node(at.node.document, at.node.pointer, lambda _: (never,))
    yield n.Additional(at.node.document, at.place("properties"), node, names, patterns)


def _required(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if isinstance(value, bool):
        return  # draft 3: read by the object that has the property
    properties = at.schema.get("properties")
    for index, name in enumerate(entries(value)):
        schema = properties.get(text_of(name)) if isinstance(properties, dict) else None
        if at.compiler.fills_defaults and isinstance(schema, dict) and "default" in schema:
            continue
        yield n.Required(at.node.document, at.place(keyword, str(index)), text_of(name))


def _property_names(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    yield n.PropertyNames(at.node.document, at.place(keyword), at.child(keyword))


def _dependencies(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    """`dependentRequired`, `dependentSchemas`, and `dependencies`, which was both."""
    for trigger, what in _mapping(value).items():
        names = [what] if isinstance(what, str) else what
        if isinstance(names, list):
            for name in names:
                yield n.DependentRequired(at.node.document, at.place(keyword, trigger), trigger, text_of(name))
        else:
            yield n.DependentSchema(at.node.document, at.place(keyword, trigger), trigger, at.child(keyword, trigger))


def _all_of(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if isinstance(value, dict):  # draft 3: extends one schema
        yield n.Also(at.node.document, at.place(keyword), at.child(keyword))
        return
    for index in range(len(entries(value))):
        yield n.Also(at.node.document, at.place(keyword, str(index)), at.child(keyword, str(index)))


def _options(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    nodes = tuple(at.child(keyword, str(index)) for index in range(len(entries(value))))
    kind = n.OneOf if keyword == "oneOf" else n.AnyOf
    yield kind(at.node.document, at.place(keyword), nodes)


def _not(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    yield n.Not(at.node.document, at.place(keyword), at.child(keyword))


def _conditional(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    then = at.child("then") if "then" in at.schema else n.ANYTHING
    otherwise = at.child("else") if "else" in at.schema else n.ANYTHING
    yield n.Conditional(at.node.document, at.place(keyword), at.child(keyword), then, otherwise)


def _reference(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    source = Place(at.node.document, at.node.pointer)
    reference = text_of(value)
    place = at.documents.target(reference, source)
    if place is None:
        known = re.match(r"[a-z][a-z0-9+.-]*:", reference) is not None  # an address means the same on both sides
        yield n.Opaque(at.node.document, at.place(keyword), keyword, reference if known else f"{reference} {at.compiler.side}")
        return
    yield n.Also(at.node.document, at.place(keyword), at.compiler.node(place))


def _dynamic_reference(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    source = Place(at.node.document, at.node.pointer)
    if keyword == "$recursiveRef":
        place = None if at.documents.has('"$recursiveAnchor"') else at.documents.target("#", source)
    else:
        place = at.documents.dynamic_target(text_of(value), source)
    yield at.opaque(keyword) if place is None else n.Also(at.node.document, at.place(keyword), at.compiler.node(place))


def _unevaluated(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    from .unevaluated import unevaluated_items, unevaluated_properties

    yield from unevaluated_properties(at, keyword, value) if keyword == "unevaluatedProperties" else unevaluated_items(at, keyword, value)


APPLICATORS = (
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "if",
    "not",
    "dependentSchemas",
    "dependencies",
    "$dynamicRef",
    "$recursiveRef",
    "extends",
)
_CONTEXTUAL = frozenset({"unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef", "contentSchema"})
"""Keywords whose meaning depends on their neighbours: two are never alike by their text."""

_SINCE: dict[str, tuple[int, int]] = {
    "const": (6, 9),
    "contains": (6, 9),
    "propertyNames": (6, 9),
    "if": (7, 9),
    "then": (7, 9),
    "else": (7, 9),
    "minContains": (8, 9),
    "maxContains": (8, 9),
    "dependentRequired": (8, 9),
    "dependentSchemas": (8, 9),
    "unevaluatedProperties": (8, 9),
    "unevaluatedItems": (8, 9),
    "$recursiveRef": (8, 8),
    "$dynamicRef": (9, 9),
    "prefixItems": (9, 9),
    "additionalItems": (3, 8),
    "dependencies": (3, 7),
    "divisibleBy": (3, 3),
    "disallow": (3, 3),
    "extends": (3, 3),
    "allOf": (4, 9),
    "anyOf": (4, 9),
    "oneOf": (4, 9),
    "not": (4, 9),
    "multipleOf": (4, 9),
    "minProperties": (4, 9),
    "maxProperties": (4, 9),
}
"""The first and the last draft that has a keyword, where not all have it."""

_KEYWORDS: dict[str, _Keyword] = {
    "type": _type,
    "disallow": _disallow,
    "enum": _values,
    "const": _values,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _exclusive_bound,
    "exclusiveMaximum": _exclusive_bound,
    "multipleOf": _multiple,
    "divisibleBy": _multiple,
    "minLength": _count(n.STRING),
    "maxLength": _count(n.STRING),
    "pattern": _pattern,
    "format": _format,
    "items": _items,
    "prefixItems": _prefix_items,
    "additionalItems": _additional_items,
    "minItems": _count(n.ARRAY),
    "maxItems": _count(n.ARRAY),
    "uniqueItems": _unique,
    "contains": _contains,
    "minContains": _nothing,
    "maxContains": _nothing,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "required": _required,
    "minProperties": _count(n.OBJECT),
    "maxProperties": _count(n.OBJECT),
    "propertyNames": _property_names,
    "dependencies": _dependencies,
    "dependentRequired": _dependencies,
    "dependentSchemas": _dependencies,
    "allOf": _all_of,
    "extends": _all_of,
    "anyOf": _options,
    "oneOf": _options,
    "not": _not,
    "if": _conditional,
    "then": _nothing,
    "else": _nothing,
    "$ref": _reference,
    "$dynamicRef": _dynamic_reference,
    "$recursiveRef": _dynamic_reference,
    "unevaluatedProperties": _unevaluated,
    "unevaluatedItems": _unevaluated,
}
