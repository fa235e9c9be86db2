"""`flowmart generate` and `init`: from the graph to a plan, and the plan carried out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..config import Config
from ..diagnostics import Diagnostic, FlowmartError, Report
from ..emitters.emitter import Page, settle
from ..emitters.registry import emitters
from ..graph.graph import Graph
from ..model.resources import SchemaFile
from ..output.check import diff, outdated
from ..output.file_set import FileSet, file_set
from ..output.folder import Folder
from ..output.plan import ChangeKind, Plan, Rendered, plan, read_manifest
from ..output.start import start_project
from ..output.toolchain import toolchain
from ..output.writer import apply
from ..render import TEMPLATES, Renderer
from ..source.cuttings import in_their_files
from .project import Project, catalog_path, derived_schemas, flowmart_version, in_catalog, load, shown


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generate run does, or would do. `held` are the catalog files that have to be mended before it does anything."""

    plan: Plan
    report: Report
    graph: Graph
    held: tuple[str, ...] = ()

    def outdated(self) -> Report:
        """What the catalog has wrong, and each file that is not as it should be."""
        return Report((*self.report, *outdated(self.plan)))

    def diff(self) -> Iterator[str]:
        return diff(self.plan)

    def lines(self, *, dry_run: bool) -> Iterator[str]:
        """A line per file that changes, and one that sums up."""
        if self.held:
            first, *others = self.held
            more = f" and {len(others)} more" if others else ""
            yield f"nothing written: without {first}{more} the output would lose what it has; mend that first"
            return
        for change in self.plan.changes:
            yield f"{change.kind:8} {change.shown}"
        counts = Counter(change.kind for change in self.plan.changes)
        done = ", ".join(f"{counts[kind]} {kind}" for kind in ChangeKind if counts[kind]) or "nothing to do"
        yield f"{'would be ' if dry_run and counts else ''}{done}; {self.plan.unchanged} unchanged"


def generate(project: Project, *, only: Sequence[str] = (), handlers: bool = True, reviewed: bool = True) -> Generation:
    """What has to be written so that the output is what the catalog says. `write` carries it out.

    `only` names emitters; empty means every one that the configuration does not switch off. Without `handlers` the
    developer's folder is left out: it belongs to the project's own output, not to one written elsewhere. Without `reviewed` handler files are
    not read: `check` reads them itself, and better.
    """
    loaded = load(project)
    if not loaded.graph.catalog.resources:  # a wrong folder must not look like a catalog from which everything was removed
        raise FlowmartError(f"{project.catalog} holds no resource: name the folder that has domains/, services/, events/ ...")
    output = Folder(project.output, shown(project.output))
    if loaded.unread and (before := read_manifest(output)).files:
        # One wrong quotation mark must not take a message out of every service that has it.
        kept = Plan(output, (), before, before, unchanged=len(before.files))
        return Generation(kept, Report(loaded.diagnostics), loaded.graph, tuple(catalog_path(project, path) for path in loaded.unread))
    # Handlers of a message that could not be read are not too many.
    reviewed = reviewed and not loaded.unread
    files, diagnostics = _emit(loaded.graph, project.config, only, handlers=handlers, reviewed=reviewed)
    derived = derived_schemas(loaded.graph)
    emitted = in_catalog(project, in_their_files((*diagnostics, *files.diagnostics), derived))
    overrides = _overrides(project)
    made = plan(
        replace(files, diagnostics=()),
        output=output,
        project=Folder(project.root, shown(project.root)),
        render=_render(project, overrides, derived),
        version=flowmart_version(),
        toolchain=toolchain(overrides),
        only=frozenset(only) or None,
    )
    return Generation(made, Report((*loaded.diagnostics, *emitted, *made.diagnostics)), loaded.graph)


def write(generation: Generation) -> None:
    """Writes what `generate` planned, which is nothing when it is held. Raises FlowmartError when the system refuses."""
    if not generation.held:
        apply(generation.plan)


def init(folder: Path, example: str = "") -> int:
    """A new project in `folder`; gives the number of files written. Nothing that exists is overwritten."""
    return start_project(Folder(folder, str(folder)), example)


def _emit(graph: Graph, config: Config, only: Sequence[str], *, handlers: bool, reviewed: bool) -> tuple[FileSet[Page], list[Diagnostic]]:
    pages: list[tuple[str, Page]] = []
    diagnostics: list[Diagnostic] = []
    for emitter in emitters(config, only):
        emission = emitter.emit(graph, config)
        kept = (page for page in emission.pages if handlers or not page.once)
        pages.extend((emitter.name, page if reviewed or page.review is None else replace(page, review=None)) for page in kept)
        diagnostics += emission.diagnostics
    return file_set(pages), diagnostics


def _render(project: Project, overrides: Path | None, derived: Sequence[SchemaFile]) -> Callable[[Sequence[Page]], Iterator[Rendered]]:
    renderer = Renderer(overrides)

    def render(pages: Sequence[Page]) -> Iterator[Rendered]:
        for page, diagnostics in settle(pages):
            yield Rendered(renderer.text(page), page.key, in_catalog(project, in_their_files(diagnostics, derived)))

    return render


def _overrides(project: Project) -> Path | None:
    """The project's own templates, which go before flowmart's by name. In flowmart's own checkout the two are one."""
    folder = project.root / "templates"
    return folder if folder.is_dir() and folder.resolve() != TEMPLATES.resolve() else None
