"""The cases: a directory per idea, its input and its expected output side by side.

    tests/cases/<kind>/**/<case>/expected.txt    what the command says; a case without one fails until `make golden` writes it
    tests/cases/generate/**/<case>/expected/     and what it writes
    tests/cases/**/<case>/command.txt            the command line where the kind's own (see `COMMANDS`) won't do; several lines are run in turn

A case is a project: `flowmart.yaml` where it needs one, and a `catalog/`. It is run in a copy, from inside that copy. A case of
the lint kind whose path is `<rule id>/failing` or `<rule id>/passing` is judged by that rule alone.
`make golden` (FLOWMART_GOLDEN=write) rewrites the expectations; review the diff like code.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowmart import cli

CASES = Path(__file__).parent / "cases"
COMMANDS = {
    "lint": "lint --format line --fail-on error",
    "generate": "generate",
    "breaking": "breaking --against previous --catalog current --format line",
    "check": "check --format line",
    "cli": "",
}
"""What each kind of case runs. Expectations are one line per finding, then the exit code when it is not 0."""

WRITE = os.environ.get("FLOWMART_GOLDEN") == "write"
_INPUT = ("catalog", "current", "command.txt")


def _cases() -> list[Path]:
    """Every folder that holds a case's input, found by walking."""
    found = {path.parent for name in _INPUT for path in CASES.rglob(name)}
    return sorted(folder for folder in found if not any(parent in found for parent in folder.parents))


CASE_IDS = [case.relative_to(CASES).as_posix() for case in _cases()]


@pytest.mark.parametrize("case", CASE_IDS)
def test_case(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = CASES / case
    project = tmp_path / "project"
    shutil.copytree(folder, project, ignore=shutil.ignore_patterns("expected", "expected.txt", "command.txt"))
    monkeypatch.chdir(project)
    said = "".join(_said(line, capsys) for line in _commands(folder))
    _agrees(folder / "expected.txt", said)
    if (folder / "expected").is_dir() or (case.startswith("generate/") and WRITE):
        _agree(folder / "expected", project / "generated")


def _commands(folder: Path) -> Iterator[str]:
    own = folder / "command.txt"
    if own.exists():
        yield from own.read_text(encoding="utf-8").splitlines()
        return
    kind, *path = folder.relative_to(CASES).parts
    command = COMMANDS[kind]
    yield f"{command} --rule {'/'.join(path[:-1])}" if kind == "lint" and path[-1] in ("failing", "passing") else command


def _said(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints, and its exit code when it is not 0."""
    before = sys.argv
    sys.argv = ["flowmart", *shlex.split(command)]
    try:
        with pytest.raises(SystemExit) as stop:
            cli.main()
    finally:
        sys.argv = before
    printed = capsys.readouterr()
    ending = f"exit code {stop.value.code}\n" if stop.value.code else ""
    return printed.out + printed.err + ending


def _agrees(expected: Path, actual: str) -> None:
    if WRITE:
        expected.write_text(actual, encoding="utf-8")
        return
    assert expected.exists(), f"{expected.name} is missing: run `make golden` and review what it writes"
    assert actual == expected.read_text(encoding="utf-8")


def _agree(expected: Path, actual: Path) -> None:
    """Two folders hold the same files. The manifest is left out: it has the versions of the tools."""
    if WRITE:
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(actual, expected, ignore=shutil.ignore_patterns(*_UNSTABLE))
        return
    assert _files(actual) == _files(expected)


_UNSTABLE = ("__pycache__", "manifest.json", ".flowmart-manifest.json")


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part in _UNSTABLE for part in path.parts)
    }
