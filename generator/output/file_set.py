"""The files to be, each under a path that is safe to write on every system.

Knows nothing of what is on disk, and nothing of how a text comes about.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from ..diagnostics import Diagnostic, Location, Severity

_NAME_LIMIT = 255  # bytes of one path component, on every common file system
_DEVICES = frozenset(["con", "prn", "aux", "nul"]) | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}


class Writable(Protocol):
    """What the output needs to know of a page; see emitters/emitter.py for the meaning."""

    @property
    def path(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def once(self) -> bool: ...
    @property
    def review(self) -> Callable[[str], Sequence[Diagnostic]] | None: ...


P = TypeVar("P", bound=Writable)


@dataclass(frozen=True, slots=True)
class File(Generic[P]):
    """A page, and the name of the emitter that it is from."""

    emitter: str
    page: P

    @property
    def path(self) -> str:
        return self.page.path

    @property
    def location(self) -> Location:
        return Location(self.page.source or self.page.path)


@dataclass(frozen=True, slots=True)
class FileSet(Generic[P]):
    """Files in the order in which they came; `diagnostics` name those that were left out."""

    files: tuple[File[P], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    def __iter__(self) -> Iterator[File[P]]:
        return iter(self.files)


def file_set(pages: Iterable[tuple[str, P]]) -> FileSet[P]:
    """The files of (emitter, page) pairs: unsafe paths and later files under a path that is taken are left out and reported.

    Paths that differ in case or in Unicode normal form only are the same file on some systems, so they collide. So do a
    file and a folder of one name.
    """
    files: list[File[P]] = []
    findings: list[Diagnostic] = []
    taken: dict[tuple[bool, str], File[P]] = {}
    folders: dict[tuple[bool, str], File[P]] = {}
    for emitter, page in pages:
        file = File(emitter, page)
        fault = path_fault(page.path)
        if fault:
            findings.append(_finding(file, "output/path", f"{page.path!r} is no path that flowmart writes to: {fault}"))
            continue
        place = (page.once, _folded(page.path))
        parents = [(page.once, folder) for folder in _parents(place[1])]
        other = taken.get(place) or folders.get(place) or next((taken[parent] for parent in parents if parent in taken), None)
        if other is not None:
            wanted = "the same file" if other.path == page.path else other.path
            findings.append(_finding(file, "output/collision", f"{page.path} would hide {wanted}, made from {other.location}"))
            continue
        taken[place] = file
        folders.update((parent, file) for parent in parents if parent not in folders)
        files.append(file)
    return FileSet(tuple(files), tuple(findings))


def path_fault(path: str) -> str:
    """What makes a path unsafe below an output folder, in words; empty when nothing does."""
    parts = path.split("/")
    if not path or path.startswith("/") or ":" in path:
        return "it must be relative"
    if any(part in ("", ".", "..") for part in parts):
        return "it must not leave its folder"
    if "\\" in path or any(ord(character) < 32 or ord(character) == 127 for character in path):
        return "it has a backslash or a control character"
    if any(len(part.encode("utf-8", "surrogatepass")) > _NAME_LIMIT for part in parts):
        return f"a name in it is longer than {_NAME_LIMIT} bytes"
    if any(part.endswith((" ", ".")) or part.partition(".")[0].casefold() in _DEVICES for part in parts):
        return "Windows cannot have a file of that name"
    return "" if path.isprintable() else "it has a character that cannot be printed"


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _finding(file: File[P], rule: str, message: str) -> Diagnostic:
    return Diagnostic(file.location, rule, Severity.ERROR, message, hint="rename one of the resources")
