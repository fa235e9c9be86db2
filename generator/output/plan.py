"""What has to change on disk so that the output is what the pages say. Writes nothing: `generate`, `--check`, `--diff` and
`--dry-run` all start from the same plan.

A page is rendered only when it has to be: with the key of the manifest, and the file on disk as the manifest has it,
its text is known to be the same.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from ..diagnostics import Diagnostic, FlowmartError, Location, Severity
from .file_set import File, FileSet, P, Writable, path_fault
from .folder import Folder
from .manifest import MANIFEST, Entry, Manifest, digest, parse_manifest


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not as it should be. `text` is empty for a removed one; `edited`: somebody changed our file by hand."""

    kind: ChangeKind
    folder: Folder
    path: str
    text: str = ""
    edited: bool = False
    once: bool = False

    @property
    def shown(self) -> str:
        return self.folder.shown(self.path)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a page. `key` is empty when the page has to be rendered again next time."""

    text: str
    key: str
    diagnostics: Sequence[Diagnostic] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`manifest` is the one after all changes, `before` the one on disk; `unchanged` counts the files that need nothing."""

    folder: Folder
    changes: tuple[Change, ...]
    manifest: Manifest
    before: Manifest
    unchanged: int = 0
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def read_manifest(folder: Folder) -> Manifest:
    """The manifest of the output folder, an empty one where there is none."""
    content = folder.read(MANIFEST)
    if content is None:
        return Manifest()
    try:
        return parse_manifest(content.decode(), folder.shown(MANIFEST))
    except UnicodeDecodeError as error:
        raise FlowmartError(f"{folder.shown(MANIFEST)} is no UTF-8 text: restore it from version control") from error


def plan(
    files: FileSet[P],
    *,
    output: Folder,
    project: Folder,
    render: Callable[[Sequence[P]], Iterable[Rendered]],
    version: str,
    toolchain: str,
    only: AbstractSet[str] | None = None,
) -> Plan:
    """Compares the pages with the disk. `render` gets the pages whose text is needed, and answers in their order.

    `only` names the emitters whose pages `files` has: what others wrote earlier stays. None means that `files` is everything.
    """
    if output.path.exists() and not output.path.is_dir():
        raise FlowmartError(f"{output.label or output.path} is no folder: choose another `output` in flowmart.yaml, or move the file")
    draft = _Draft(output, project, read_manifest(output), toolchain)
    waiting = [file for file in files if not draft.settles(file)]
    for file, rendered in zip(waiting, render([file.page for file in waiting]), strict=True):
        draft.compare(file, rendered)
    draft.remove_stale({file.path for file in files if not file.page.once}, only)
    return Plan(
        output,
        tuple(sorted(draft.changes, key=lambda change: (change.once, change.path))),
        Manifest(version, toolchain, draft.entries),
        draft.before,
        draft.unchanged,
        (*files.diagnostics, *draft.diagnostics),
    )


class _Draft:
    """A plan in the making: `entries` is the manifest to be."""

    def __init__(self, output: Folder, project: Folder, before: Manifest, toolchain: str) -> None:
        self.output, self.project, self.before = output, project, before
        self.same_tools = before.toolchain == toolchain
        self.entries: dict[str, Entry] = {}
        self.changes: list[Change] = []
        self.diagnostics: list[Diagnostic] = []
        self.unchanged = 0
        self._on_disk: dict[str, str | None] = {}

    def settles(self, file: File[P]) -> bool:
        """True when the file needs nothing and its text need not be known."""
        page, path = file.page, file.path
        if page.once:
            return self._settles_once(page)
        entry = self.before.files.get(path)
        content = self.output.read(path)
        found = self._on_disk[path] = None if content is None else digest(content)
        if entry is None or not page.key or entry.key != page.key or not self.same_tools or found != entry.digest:
            return False
        self._keep(path, Entry(entry.digest, file.emitter, page.key, page.source))
        return True

    def _settles_once(self, page: Writable) -> bool:
        content = self.project.read(page.path)
        if content is None:
            return False
        self.unchanged += 1
        if page.review is not None:
            self.diagnostics.extend(page.review(content.decode("utf-8", "replace")))
        return True

    def compare(self, file: File[P], rendered: Rendered) -> None:
        """Takes up a file whose text is known."""
        page, path = file.page, file.path
        self.diagnostics.extend(rendered.diagnostics)
        folder = self.project if page.once else self.output
        wanted, found = digest(rendered.text.encode()), self._on_disk.get(path) if not page.once else None
        entry = Entry(wanted, file.emitter, rendered.key, page.source)
        if found == wanted:
            self._keep(path, entry)
            return
        known = self.before.files.get(path)
        obstacle = folder.blocked(path) or ("flowmart did not write that file" if found and known is None and not page.once else "")
        if obstacle:
            self.diagnostics.append(_in_the_way(folder.shown(path), obstacle))
            return
        edited = found is not None and known is not None and found != known.digest
        if edited:
            self.diagnostics.append(_edited(folder.shown(path), page.source))
        kind = ChangeKind.ADDED if found is None else ChangeKind.CHANGED
        self.changes.append(Change(kind, folder, path, rendered.text, edited=edited, once=page.once))
        if not page.once:
            self.entries[path] = entry

    def remove_stale(self, wanted: AbstractSet[str], only: AbstractSet[str] | None) -> None:
        """Files that we wrote and that no page wants any more go; those of emitters that were not asked stay."""
        for path, entry in self.before.files.items():
            if path in wanted:
                continue
            if only is not None and entry.emitter not in only:
                self.entries[path] = entry
                continue
            content = None if path_fault(path) or self.output.blocked(path) else self.output.read(path)
            if content is None:
                continue  # gone already
            edited = digest(content) != entry.digest
            if edited:
                self.diagnostics.append(_edited(self.output.shown(path), entry.source))
            self.changes.append(Change(ChangeKind.REMOVED, self.output, path, edited=edited))

    def _keep(self, path: str, entry: Entry) -> None:
        self.entries[path] = entry
        self.unchanged += 1


def _in_the_way(path: str, obstacle: str) -> Diagnostic:
    return Diagnostic(
        Location(path),
        "output/in-the-way",
        Severity.ERROR,
        f"{path} cannot be written: {obstacle}",
        hint="move it elsewhere, or delete it, and generate again",
    )


def _edited(path: str, source: str) -> Diagnostic:
    return Diagnostic(
        Location(path),
        "output/edited",
        Severity.WARNING,
        f"{path} was edited by hand; generating replaces it",
        hint=f"change {source or 'the catalog'} or the template instead",
    )
