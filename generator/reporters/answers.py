"""Answers to questions (`list`, `show`) as aligned text."""

from collections.abc import Iterator, Sequence

from ..graph.facts import Fact, Row


def listing(rows: Sequence[Row]) -> Iterator[str]:
    """Type, id, version and domain in columns."""
    cells = [(row.type.value, row.id, row.version, row.domain) for row in rows]
    widths = [max((len(cell[column]) for cell in cells), default=0) for column in range(4)]
    for cell in cells:
        yield "  ".join(text.ljust(width) for text, width in zip(cell, widths, strict=True)).rstrip()


def description(id: str, found: Sequence[Sequence[Fact]]) -> Iterator[str]:
    """The facts of each resource under its id, labels in a column."""
    for number, facts in enumerate(found):
        if number:
            yield ""
        yield id
        width = max(len(fact.label) for fact in facts)
        for fact in facts:
            for line, value in enumerate(fact.values):
                yield f"  {(fact.label if line == 0 else '').ljust(width)}  {value}"
