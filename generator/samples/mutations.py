"""Values that are nearly those of a schema, for tests of whatever judges values: each has one thing changed, and a name for it.

A mutated value is not always wrong (a bound that is crossed may be no bound there): the schema's own validator says what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.json import Json

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mutation:
    """`what` is `removed`, `added`, `null`, `type`, `bound`, `format` or `items`; `path` where in the value."""

    what: str
    path: Path
    value: Json


def mutations(value: Json) -> Iterator[Mutation]:
    """Every property removed, every value of another type, every number and text beyond what it was, every array emptied and doubled."""
    for path, found in _places(value, ()):
        if path and isinstance(path[-1], str):
            yield Mutation("removed", path, _without(value, path))
        yield from (Mutation(what, path, _with(value, path, other)) for what, other in _others(found) if other is not found)


def _others(value: Json) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = [] if value is None else [("null", None)]
    if isinstance(value, bool):
        found += [("type", "true"), ("type", 1), ("bound", not value)]
    elif isinstance(value, int | float):
        numbers: list[Json] = [value + 1, -abs(value) - 1, 10**12, 0]
        types: list[Json] = [str(value), True, value + 0.5, float(value)]
        found.extend(("bound", other) for other in numbers)
        found.extend(("type", other) for other in types)
    elif isinstance(value, str):
        listed: Json = [value]
        found += [("type", 7), ("type", listed), ("bound", ""), ("bound", value * 300 + "x")]
        found += [("format", f"{value} ?"), ("format", value.swapcase())]
    elif isinstance(value, list):
        several: list[Json] = [[], [*value, *value], [*value, None]]
        found += [("type", dict[str, Json]()), ("type", "text"), *(("items", other) for other in several)]
    elif isinstance(value, dict):
        more: Json = {**value, "unknown-property": {"a": 1}}
        found += [("type", list[Json]()), ("type", "text"), ("removed", dict[str, Json]()), ("added", more)]
    else:
        found += [("type", 0), ("type", ""), ("type", {})]
    return found


def _places(value: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, (*path, index))


def _with(value: Json, path: Path, other: Json) -> Json:
    if not path:
        return other
    if isinstance(value, dict):
        return {key: _with(inner, path[1:], other) if key == path[0] else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, path[1:], other) if index == path[0] else inner for index, inner in enumerate(value)]
    return value


def _without(value: Json, path: Path) -> Json:
    if isinstance(value, dict):
        gone = path[0] if len(path) == 1 else None
        return {key: _without(inner, path[1:]) if key == path[0] else inner for key, inner in value.items() if key != gone}
    if isinstance(value, list):
        return [_without(inner, path[1:]) if index == path[0] else inner for index, inner in enumerate(value)]
    return value
