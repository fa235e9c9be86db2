"""One function per verb: joins the stages. The story of the program, read from top to bottom.

Does not parse arguments, print, or choose exit codes; cli.py does.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config, SpecSource
from .diagnostics import Diagnostic, FlowmartError, Location, Report
from .emitters.emitter import Page, settle
from .emitters.registry import EMITTER_NAMES, emitters
from .graph.facts import Fact, Row, facts, named, resource_types, rows
from .graph.graph import Graph
from .graph.resolve import resolve
from .output.check import diff, drifted, outdated
from .output.file_set import FileSet, file_set
from .output.folder import Folder
from .output.plan import ChangeKind, Plan, Rendered, plan
from .output.start import start_project
from .output.toolchain import toolchain
from .output.writer import apply
from .render import TEMPLATES, Renderer
from .reporters.text import summary
from .source import read_catalog, read_config
from .source.files import read_text

if TYPE_CHECKING:
    from .conformance.facts import CodeFacts
    from .conformance.specs import SpecifiedService
    from .conformance.traffic import Traffic
    from .reporters.markdown import Affected
    from .rules.consequences import Consequence
    from .rules.judge import Baseline, Judgement
    from .rules.rule import AnyRule

CONFIG_NAME = "flowmart.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a flowmart.yaml (or without: then everything has its default). `diagnostics` are about that file."""

    root: Path
    config: Config
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def catalog(self) -> Path:
        return self.root / self.config.catalog

    @property
    def output(self) -> Path:
        return self.root / self.config.output


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog that was read and resolved, and everything that was found on the way."""

    graph: Graph
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generate run does, or would do."""

    plan: Plan
    report: Report
    graph: Graph

    def outdated(self) -> Report:
        """What the catalog has wrong, and each file that is not as it should be."""
        return Report((*self.report, *outdated(self.plan)))

    def diff(self) -> Iterator[str]:
        return diff(self.plan)

    def lines(self, *, dry_run: bool) -> Iterator[str]:
        """A line per file that changes, and one that sums up."""
        for change in self.plan.changes:
            yield f"{change.kind:8} {change.shown}"
        counts = Counter(change.kind for change in self.plan.changes)
        done = ", ".join(f"{counts[kind]} {kind}" for kind in ChangeKind if counts[kind]) or "nothing to do"
        yield f"{'would be ' if dry_run and counts else ''}{done}; {self.plan.unchanged} unchanged"


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


@dataclass(frozen=True, slots=True)
class Breaking:
    """What `breaking` found. `consequences` are the findings with whom they hurt."""

    report: Report
    consequences: "tuple[Consequence, ...]"
    graph: Graph

    def affected(self) -> "tuple[Affected, ...]":
        """The findings as the Markdown summary shows them."""
        from .reporters.markdown import Affected

        return tuple(
            Affected(
                found.diagnostic,
                found.message,
                tuple((consumer.id, ", ".join(consumer.teams), consumer.uses) for consumer in found.consumers),
                "" if found.approval is None else f"{found.approval.reason} (until {found.approval.until.isoformat()})",
            )
            for found in self.consequences
        )


def open_project(root: Path, *, catalog: Path | None = None, output: Path | None = None) -> Project:
    """The project in `root`. `catalog` and `output`, relative to the working directory, override the configuration."""
    if not root.is_dir():
        raise FlowmartError(f"{root} is no folder: name the project's folder by --project")
    config, diagnostics = read_config(root / CONFIG_NAME, EMITTER_NAMES)
    if catalog is not None:
        config = replace(config, catalog=_relative(catalog, root))
    if output is not None:
        config = replace(config, output=_relative(output, root))
    return Project(root, config, diagnostics)


def load(project: Project) -> Loaded:
    """Reads and resolves the project's catalog."""
    reading = read_catalog(project.catalog, project.config.dependencies)
    resolution = resolve(reading.catalog)
    found = _in_catalog(project, (*reading.diagnostics, *resolution.diagnostics))
    return Loaded(resolution.graph, (*project.diagnostics, *found))


def generate(project: Project, *, only: Sequence[str] = (), handlers: bool = True) -> Generation:
    """What has to be written so that the output is what the catalog says. `write` carries it out.

    `only` names emitters; empty means every one that the configuration does not switch off. Without `handlers` the
    developer's folder is left out: it belongs to the project's own output, not to one written elsewhere.
    """
    loaded = load(project)
    if not loaded.graph.catalog.resources:  # a wrong folder must not look like a catalog from which everything was removed
        raise FlowmartError(f"{project.catalog} holds no resource: name the folder that has domains/, services/, events/ ...")
    files, diagnostics = _emit(loaded.graph, project.config, only, handlers=handlers)
    emitted = _in_catalog(project, (*diagnostics, *files.diagnostics))
    overrides = _overrides(project)
    made = plan(
        replace(files, diagnostics=()),
        output=Folder(project.output, _shown(project.output)),
        project=Folder(project.root, _shown(project.root)),
        render=_render(project, overrides),
        version=flowmart_version(),
        toolchain=toolchain(overrides),
        only=frozenset(only) or None,
    )
    return Generation(made, Report((*loaded.diagnostics, *emitted, *made.diagnostics)), loaded.graph)


def check(project: Project, *, specs: Sequence[SpecSource] = (), traffic: Sequence[Path] = ()) -> Report:
    """Where the catalog and what really is disagree: generated files, hand-written code, specifications, recorded traffic.

    `specs` and `traffic` narrow the question to themselves; without them generated files, code, and the configuration's `specs` are asked.
    """
    from .conformance.facts import CodeFacts
    from .conformance.subject import Drifted, Subject
    from .emitters.message_names import message_names
    from .rules.check import CHECK_RULES
    from .rules.rule import by_id
    from .rules.settings import Weights

    noticed: tuple[Diagnostic, ...] = ()
    drift: tuple[Drifted, ...] = ()
    if specs or traffic:
        graph, code = load(project).graph, CodeFacts()
    else:
        generation = generate(project)
        # What reading the code finds goes further than what generating finds on the way.
        noticed = tuple(found for found in generation.report if found.rule not in _CHECKED_BY_RULES)
        graph, code = generation.graph, _code(project, generation.graph)
        drift = tuple(drifted(generation.plan, lambda place: _catalog_place(project, place)))
    subject = Subject(
        graph,
        message_names(graph),
        lambda place: _catalog_place(project, place),
        drift=drift,
        specs=tuple(_specified(project, source) for source in specs or (() if traffic else project.config.specs)),
        traffic=_recorded(traffic) if traffic else None,
        package=project.config.services.strip("/").replace("/", "."),
        code=code,
    )
    weights = Weights(project.config.lint, by_id(CHECK_RULES))
    found = [each for rule in CHECK_RULES if rule.check is not None and weights.may_find(rule) for each in rule.check(subject)]
    weighed = [replace(each, severity=severity) for each in found if (severity := weights.severity(each, ())) is not None]
    return Report((*noticed, *weighed))


def check_report(report: Report, format: str, *, color: bool = False) -> Iterator[str]:
    """The findings of `check` in one of the formats of reporters/registry.py."""
    from .reporters.registry import rendered
    from .reporters.reporting import Reporting, RuleText
    from .rules.check import CHECK_RULES

    ids = {diagnostic.rule for diagnostic in report}
    rules = {rule.id: RuleText(rule.id, rule.severity, rule.summary, rule.help) for rule in CHECK_RULES if rule.id in ids}
    return rendered(format, Reporting(report, "flowmart", flowmart_version(), rules, _lines, color))


def write(generation: Generation) -> None:
    """Writes what `generate` planned. Raises FlowmartError when the system refuses."""
    apply(generation.plan)


def listing(project: Project, type: str = "") -> tuple[Row, ...]:
    """The current resources, of one type if `type` names one in the singular or plural. Raises FlowmartError for an unknown type."""
    return rows(load(project).graph, resource_types(type))


def show(project: Project, id: str, version: str | None = None) -> tuple[tuple[Fact, ...], ...]:
    """The facts of every resource with this id. Raises FlowmartError when there is none."""
    graph = load(project).graph
    found = named(graph, id, version)
    if not found:
        raise FlowmartError(_unknown(graph, id, version))
    return tuple(facts(graph, resource) for resource in found)


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
    from .rules.baseline import written
    from .rules.judge import LINT_BY_ID, Baseline

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
        Folder(path.parent, _shown(path.parent)).write(path.name, text)
        judgement = _judgement(project, only, without, Baseline(text, _shown(path)))
    found = _in_catalog(project, judgement.findings)
    return Linting(Report(found), judgement.suppressed, judgement.known, tuple(_in_catalog(project, answered)))


def breaking(
    project: Project, against: str, *, today: date, consumers_only: bool = False, only: Sequence[str] = (), without: Sequence[str] = ()
) -> "Breaking":
    """Compares the project's catalog with what it was: in a folder (a catalog, or a project) or a git revision. Raises FlowmartError.

    Findings about the configuration are in the report; those of lint are not.
    """
    from .graph.compare import Differences
    from .rules.consequences import breaking as judged
    from .rules.review import Review
    from .source.revision import folder_at

    new = _graph_of(project.catalog, project.config)
    folder = Path(against)
    if folder.is_dir():
        old = _graph_of(_catalog_in(folder), project.config)
    else:
        with folder_at(against, project.catalog) as temporary:
            old = _graph_of(temporary, project.config)
    outcome = judged(
        Review(Differences(old, new), project.config.breaking), today=today, consumers_only=consumers_only, only=only, without=without
    )
    shown = tuple(replace(found, diagnostic=_with_related(project, found.diagnostic)) for found in outcome.consequences)
    report = Report((*project.diagnostics, *outcome.about_approvals, *(found.diagnostic for found in shown)))
    return Breaking(report, shown, new)


def breaking_report(found: "Breaking", format: str, *, color: bool = False) -> Iterator[str]:
    """The findings in a format of reporters/registry.py, or as `markdown` for a pull request."""
    from .reporters.markdown import markdown
    from .reporters.registry import rendered
    from .reporters.reporting import Reporting, RuleText
    from .rules.breaking import BREAKING_RULES

    if format == "markdown":
        return markdown(found.report, found.affected(), found.graph)
    ids = {diagnostic.rule for diagnostic in found.report}
    rules = {rule.id: RuleText(rule.id, rule.severity, rule.summary, rule.help) for rule in BREAKING_RULES if rule.id in ids}
    version = flowmart_version() if format in ("json", "sarif") else ""
    return rendered(format, Reporting(found.report, "flowmart", version, rules, _lines, color))


def lint_report(linting: Linting, format: str, *, color: bool = False) -> Iterator[str]:
    """The findings in one of the formats of reporters/registry.py."""
    from .reporters.registry import rendered
    from .reporters.reporting import Reporting, RuleText
    from .rules.judge import LINT_BY_ID

    version = flowmart_version() if format in ("json", "sarif") else ""
    ids = {diagnostic.rule for diagnostic in linting.report} & LINT_BY_ID.keys()
    rules = {id: RuleText(id, rule.severity, rule.summary, rule.help) for id in ids for rule in [LINT_BY_ID[id]]}
    return rendered(format, Reporting(linting.report, "flowmart", version, rules, _lines, color))


def write_report(lines: Iterable[str], path: Path) -> None:
    Folder(path.parent, _shown(path.parent)).write(path.name, "".join(f"{line}\n" for line in lines))


def explain(id: str) -> Iterator[str]:
    """A rule's documentation. Raises FlowmartError when there is no such rule."""
    from .rules.breaking import BREAKING_RULES
    from .rules.check import CHECK_RULES
    from .rules.judge import LINT_BY_ID
    from .rules.rule import by_id, explanation

    known: dict[str, AnyRule] = {**LINT_BY_ID, **by_id(BREAKING_RULES), **by_id(CHECK_RULES)}
    if id not in known:
        close = get_close_matches(id, known, n=1)
        raise FlowmartError(f"there is no rule '{id}': {f'did you mean {close[0]}?' if close else '`flowmart rule` lists them'}")
    return explanation(known[id])


def rule_list() -> Iterator[str]:
    """A line per rule: id, severity and what it finds."""
    from .rules.breaking import BREAKING_RULES
    from .rules.check import CHECK_RULES
    from .rules.lint import LINT_RULES

    rules: tuple[AnyRule, ...] = (*LINT_RULES, *CHECK_RULES, *BREAKING_RULES)
    width = max(len(rule.id) for rule in rules)
    return (f"{rule.id.ljust(width)}  {rule.severity.label:7}  {rule.summary}" for rule in rules)


def editor_schema(name: str) -> Iterator[str]:
    """The JSON Schema of a resource type's front matter, or of flowmart.yaml; the names when there is no name."""
    from .source.editor_schema import NAMES
    from .source.editor_schema import editor_schema as made

    if not name:
        return iter(NAMES)
    schema = made(name)
    if schema is None:
        raise FlowmartError(f"there is no schema of '{name}': choose among {', '.join(NAMES)}")
    return iter([json.dumps(schema, indent=2, ensure_ascii=False)])


def init(folder: Path, example: str = "") -> int:
    """A new project in `folder`; gives the number of files written. Nothing that exists is overwritten."""
    return start_project(Folder(folder, str(folder)), example)


def flowmart_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 15 ms that few commands need

    try:
        return version("flowmart")
    except PackageNotFoundError:  # a checkout that nobody installed
        return "0"


@lru_cache(maxsize=64)
def _lines(path: str) -> Sequence[str] | None:
    """The lines of a file by its path from the working directory; None for one that can't be read."""
    try:
        text = read_text(Path(path))
    except FlowmartError:
        return None
    return None if text is None else text.split("\n")


def _graph_of(folder: Path, config: Config) -> Graph:
    """The graph of a catalog that has something in it: an empty one would look as if everything was added or removed."""
    graph = resolve(read_catalog(folder, config.dependencies).catalog).graph
    if not graph.catalog.resources:
        raise FlowmartError(f"{folder} holds no resource: name the folder that has domains/, services/, events/ ...")
    return graph


def _catalog_in(folder: Path) -> Path:
    """The catalog of a project's folder, or the folder itself."""
    if not (folder / CONFIG_NAME).exists():
        return folder
    return folder / read_config(folder / CONFIG_NAME)[0].catalog


def _judgement(project: Project, only: Sequence[str], without: Sequence[str], baseline: "Baseline | None") -> "Judgement":
    from .rules.judge import lint as judged

    reading = read_catalog(project.catalog, project.config.dependencies)
    resolution = resolve(reading.catalog)
    noticed = (*project.diagnostics, *reading.diagnostics, *resolution.diagnostics)
    return judged(resolution.graph, noticed, project.config.lint, only=only, without=without, baseline=baseline)


def _baseline(path: Path) -> "Baseline":
    from .rules.judge import Baseline

    text = read_text(path)
    if text is None:
        raise FlowmartError(f"there is no baseline {path}: write it by --write-baseline")
    return Baseline(text, _shown(path))


def _mended(project: Project, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Carries out the fixes of findings in catalog files; gives those that were answered."""
    from .rules.fix import by_file, fixed

    folder = Folder(project.catalog, _shown(project.catalog))
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


_CHECKED_BY_RULES = frozenset(("output/edited", "handlers/missing", "handlers/unknown", "handlers/class", "handlers/syntax"))


def _code(project: Project, graph: Graph) -> "CodeFacts":
    """What the hand-written code does. Nothing of it is imported or run."""
    from .conformance.code import read_code
    from .emitters.message_names import message_names
    from .emitters.service_code import service_codes

    services = project.config.services.strip("/")
    folder = Folder(project.root, _shown(project.root))
    prefix = _shown(project.root)
    files = (
        [path for path in Folder(project.root / services, "").files() if path.endswith(".py")] if (project.root / services).is_dir() else []
    )

    def text(path: str) -> str | None:
        content = folder.read(path)
        return None if content is None else content.decode("utf-8", "replace")

    return read_code(
        service_codes(graph).services,
        services=services,
        output=project.config.output,
        messages=frozenset(name.class_name for name in message_names(graph).by_key.values()),
        files=[f"{services}/{path}" for path in files],
        text=text,
        shown=lambda path: f"{prefix}/{path}" if prefix else path,
    )


def _specified(project: Project, source: SpecSource) -> "SpecifiedService":
    from .conformance.specs import read_spec

    if source.kind != "faststream":
        path = project.root / source.path
        return read_spec(source.service, source.kind, path, _shown(path))
    from tempfile import TemporaryDirectory

    from .conformance.faststream import printed

    text = printed(source.path, project.root)
    with TemporaryDirectory() as folder:
        Folder(Path(folder), "").write("asyncapi.json", text)
        return read_spec(source.service, "asyncapi", Path(folder) / "asyncapi.json", source.path)


def _recorded(paths: Iterable[Path]) -> "Traffic":
    from .conformance.traffic import Traffic, read_traffic

    found: list[Traffic] = []
    for path in paths:
        text = read_text(path)
        if text is None:
            raise FlowmartError(f"there is no recording {path}: `flowmart run --record {path}` makes one")
        found.append(read_traffic(text, _shown(path)))
    return Traffic(tuple(seen for each in found for seen in each.seen), tuple(fault for each in found for fault in each.faults))


def _catalog_place(project: Project, place: Location) -> Location:
    folder = _shown(project.catalog)
    return replace(place, path=f"{folder}/{place.path}") if folder else place


def _emit(graph: Graph, config: Config, only: Sequence[str], *, handlers: bool) -> tuple[FileSet[Page], list[Diagnostic]]:
    pages: list[tuple[str, Page]] = []
    diagnostics: list[Diagnostic] = []
    for emitter in emitters(config, only):
        emission = emitter.emit(graph, config)
        pages.extend((emitter.name, page) for page in emission.pages if handlers or not page.once)
        diagnostics += emission.diagnostics
    return file_set(pages), diagnostics


def _render(project: Project, overrides: Path | None) -> Callable[[Sequence[Page]], Iterator[Rendered]]:
    renderer = Renderer(overrides)

    def render(pages: Sequence[Page]) -> Iterator[Rendered]:
        for page, diagnostics in settle(pages):
            yield Rendered(renderer.text(page), page.key, _in_catalog(project, diagnostics))

    return render


def _overrides(project: Project) -> Path | None:
    """The project's own templates, which go before flowmart's by name. In flowmart's own checkout the two are one."""
    folder = project.root / "templates"
    return folder if folder.is_dir() and folder.resolve() != TEMPLATES.resolve() else None


def _unknown(graph: Graph, id: str, version: str | None) -> str:
    versions = [resource.version for resource in graph.catalog.resources if resource.id == id]
    if versions:
        return f"no version of {id} matches '{version}': there is {', '.join(sorted(versions))}"
    close = get_close_matches(id, sorted({resource.id for resource in graph.catalog.resources}), n=1)
    hint = f"did you mean {close[0]}?" if close else "`flowmart list` names everything there is"
    return f"the catalog has no resource '{id}': {hint}"


def _in_catalog(project: Project, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings about catalog files, with paths from the working directory, so that a terminal or an editor can open them."""
    folder = _shown(project.catalog)
    if not folder:
        return list(diagnostics)
    return [replace(found, location=replace(found.location, path=f"{folder}/{found.location.path}")) for found in diagnostics]


def _with_related(project: Project, diagnostic: Diagnostic) -> Diagnostic:
    """A finding whose other places are in the catalog too."""
    folder = _shown(project.catalog)
    related = tuple(replace(place, path=f"{folder}/{place.path}" if folder else place.path) for place in diagnostic.related)
    return replace(_in_catalog(project, [diagnostic])[0], related=related)


def _relative(path: Path, root: Path) -> str:
    return os.path.relpath(path, root)


def _shown(path: Path) -> str:
    """How messages call a folder: relative to the working directory where that is shorter."""
    relative = os.path.relpath(path)
    return "" if relative == "." else relative
