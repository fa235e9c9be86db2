"""A plan as findings and as a diff: what `generate --check`, `--diff` and `--dry-run` show instead of writing."""

from collections.abc import Iterator
from difflib import unified_diff

from ..diagnostics import Diagnostic, Location, Severity
from .manifest import MANIFEST
from .plan import Change, ChangeKind, Plan

_SENTENCES = {
    ChangeKind.ADDED: "{} is missing",
    ChangeKind.CHANGED: "{} is not what the catalog says",
    ChangeKind.REMOVED: "{} comes from nothing in the catalog any more",
}


def outdated(plan: Plan) -> tuple[Diagnostic, ...]:
    """One error per file that `generate` would change.

    A manifest that differs only in keys, or in the version of flowmart, is no finding: no generated file depends on it.
    """
    return tuple(
        Diagnostic(
            Location(change.shown),
            "output/outdated",
            Severity.ERROR,
            _SENTENCES[change.kind].format(change.shown),
            hint="run `flowmart generate`",
        )
        for change in plan.changes
    )


def foreign(plan: Plan) -> tuple[Diagnostic, ...]:
    """One note per file in the output folder that is not ours and not about to be."""
    ours = plan.manifest.files.keys() | plan.before.files.keys()
    return tuple(
        Diagnostic(
            Location(plan.folder.shown(path)),
            "output/foreign",
            Severity.NOTE,
            f"{plan.folder.shown(path)} is in the output folder and not from flowmart; it is left alone",
        )
        for path in plan.folder.files()
        if path not in ours and path != MANIFEST
    )


def diff(plan: Plan) -> Iterator[str]:
    """The changes as a unified diff, line by line with line ends, in the form that `git apply` and `patch -p1` read."""
    for change in plan.changes:
        yield from _diff(change)


def _diff(change: Change) -> Iterator[str]:
    before = "" if change.kind is ChangeKind.ADDED else (change.folder.read(change.path) or b"").decode("utf-8", "replace")
    old = "/dev/null" if change.kind is ChangeKind.ADDED else f"a/{change.shown}"
    new = "/dev/null" if change.kind is ChangeKind.REMOVED else f"b/{change.shown}"
    for line in unified_diff(_lines(before), _lines(change.text), old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    # Not splitlines(): that also splits at form feeds and other characters, which are no line ends in a patch.
    lines = text.replace("\r\n", "\n").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
