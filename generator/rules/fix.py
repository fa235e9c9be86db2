"""Edits of catalog files for findings that have one safe answer. Only the text at the finding changes, byte for byte.

Does not touch the disk, and does not invent answers: a finding brings its own (`Diagnostic.fix`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Fixed:
    """The new content of a file, and the findings that it answers."""

    content: bytes
    answered: tuple[Diagnostic, ...]


def by_file(found: Iterable[Diagnostic]) -> Mapping[str, Sequence[Diagnostic]]:
    """The findings that have a fix, by the path of their file."""
    files: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.fix is not None:
            files.setdefault(diagnostic.location.path, []).append(diagnostic)
    return dict(sorted(files.items()))


def fixed(content: bytes, found: Iterable[Diagnostic]) -> Fixed:
    """Carries out the fixes of one file. One whose old text is not where the finding says is left out."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Fixed(content, ())
    start = 1 if text.startswith("\ufeff") else 0
    starts = _line_starts(text, start)
    answered: list[Diagnostic] = []
    last = len(text) + 1
    for diagnostic in sorted(found, key=lambda diagnostic: diagnostic.order, reverse=True):
        fix, place = diagnostic.fix, diagnostic.location
        if fix is None or not 0 < place.line <= len(starts) or not place.column:
            continue
        offset = starts[place.line - 1] + place.column - 1
        end = offset + len(fix.old)
        if end > last or text[offset:end] != fix.old:
            continue
        text = f"{text[:offset]}{fix.new}{text[end:]}"
        last = offset
        answered.append(diagnostic)
    return Fixed(text.encode("utf-8"), tuple(reversed(answered)))


def _line_starts(text: str, first: int) -> list[int]:
    starts = [first]
    position = text.find("\n", first)
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts
