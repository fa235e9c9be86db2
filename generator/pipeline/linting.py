"""`flowmart lint`: the catalog judged by rules, mended where that is safe."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, FlowmartError, Report
from ..graph.resolve import resolve
from ..output.folder import Folder
from ..reporters.text import summary
from ..source import read_catalog
from ..source.cuttings import in_their_files
from ..source.files import read_text
from .project import Project, derived_schemas, in_catalog, rendered_report, shown

if TYPE_CHECKING:
    from ..rules.judge import Baseline, Judgement


@dataclass(frozen=True, slots=True)
class Linting:
    """What lint found, less what files suppress (`suppressed`) and a baseline knows (`known`); `fixed` are the findings that were mended."""

    report: Report
    suppressed: int = 0
    known: int = 0
    fixed: tuple[Diagnostic, ...] = ()

    @property
    def summary(self) -> str:
        """`2 errors, 1 warning (3 suppressed, 12 in the baseline)`."""
        beside = [f"{self.suppressed} suppressed"] if self.suppressed else []
        beside += [f"{self.known} in the baseline"] if self.known else []
        return (summary(self.report) or "no findings") + (f" ({', '.join(beside)})" if beside else "")


def lint(
    project: Project,
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    baseline: Path | None = None,
    write_baseline: bool = False,
    fix: bool = False,
) -> Linting:
    """Judges the catalog by the rules that `only` and `without` leave. `baseline` goes before the configuration's.

    `fix` mends what has one safe answer and judges what is then there. Raises FlowmartError for a baseline that does not exist.
    """
    from ..rules.baseline import written
    from ..rules.judge import LINT_BY_ID, Baseline

    path = baseline if baseline is not None else project.root / project.config.lint.baseline if project.config.lint.baseline else None
    if write_baseline and path is None:
        raise FlowmartError("there is no name for the baseline: give it by --baseline, or in flowmart.yaml (`lint: {baseline: ...}`)")
    known = None if path is None or write_baseline else _baseline(path)
    judgement = _judgement(project, only, without, known)
    answered: list[Diagnostic] = []
    while fix and (mended := _mended(project, judgement.all)):
        answered += mended
        judgement = _judgement(project, only, without, known)
    if write_baseline and path is not None:
        text = written(judgement.all, LINT_BY_ID)
        Folder(path.parent, shown(path.parent)).write(path.name, text)
        judgement = _judgement(project, only, without, Baseline(text, shown(path)))
    found = in_catalog(project, judgement.findings)
    return Linting(Report(found), judgement.suppressed, judgement.known, tuple(in_catalog(project, answered)))


def lint_report(linting: Linting, format: str, *, color: bool = False) -> Iterator[str]:
    """The findings in one of the formats of reporters/registry.py."""
    from ..rules.judge import LINT_BY_ID

    return rendered_report(linting.report, LINT_BY_ID.values(), format, color=color)


def _judgement(project: Project, only: Sequence[str], without: Sequence[str], baseline: "Baseline | None") -> "Judgement":
    from ..emitters.row_names import row_names
    from ..rules.judge import lint as judged

    reading = read_catalog(project.catalog, project.config.dependencies)
    resolution = resolve(reading.catalog)
    noticed = (*project.diagnostics, *reading.diagnostics, *resolution.diagnostics, *row_names(resolution.graph, project.config))
    judgement = judged(resolution.graph, noticed, project.config.lint, only=only, without=without, baseline=baseline)
    return replace(judgement, findings=tuple(in_their_files(judgement.findings, derived_schemas(resolution.graph))))


def _baseline(path: Path) -> "Baseline":
    from ..rules.judge import Baseline

    text = read_text(path)
    if text is None:
        raise FlowmartError(f"there is no baseline {path}: write it by --write-baseline")
    return Baseline(text, shown(path))


def _mended(project: Project, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Carries out the fixes of findings in catalog files; gives those that were answered."""
    from ..rules.fix import by_file, fixed

    folder = Folder(project.catalog, shown(project.catalog))
    answered: list[Diagnostic] = []
    for path, diagnostics in by_file(found).items():
        content = None if folder.blocked(path) else folder.read(path)
        if content is None:
            continue
        mended = fixed(content, diagnostics)
        if mended.answered:
            folder.write(path, mended.content.decode())
            answered += mended.answered
    return answered
