"""allOf of closed parts, as generators for .NET write it: each part forbids what it does not know, and the whole is meant.

To the letter nothing fits such a schema. The parts are opened and the whole is closed, where that is so; everything else stays.
"""

from collections.abc import Iterator, Sequence

from ...model.json import Json, JsonObject
from .library import Library, Place, keywords


def closed_as_a_whole(tree: Json, path: str, library: Library) -> Json:
    """The schema with its closed parts joined; itself where it has none."""
    if isinstance(tree, list):
        items = [closed_as_a_whole(item, path, library) for item in tree]
        return tree if all(new is old for new, old in zip(items, tree, strict=True)) else items
    if not isinstance(tree, dict):
        return tree
    result: JsonObject = {key: closed_as_a_whole(value, path, library) for key, value in tree.items()}
    joined = _joined(result, path, library)
    if joined is not None:
        return joined
    return tree if all(result[key] is value for key, value in tree.items()) else result


def closed_parts(tree: Json, path: str, library: Library) -> Iterator[Place]:
    """The schemas of the file whose closed parts are joined, each as far out as it is."""
    if "'allOf'" in repr(tree):
        yield from (Place(path, steps) for steps, node in keywords(tree) if _joined(node, path, library) is not None)


def _joined(schema: JsonObject, path: str, library: Library) -> JsonObject | None:
    branches = schema.get("allOf")
    if not isinstance(branches, list):
        return None
    parts = [_target(branch, path, library) for branch in branches]
    rest: JsonObject = {key: value for key, value in schema.items() if key != "allOf"}
    every = [rest, *(part for part in parts if part is not None)]
    if not _contradict(every):
        return None
    names = sorted({name for part in every for name in _names(part)})
    opened: list[Json] = [
        {key: value for key, value in part.items() if key != "additionalProperties"} if part is not None and _is_closed(part) else branch
        for part, branch in zip(parts, branches, strict=True)
    ]
    if _is_closed(rest):
        del rest["additionalProperties"]
    known: JsonObject = dict.fromkeys(names, True)
    return {**rest, "allOf": [*opened, {"properties": known, "additionalProperties": False}]}


def _target(branch: Json, path: str, library: Library) -> JsonObject | None:
    """The part itself, or what it refers to in the same file."""
    if isinstance(branch, dict) and isinstance(reference := branch.get("$ref"), str) and len(branch) == 1:
        found = library.follow(reference, path)
        branch = found[1] if found is not None and found[0].path == path else None
    return branch if isinstance(branch, dict) else None


def _contradict(parts: Sequence[JsonObject]) -> bool:
    """True when a part forbids what another demands, or closed parts each have properties of their own."""
    closed = [part for part in parts if _is_closed(part)]
    for part in closed:
        for other in parts:
            required = other.get("required")
            if other is not part and isinstance(required, list) and any(str(name) not in _names(part) for name in required):
                return True
    return len(closed) > 1 and len({frozenset(_names(part)) for part in closed}) > 1


def _is_closed(part: JsonObject) -> bool:
    return part.get("additionalProperties") is False and "properties" in part and "patternProperties" not in part


def _names(part: JsonObject) -> set[str]:
    properties = part.get("properties")
    return set(properties) if isinstance(properties, dict) else set()
