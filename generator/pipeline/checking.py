"""`flowmart check`: generated files, hand-written code, specifications and traffic held against the catalog."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import SpecSource
from ..diagnostics import Diagnostic, FlowmartError, Report
from ..graph.graph import Graph
from ..output.check import drifted
from ..output.folder import Folder
from ..source.files import read_text
from .generating import generate
from .project import Project, catalog_place, load, rendered_report, shown

if TYPE_CHECKING:
    from ..conformance.facts import CodeFacts
    from ..conformance.specs import SpecifiedService
    from ..conformance.subject import Subject
    from ..conformance.traffic import Traffic
    from ..emitters.message_names import MessageNames


def check(project: Project, *, specs: Sequence[SpecSource] = (), traffic: Sequence[Path] = ()) -> Report:
    """Where the catalog and what really is disagree: generated files, hand-written code, specifications, recorded traffic.

    `specs` and `traffic` narrow the question to themselves; without them generated files, code, and the configuration's `specs` are asked.
    """
    from ..conformance.facts import NO_CODE
    from ..conformance.subject import Drifted, Subject
    from ..emitters.message_names import message_names
    from ..rules.check import CHECK_RULES
    from ..rules.rule import by_id
    from ..rules.settings import Weights

    noticed: tuple[Diagnostic, ...] = ()
    drift: tuple[Drifted, ...] = ()
    if specs or traffic:
        graph = load(project).graph
    else:
        generation = generate(project, reviewed=False)
        # What reading the code finds goes further than what generating finds on the way.
        noticed = tuple(found for found in generation.report if found.rule not in _CHECKED_BY_RULES)
        graph = generation.graph
        drift = tuple(drifted(generation.plan, lambda place: catalog_place(project, place)))
    names = message_names(graph)
    code = NO_CODE if specs or traffic else _code(project, graph, names)
    subject = Subject(
        graph,
        names,
        lambda place: catalog_place(project, place),
        drift=drift,
        specs=tuple(_specified(project, source) for source in specs or (() if traffic else project.config.specs)),
        traffic=_recorded(traffic) if traffic else None,
        package=project.config.services.strip("/").replace("/", "."),
        code=code,
    )
    weights = Weights(project.config.lint, by_id(CHECK_RULES))
    found = [each for rule in CHECK_RULES if rule.check is not None and weights.may_find(rule) for each in rule.check(subject)]
    resources = {str(resource.key): (resource,) for resource in graph.catalog.resources} if weights.by_resource else {}
    weighed = [
        replace(each, severity=severity)
        for each in found
        if (severity := weights.severity(each, resources.get(each.subject, ()))) is not None
    ]
    return Report((*noticed, *_left(subject, weighed, whole=not (specs or traffic))))


def _left(subject: "Subject", found: Sequence[Diagnostic], *, whole: bool) -> tuple[Diagnostic, ...]:
    """What the catalog's own files do not suppress. Few have such entries, so the room for them is loaded only then."""
    if not any("x-flowmart-ignore" in (resource.extensions or ()) for resource in subject.graph.catalog.resources):
        return tuple(found)
    from ..rules.suppress import suppress_checked

    def judged(rule: str) -> bool:
        if rule.startswith("check/traffic-"):
            return subject.traffic is not None
        return bool(subject.specs) if rule.startswith("check/spec-") else whole

    return tuple(suppress_checked(found, subject.graph, subject.shown, judged))


def check_report(report: Report, format: str, *, color: bool = False) -> Iterator[str]:
    """The findings of `check` in one of the formats of reporters/registry.py."""
    from ..rules.check import CHECK_RULES

    return rendered_report(report, CHECK_RULES, format, color=color)


_CHECKED_BY_RULES = frozenset(("output/edited", "handlers/missing", "handlers/unknown", "handlers/class", "handlers/syntax"))


def _code(project: Project, graph: Graph, names: "MessageNames") -> "CodeFacts":
    """What the hand-written code does. Nothing of it is imported or run."""
    from ..conformance.code import read_code
    from ..emitters.service_code import service_codes

    services = project.config.services.strip("/")
    prefix = shown(project.root)
    folder = Folder(project.root, prefix)
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
        messages=frozenset(name.class_name for name in names.by_key.values()),
        files=[f"{services}/{path}" for path in files],
        text=text,
        shown=lambda path: f"{prefix}/{path}" if prefix else path,
    )


def _specified(project: Project, source: SpecSource) -> "SpecifiedService":
    from ..conformance.specs import read_spec

    if source.kind != "faststream":
        path = project.root / source.path
        return read_spec(source.service, source.kind, path, shown(path))
    from tempfile import TemporaryDirectory

    from ..conformance.faststream import printed

    text = printed(source.path, project.root)
    with TemporaryDirectory() as folder:
        Folder(Path(folder), "").write("asyncapi.json", text)
        return read_spec(source.service, "asyncapi", Path(folder) / "asyncapi.json", source.path)


def _recorded(paths: Iterable[Path]) -> "Traffic":
    from ..conformance.traffic import Traffic, read_traffic

    found: list[Traffic] = []
    for path in paths:
        text = read_text(path)
        if text is None:
            raise FlowmartError(f"there is no recording {path}: `flowmart run --record {path}` makes one")
        found.append(read_traffic(text, shown(path)))
    return Traffic(tuple(seen for each in found for seen in each.seen), tuple(fault for each in found for fault in each.faults))
