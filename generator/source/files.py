"""The files below a folder: one walk, contained reads. With output/, the only place that touches the disk.

Does not know what a catalog is. Nothing outside the folder is ever read: a link that leads out is a finding.
"""

import os
from bisect import bisect_left
from itertools import takewhile
from pathlib import Path

from ..diagnostics import Diagnostic, FlowmartError, Location, Severity

_SKIPPED_FOLDERS = frozenset({"node_modules", "dist", "__pycache__"})
_LARGEST = 8 * 1024 * 1024
"""Bytes. A catalog file beyond this is a mistake, and reading it would only cost memory."""


class Folder:
    """The files below `root`, found in one walk. `paths` are relative, with forward slashes, sorted."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            what = "is not a folder" if root.exists() else "does not exist"
            raise FlowmartError(f"{root} {what}: name the catalog's folder by --catalog, or in flowmart.yaml (`catalog:`)")
        self.root = root
        self._real = os.path.realpath(root)
        self.diagnostics: list[Diagnostic] = []
        found: list[str] = []
        self._walk(str(root), "", found)
        self.paths: tuple[str, ...] = tuple(sorted(found))
        self._known = frozenset(self.paths)

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def beside(self, path: str) -> tuple[str, ...]:
        """The files in the folder of `path`, in order."""
        start = path.rpartition("/")[0] + "/"
        first = bisect_left(self.paths, start)
        found = takewhile(lambda other: other.startswith(start), self.paths[first:])
        return tuple(other for other in found if "/" not in other[len(start) :])

    def text(self, path: str) -> str | None:
        """The text of a known file; None when it can't be read, which is then a finding. A byte order mark is dropped."""
        content = self.content(path)
        if content is None:
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._report(path, "structure/not-utf-8", "the file is not UTF-8 text", "save it as UTF-8", line)
            return None

    def content(self, path: str) -> bytes | None:
        if path not in self._known:
            return None
        try:
            large, content = _read(f"{self._real}/{path}")
        except OSError as error:
            self._report(path, "structure/unreadable-file", f"the file can't be read: {error.strerror}", "check its permissions")
            return None
        if large:
            self._report(
                path, "structure/huge-file", "the file is larger than 8 MiB and was not read", "split it, or move it out of the catalog"
            )
            return None
        return content

    def _walk(self, folder: str, prefix: str, found: list[str]) -> None:
        pending = [(folder, prefix)]
        while pending:
            folder, prefix = pending.pop()
            try:
                entries = list(os.scandir(folder))
            except OSError as error:
                place = prefix.rstrip("/") or "."
                self._report(place, "structure/unreadable-file", f"the folder can't be read: {error.strerror}", "check its permissions")
                continue
            for entry in entries:
                name = entry.name
                if name.startswith(".") or not self._printable(name, prefix):
                    continue
                if entry.is_symlink():
                    if self._stays_inside(entry.path, prefix + name):
                        found.append(prefix + name)
                elif entry.is_dir(follow_symlinks=False):
                    if name not in _SKIPPED_FOLDERS:
                        pending.append((entry.path, f"{prefix}{name}/"))
                elif entry.is_file(follow_symlinks=False):
                    found.append(prefix + name)

    def _stays_inside(self, path: str, relative: str) -> bool:
        target = os.path.realpath(path)
        if target.startswith(self._real + os.sep) and os.path.isfile(target):
            return True
        self._report(
            relative,
            "structure/link",
            "only a link to a file of the catalog is followed, not one to a folder, out of the catalog, or to nothing",
            "copy what it links to",
        )
        return False

    def _printable(self, name: str, prefix: str) -> bool:
        """File names that are not valid Unicode come with surrogates, which can't be written to any report."""
        if name.isprintable() or not any("\ud800" <= c <= "\udfff" for c in name):
            return True
        shown = prefix + name.encode("utf-8", "backslashreplace").decode()
        self._report(shown, "structure/unreadable-file", "the file's name is not valid Unicode", "rename it")
        return False

    def _report(self, path: str, rule: str, message: str, hint: str, line: int = 0) -> None:
        place = Location(path, line, 1 if line else 0)
        self.diagnostics.append(Diagnostic(place, rule, Severity.ERROR, message, hint=hint))


def _read(path: str) -> tuple[bool, bytes]:
    """Whether the file is too large, and its content if it is not. Without the layers of `open`, which cost as much as the reading."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        size = os.fstat(file).st_size
        if size > _LARGEST:
            return True, b""
        content = os.read(file, size + 1)
        while len(content) < size and (rest := os.read(file, size)):  # a signal may cut a read short
            content += rest
        return False, content
    finally:
        os.close(file)


def read_text(path: Path) -> str | None:
    """The text of one file named by the user, None when there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise FlowmartError(f"{path} can't be read: {error}") from error
