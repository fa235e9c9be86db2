"""What remains of everything that was found, after the configuration, suppressions in the files and a baseline had their say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..config import LintSettings
from ..diagnostics import Diagnostic
from ..graph.graph import Graph
from .baseline import compare, stale_findings
from .lint import LINT_RULES, config_unknown_rule
from .rule import AnyRule, by_id, selected
from .settings import Weights, unknown_settings
from .suppress import Subjects, suppress

LINT_BY_ID: Mapping[str, AnyRule] = by_id(LINT_RULES)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline file: its text, and its path as messages call it."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`findings` count; `all` are those that would without a baseline; `suppressed` and `known` say how many do not count, and why."""

    findings: tuple[Diagnostic, ...]
    all: tuple[Diagnostic, ...]
    suppressed: int = 0
    known: int = 0


def lint(
    graph: Graph,
    noticed: Iterable[Diagnostic],
    settings: LintSettings,
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    baseline: Baseline | None = None,
    known: Mapping[str, AnyRule] = LINT_BY_ID,
) -> Judgement:
    """Runs the lint rules on a graph and adds what reading and resolving noticed. `known` has every rule that a file may suppress."""
    rules = selected(LINT_RULES, only, without)
    weights = Weights(settings, known)
    found = [*noticed, *_about_settings(settings, known)]
    for rule in rules:
        if rule.check is not None and weights.may_find(rule):
            found += rule.check(graph)
    return judge(found, graph, weights, rules=rules, known=known, baseline=baseline)


def judge(
    found: Iterable[Diagnostic],
    graph: Graph,
    weights: Weights,
    *,
    rules: Sequence[AnyRule],
    known: Mapping[str, AnyRule],
    baseline: Baseline | None = None,
) -> Judgement:
    """Findings with the severity that the configuration gives them, less those that are off, not asked for, suppressed, or in the baseline."""
    judged = frozenset(rule.id for rule in rules)
    partial = len(rules) < len({rule.id for rule in known.values()})
    asked = [diagnostic for diagnostic in found if not partial or _is_asked(diagnostic, judged, known)]
    subjects = Subjects(graph) if weights.by_resource else None
    left = suppress(_weighed(asked, weights, subjects), graph, known=known, judged=judged, subjects=subjects)
    # What is said about suppressions can be switched off and weighed like anything else.
    own = [diagnostic for diagnostic in left.kept if diagnostic.rule.startswith("ignore/") and (not partial or diagnostic.rule in judged)]
    others = [diagnostic for diagnostic in left.kept if not diagnostic.rule.startswith("ignore/")]
    every = tuple(dict.fromkeys((*others, *_weighed(own, weights, subjects))))
    if baseline is None:
        return Judgement(every, every, left.count)
    compared = compare(every, baseline.text, known)
    stale = () if partial else _weighed(stale_findings(compared, baseline.path), weights, subjects)
    return Judgement((*compared.fresh, *stale), every, left.count, compared.known)


def _is_asked(diagnostic: Diagnostic, judged: frozenset[str], known: Mapping[str, AnyRule]) -> bool:
    """With a choice of rules, only theirs count, and what is essential for any of them."""
    rule = known.get(diagnostic.rule)
    return rule is None or rule.id in judged or rule.essential


def _weighed(found: Iterable[Diagnostic], weights: Weights, subjects: Subjects | None) -> list[Diagnostic]:
    kept: list[Diagnostic] = []
    for diagnostic in found:
        severity = weights.severity(diagnostic, () if subjects is None else subjects.of(diagnostic))
        if severity is not None:
            kept.append(diagnostic if severity is diagnostic.severity else replace(diagnostic, severity=severity))
    return kept


def _about_settings(settings: LintSettings, known: Mapping[str, AnyRule]) -> Iterable[Diagnostic]:
    for setting, reason in unknown_settings(settings, known):
        yield config_unknown_rule.RULE.finding(setting.location, reason, hint="`flowmart rule` lists the rules")
