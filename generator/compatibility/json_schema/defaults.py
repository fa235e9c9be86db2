"""Defaults that changed: no validator refuses anything for that, but who fills them in reads something else. Told as a note."""

from collections.abc import Iterator

from ..verdict import Change, Pointer
from .documents import escaped
from .values import Value, shown

RULE = "breaking/json-schema-default-changed"
_BY_NAME = ("properties", "patternProperties", "$defs", "definitions")
_ONE = ("items", "additionalProperties", "contains", "not", "if", "then", "else")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")


def default_changes(old: Value, new: Value, document: str, pointer: str = "", path: tuple[str, ...] = ()) -> Iterator[Change]:
    """Of schemas that stand at one place on both sides; what is below a `$ref` is found where it is defined."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    if _differ(old, new):
        where = f"{pointer}/default" if "default" in new else pointer
        of = f" of '{'.'.join(path)}'" if path else ""
        yield Change(RULE, ".".join(path), f"default{of} {_words(old, new)}", Pointer(document, where))
    for key in _BY_NAME:
        first, second = old.get(key), new.get(key)
        if isinstance(first, dict) and isinstance(second, dict):
            for name in first:
                if name in second:
                    inner = (*path, name) if key == "properties" else path
                    yield from default_changes(first[name], second[name], document, f"{pointer}/{key}/{escaped(name)}", inner)
    for key in _ONE:
        if key in old and key in new:
            yield from default_changes(old[key], new[key], document, f"{pointer}/{key}", (*path, "*") if key == "items" else path)
    for key in _LISTS:
        first, second = old.get(key), new.get(key)
        if isinstance(first, list) and isinstance(second, list):
            for index, (one, other) in enumerate(zip(first, second, strict=False)):
                yield from default_changes(one, other, document, f"{pointer}/{key}/{index}", path)


def _words(old: dict[str, Value], new: dict[str, Value]) -> str:
    if "default" not in old:
        return f"was added: {shown(new['default'])}"
    return f"was removed: {shown(old['default'])}" if "default" not in new else f"was {shown(old['default'])}, is {shown(new['default'])}"


def _differ(old: dict[str, Value], new: dict[str, Value]) -> bool:
    """0 and false are equal to Python."""
    before, after = old.get("default"), new.get("default")
    return ("default" in old) != ("default" in new) or type(before) is not type(after) or before != after
