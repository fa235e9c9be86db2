"""A plan as findings and as a diff: what `generate --check`, `--diff` and `--dry-run` show instead of writing."""

from collections.abc import Callable, Iterator
from difflib import unified_diff
from itertools import zip_longest

from ..conformance.subject import Drifted
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


_DRIFT = {ChangeKind.ADDED: "missing", ChangeKind.CHANGED: "stale", ChangeKind.REMOVED: "orphaned"}


def drifted(plan: Plan, source: Callable[[Location], Location]) -> Iterator[Drifted]:
    """Each generated file that is not as it should be. `source` shows a catalog file. Files of a newer flowmart are not judged one by one."""
    if _is_newer(plan.before.flowmart, plan.manifest.flowmart):
        yield Drifted("newer", Location(plan.folder.shown(MANIFEST), 1, 1))
        return
    for change in plan.changes:
        if change.once or change.path == MANIFEST:
            continue  # a handler file that is not there is the developer's to write
        entry = plan.manifest.files.get(change.path) or plan.before.files.get(change.path)
        place = source(Location(entry.source, 1, 1)) if entry is not None and entry.source else None
        edited = change.edited and change.kind is ChangeKind.CHANGED
        yield Drifted("edited" if edited else _DRIFT[change.kind], Location(change.shown, 1, 1), place)


def _is_newer(before: str, now: str) -> bool:
    """By the numbers in the versions; what is no number counts as 0."""
    pairs = zip_longest(_numbers(before), _numbers(now), fillvalue=0)
    return next((one > other for one, other in pairs if one != other), False)


def _numbers(version: str) -> list[int]:
    return [int(part) if part.isdigit() else 0 for part in version.partition("+")[0].split(".")]


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
