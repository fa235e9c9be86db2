"""`unevaluatedProperties` and `unevaluatedItems`, where what is evaluated does not depend on the value; else they can't be judged."""

from collections.abc import Iterator

from . import nodes as n
from .documents import Place
from .keywords import APPLICATORS, Reading, declared, entries, text_of
from .values import Value


def unevaluated_properties(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    """Judged where what is evaluated does not depend on the value: properties here, in `allOf` and behind `$ref`."""
    if value is True or value == {}:
        return
    evaluated = _evaluated(at, at.node, 0)
    if evaluated is None:
        yield at.opaque(keyword, types=(n.OBJECT,))
    elif not evaluated[2]:
        yield n.Additional(at.node.document, at.place(keyword), at.child(keyword), evaluated[0], evaluated[1])


def _evaluated(at: Reading, node: n.Node, depth: int) -> tuple[frozenset[str], tuple[str, ...], bool] | None:
    """The names and patterns that a schema evaluates, and whether it evaluates all; None where that depends on the value."""
    schema = at.compiler.value(node)
    if not isinstance(schema, dict):
        return frozenset(), (), False
    if depth > 16 or any(key in schema for key in ("anyOf", "oneOf", "if", "not", "dependentSchemas", "$dynamicRef", "$recursiveRef")):
        return None
    names, patterns = declared(schema)
    every = "additionalProperties" in schema or (depth > 0 and "unevaluatedProperties" in schema)
    children = [Place(node.document, f"{node.pointer}/allOf/{i}") for i in range(len(entries(schema.get("allOf", []))))]
    if "$ref" in schema:
        target = at.documents.target(text_of(schema["$ref"]), Place(node.document, node.pointer))
        if target is None:
            return None
        children.append(target)
    for place in children:
        inner = _evaluated(at, at.compiler.node(place), depth + 1)
        if inner is None:
            return None
        names, patterns, every = names | inner[0], (*patterns, *inner[1]), every or inner[2]
    return names, tuple(dict.fromkeys(patterns)), every


def unevaluated_items(at: Reading, keyword: str, value: Value) -> Iterator[n.Constraint]:
    if value is True or value == {}:
        return
    others = {"items", "additionalItems", "contains", *APPLICATORS}
    if any(key in at.schema for key in others):
        if "items" in at.schema and not isinstance(at.schema["items"], list):
            return  # everything is evaluated
        yield at.opaque(keyword, types=(n.ARRAY,))
        return
    prefix = at.schema.get("prefixItems")
    yield n.Items(at.node.document, at.place(keyword), len(prefix) if isinstance(prefix, list) else 0, at.child(keyword))
