"""A new project's first files: a small catalog to grow, or a copy of the FlowMart example that is shipped with flowmart."""

from collections.abc import Iterator
from pathlib import Path

from ..diagnostics import FlowmartError
from .folder import Folder

_PACKAGE = Path(__file__).parents[2]
_EXAMPLE = ("flowmart.yaml", "catalog", "services")


def start_project(folder: Folder, example: str) -> int:
    """Writes the files and gives their number. Raises FlowmartError for an unknown example, and when a file is there already."""
    if example not in ("", "flowmart"):
        raise FlowmartError(f"there is no example '{example}': choose flowmart, or leave --example out")
    files = dict(_files(_PACKAGE, _EXAMPLE) if example else _files(_PACKAGE / "templates" / "init", ("",)))
    taken = next((path for path in files if folder.read(path) is not None or folder.blocked(path)), None)
    if taken is not None:
        raise FlowmartError(f"{folder.shown(taken)} exists already: choose an empty folder")
    for path, text in files.items():
        folder.write(path, text)
    return len(files)


def _files(root: Path, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The text files below `root`, in those of its entries that are named, by their relative path."""
    for name in names:
        top = root / name
        paths = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        for path in paths:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
