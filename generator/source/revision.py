"""A folder as it was in a git revision, read by git's plumbing: no checkout, no hooks, no filters, no shell.

Everything that git can't do for us is one sentence with what to do about it.
"""

import os
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..diagnostics import FlowmartError

_FILES = frozenset({b"100644", b"100755"})
_TIMEOUT = 120


@contextmanager
def folder_at(reference: str, folder: Path) -> Generator[Path]:
    """A temporary folder with the files that `folder` had in the revision `reference`; gone when the block is left. Raises FlowmartError."""
    if reference.startswith("-"):
        raise FlowmartError(f"'{reference}' is no git revision: name a branch, a tag or a commit")
    top = _top(folder)
    commit = _commit(reference, top)
    inside = Path(os.path.relpath(os.path.realpath(folder), os.path.realpath(top))).as_posix()
    tree = f"{commit}:" if inside == "." else f"{commit}:{inside}"
    listed = _git(top, "ls-tree", "-r", "-z", tree)
    if listed is None:
        raise FlowmartError(f"the revision '{reference}' has no folder {inside}: name another, or give a folder to --against")
    entries = [entry.split(b"\t", 1) for entry in listed.split(b"\0") if entry]
    blobs = [(meta.split()[2], path.decode("utf-8", "surrogateescape")) for meta, path in entries if meta.split()[0] in _FILES]
    with tempfile.TemporaryDirectory(prefix="flowmart-") as temporary:
        for path, content in _contents(top, blobs):
            target = Path(temporary, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield Path(temporary)


def _top(folder: Path) -> Path:
    existing = folder if folder.is_dir() else folder.parent
    top = _git(existing, "rev-parse", "--show-toplevel")
    if top is None:
        raise FlowmartError(f"{folder} is not in a git checkout: give a folder to --against, or run it in a clone")
    return Path(os.fsdecode(top.rstrip(b"\n")))


def _commit(reference: str, top: Path) -> str:
    found = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if found is not None:
        return found.decode().strip()
    if (_git(top, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true":
        raise FlowmartError(
            f"this shallow clone does not have the revision '{reference}': fetch it (`git fetch --unshallow`, or fetch-depth: 0)"
        )
    raise FlowmartError(f"there is no git revision '{reference}', nor a folder of that name: name a branch, a tag, a commit or a folder")


def _contents(top: Path, blobs: list[tuple[bytes, str]]) -> Iterator[tuple[str, bytes]]:
    answer = _git(top, "cat-file", "--batch", given=b"".join(id + b"\n" for id, _ in blobs)) or b""
    position = 0
    for _, path in blobs:
        end = answer.index(b"\n", position)
        size = int(answer[position:end].split()[2])
        yield path, answer[end + 1 : end + 1 + size]
        position = end + size + 2


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git answers; None when it refuses. A git that is missing or hangs is a FlowmartError."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=_TIMEOUT, check=False)
    except FileNotFoundError as error:
        raise FlowmartError("git is not installed: give a folder to --against") from error
    except subprocess.TimeoutExpired as error:
        raise FlowmartError(f"git did not answer within {_TIMEOUT} seconds: give a folder to --against") from error
    return done.stdout if done.returncode == 0 else None
