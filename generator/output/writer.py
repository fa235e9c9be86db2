"""Carries a plan out: writes what changed, removes what is stale, and records both in the manifest."""

from dataclasses import replace

from .folder import Folder
from .manifest import MANIFEST, Entry, Manifest
from .plan import Change, ChangeKind, Plan


def apply(plan: Plan) -> None:
    """Raises FlowmartError when the system refuses; then, and after Ctrl-C, the manifest names exactly what was done."""
    done: set[str] = set()
    try:
        for change in plan.changes:
            _carry_out(change)
            if not change.once:
                done.add(change.path)
    except BaseException:
        if done:
            _record(plan.folder, _so_far(plan, done))
        raise
    if plan.manifest != plan.before:
        _record(plan.folder, plan.manifest)


def _carry_out(change: Change) -> None:
    if change.kind is ChangeKind.REMOVED:
        change.folder.remove(change.path)
    else:
        change.folder.write(change.path, change.text)


def _so_far(plan: Plan, done: set[str]) -> Manifest:
    """The manifest of a run that was cut short. Its keys are those of the old tools where the file is old."""
    files: dict[str, Entry] = dict(plan.before.files)
    for path in done:
        entry = plan.manifest.files.get(path)
        if entry is None:
            files.pop(path, None)
        else:
            files[path] = replace(entry, key="")
    return replace(plan.before, files=files)


def _record(folder: Folder, manifest: Manifest) -> None:
    folder.write(MANIFEST, manifest.to_text())
