"""Answers of the graph (`impact`, `path`, `boundary`, `orphans`, `fields`) as aligned text."""

from collections.abc import Iterable, Iterator, Sequence

from ..graph.boundary import Crossing, Orphan
from ..graph.impact import Impact
from ..graph.parties import FieldUses
from ..graph.paths import Hop


def impacts(found: Sequence[Impact]) -> Iterator[str]:
    """A line per resource; the first column says how many steps away it is hit."""
    rows = ((str(hit.depth), hit.resource.type.value, str(hit.resource.key), hit.reason) for hit in found)
    return _table(rows, "nothing breaks")


def ways(found: Sequence[Sequence[Hop]]) -> Iterator[str]:
    """A line per way: `A -(Message)-> B -(Other)-> C`."""
    if not found:
        yield "there is no way"
    for way in found:
        yield way[0].sender.id + "".join(f" -({hop.message.id})-> {hop.receiver.id}" for hop in way)


def crossings(found: Sequence[Crossing]) -> Iterator[str]:
    rows = ((crossing.direction, crossing.message.type.value, str(crossing.message.key), _exchange(crossing)) for crossing in found)
    return _table(rows, "nothing crosses the boundary")


def orphans(found: Sequence[Orphan]) -> Iterator[str]:
    rows = ((orphan.resource.type.value, str(orphan.resource.key), orphan.reason) for orphan in found)
    return _table(rows, "nothing hangs in the air")


def fields(found: FieldUses) -> Iterator[str]:
    """A line per field, then who may read any of them."""
    yield from _table((use.field, _list("written by", use.written_by), _list("read by", use.read_by)) for use in found.uses)
    if found.undeclared:
        yield f"{', '.join(found.undeclared)} may read any field: no 'fields' in 'receives'"
    elif not found.uses:
        yield "nobody receives it"


def _exchange(crossing: Crossing) -> str:
    inside, outside = ", ".join(crossing.inside), ", ".join(crossing.outside)
    return f"{outside} -> {inside}" if crossing.direction == "in" else f"{inside} -> {outside}"


def _list(word: str, ids: Sequence[str]) -> str:
    return f"{word} {', '.join(ids)}" if ids else ""


def _table(rows: Iterable[tuple[str, ...]], nothing: str = "") -> Iterator[str]:
    cells = list(rows)
    if not cells and nothing:
        yield nothing
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
