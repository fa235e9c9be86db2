"""Import statements of generated Python: grouped, sorted, and broken where they are long."""

from collections.abc import Iterable
from dataclasses import dataclass

_LINE = 88  # what formatters and import sorters assume when nobody tells them


@dataclass(frozen=True, slots=True)
class Import:
    """`from <module> import <names>`; a name may be `a as b`."""

    module: str
    names: tuple[str, ...]


def import_lines(*groups: Iterable[Import]) -> tuple[str, ...]:
    """The statements as lines, with an empty line between groups. An import without names is left out."""
    lines: list[str] = []
    for group in groups:
        found = [line for statement in group if statement.names for line in _lines(statement)]
        if lines and found:
            lines.append("")
        lines += found
    return tuple(lines)


def _lines(statement: Import) -> list[str]:
    line = f"from {statement.module} import {', '.join(statement.names)}"
    if len(line) <= _LINE or len(statement.names) == 1:
        return [line]
    return [f"from {statement.module} import (", *(f"    {name}," for name in statement.names), ")"]
