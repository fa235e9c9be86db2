"""The output folder (and the project folder for files that become the developer's) as they are on disk.

Every touch of the disk is here, and every refusal of the system becomes one sentence that says what to do.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..diagnostics import FlowmartError


class Folder:
    """`label` is how messages call the folder: its path relative to the project, empty for the project itself."""

    def __init__(self, path: Path, label: str = "") -> None:
        self.path = path
        self.label = label
        self._place = os.fspath(path)
        self._root = os.path.realpath(path)
        self._inside: dict[str, bool] = {}

    def shown(self, path: str) -> str:
        return f"{self.label}/{path}" if self.label else path

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None where there is no file (or a folder, see `blocked`)."""
        try:
            with open(os.path.join(self._place, path), "rb") as stream:
                return stream.read()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _refused("read", self.shown(path), error) from error

    def blocked(self, path: str) -> str:
        """What stands in the way of writing a file here, in words: a folder of that name, a file as parent, a link that leads outside."""
        parent = os.path.dirname(path)
        if not self._is_inside(parent):
            return "a link leads outside the folder"
        while parent:
            if os.path.lexists(self.path / parent) and not (self.path / parent).is_dir():
                return f"{self.shown(parent)} is a file"
            parent = os.path.dirname(parent)
        return "it is a folder" if (self.path / path).is_dir() else ""

    def files(self) -> Iterator[str]:
        """All files below, relative and sorted, but caches and hidden ones."""
        for folder, names, files in os.walk(self.path):
            names[:] = sorted(name for name in names if name != "__pycache__" and not name.startswith("."))
            base = os.path.relpath(folder, self.path)
            for file in sorted(files):
                if not file.startswith("."):
                    yield file if base == "." else f"{base}/{file}".replace(os.sep, "/")

    def write(self, path: str, text: str) -> None:
        """Replaces the file at once: whoever reads it sees the old text or the new one, also when this process is killed."""
        target = os.path.join(self._place, path)
        waiting = os.path.join(os.path.dirname(target), f".flowmart-{os.getpid()}.tmp")
        content = text.encode()
        with _explained("write", self.shown(path)):
            try:
                _put(content, waiting, target)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                _put(content, waiting, target)

    def remove(self, path: str) -> None:
        """Removes a file, what Python compiled from it, and the folders that are empty then."""
        target = self.path / path
        with _explained("remove", self.shown(path)):
            target.unlink(missing_ok=True)
            cache = target.parent / "__pycache__"
            if target.suffix == ".py" and cache.is_dir():
                for compiled in cache.glob(f"{target.stem}.*.pyc"):
                    compiled.unlink(missing_ok=True)
            _removed_empty(cache)
            for folder in target.parents:
                if folder == self.path or not _removed_empty(folder):
                    break

    def _is_inside(self, parent: str) -> bool:
        known = self._inside.get(parent)
        if known is None:
            real = os.path.realpath(self.path / parent)
            known = self._inside[parent] = f"{real}{os.sep}".startswith(f"{self._root.rstrip(os.sep)}{os.sep}")
        return known


def _put(content: bytes, waiting: str, target: str) -> None:
    try:
        with open(waiting, "wb") as stream:
            stream.write(content)
        os.replace(waiting, target)
    except BaseException:  # Ctrl-C too must not leave the unfinished file behind
        if os.path.lexists(waiting):
            os.unlink(waiting)
        raise


def _removed_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


@contextmanager
def _explained(verb: str, path: str) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        raise _refused(verb, path, error) from error


def _refused(verb: str, path: str, error: OSError) -> FlowmartError:
    reason = error.strerror or str(error)
    return FlowmartError(f"cannot {verb} {path}: {reason}. Check the permissions of the folder and the space on the disk")
