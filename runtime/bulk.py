"""Rows inserted many a statement: SQLite's driver lets go of Python's lock for each row of an `executemany`, and two threads that do so
wait for each other at every row."""

from collections.abc import Generator, Sequence

_ROWS = 100
"""A statement for so many rows has fewer parameters than any database allows."""


class BulkInsert:
    """`opening` ends with VALUES; `place` is the driver's placeholder."""

    def __init__(self, opening: str, columns: int, closing: str = "", *, place: str = "?") -> None:
        self._opening = opening
        self._row = f"({','.join([place] * columns)})"
        self._closing = closing
        self._statements: dict[int, str] = {}

    def statements(self, rows: Sequence[Sequence[object]]) -> Generator[tuple[str, list[object]], None, None]:
        """(statement, parameters) that insert the rows in their order."""
        for start in range(0, len(rows), _ROWS):
            chunk = rows[start : start + _ROWS]
            yield self._statement(len(chunk)), [value for row in chunk for value in row]

    def _statement(self, rows: int) -> str:
        if rows not in self._statements:
            self._statements[rows] = f"{self._opening} {','.join([self._row] * rows)} {self._closing}"
        return self._statements[rows]
