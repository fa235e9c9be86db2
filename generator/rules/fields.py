"""Paths into payloads: does `order.items[].sku` exist in a schema? JSON Schema and Avro; where it can't be told the answer is yes."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from ..model.formats import AVRO, JSON_SCHEMA
from ..model.json import Json
from .payloads import Payload
from .references import Documents

_DEEPEST = 24
_STEP = re.compile(r"[^.\[\]]+|\[\d*\*?\]")
_INDEX = re.compile(r"\[?\d*\*?\]?")


class Fields:
    """Questions to one payload."""

    def __init__(self, payload: Payload, documents: Documents) -> None:
        self._payload = payload
        self._documents = documents

    def has(self, path: str) -> bool:
        steps = [step for step in _STEP.findall(path.removeprefix("$.").removeprefix("/").replace("/", ".")) if not _INDEX.fullmatch(step)]
        return self._has(self._payload.tree, steps, self._payload.schema.path, 0)

    def nearest(self, path: str) -> str:
        """The top-level field that is written most like the first step of `path`, empty when none is."""
        known = sorted(name for name, _, _ in self._children(self._payload.tree, self._payload.schema.path, 0) if name is not None)
        close = get_close_matches(path.partition(".")[0], known, n=1, cutoff=0.7)
        return close[0] if close else ""

    def _has(self, node: Json, steps: list[str], file: str, depth: int) -> bool:
        if not steps or depth > _DEEPEST:
            return True
        children = list(self._children(node, file, depth))
        if not children:
            return not _is_closed(node)
        return any(name is None or (name == steps[0] and self._has(child, steps[1:], where, depth + 1)) for name, child, where in children)

    def _children(self, node: Json, file: str, depth: int) -> Iterator[tuple[str | None, Json, str]]:
        """The fields below a schema, with the file that they are in; a name of None stands for any name."""
        if depth > _DEEPEST:
            yield None, True, file
        elif self._payload.kind == AVRO:
            yield from ((name, child, file) for name, child in _avro(node, self._payload.tree))
        elif self._payload.kind == JSON_SCHEMA and isinstance(node, dict):
            yield from self._json(node, file, depth)
        else:
            yield None, True, file

    def _json(self, node: dict[str, Json], file: str, depth: int) -> Iterator[tuple[str | None, Json, str]]:
        ref = node.get("$ref")
        if isinstance(ref, str):
            found = self._documents.follow(ref, file)
            if found is None:
                yield None, True, file
            else:
                yield from self._children(found[1], found[0], depth + 1)
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from ((name, child, file) for name, child in properties.items())
        if "patternProperties" in node or isinstance(node.get("additionalProperties"), dict) or "$dynamicRef" in node:
            yield None, True, file
        for key in ("allOf", "anyOf", "oneOf"):
            branches = node.get(key)
            for branch in branches if isinstance(branches, list) else ():
                yield from self._children(branch, file, depth + 1)
        for key in ("if", "then", "else", "items", "prefixItems"):
            inner = node.get(key)
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, dict):
                    yield from self._children(part, file, depth + 1)


def _is_closed(node: Json) -> bool:
    """A schema without any field has none of that name if it is of a type that has no fields, or if it describes an object."""
    return isinstance(node, dict) and node.get("type") not in (None, "object", "array")


def _avro(node: Json, root: Json) -> Iterator[tuple[str | None, Json]]:
    if isinstance(node, str):
        named = _named(root, node)
        if named is not None:
            yield from _avro(named, root)
    elif isinstance(node, list):
        for branch in node:
            yield from _avro(branch, root)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind in ("record", "error"):
            fields = node.get("fields")
            for field in fields if isinstance(fields, list) else ():
                if isinstance(field, dict) and isinstance(name := field.get("name"), str):
                    yield name, field.get("type")
        elif kind == "array":
            yield from _avro(node.get("items"), root)
        elif kind == "map":
            yield None, True
        elif isinstance(kind, (dict, list)):
            yield from _avro(kind, root)


def _named(root: Json, name: str) -> Json:
    short = name.rpartition(".")[2]
    return _search(root, lambda node: node.get("name") == short and node.get("type") in ("record", "error"))


def _search(root: Json, wanted: Callable[[dict[str, Json]], bool]) -> Json:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if wanted(node):
                return node
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return None
