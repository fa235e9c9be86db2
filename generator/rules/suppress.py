"""Suppressions in catalog files: `x-flowmart-ignore`, a list of `{rule, reason}`.

An entry covers the findings of its rule about that resource: in its own file, its schemas and its examples. Essential rules are
never suppressed. An entry that suppresses nothing is a finding itself, and so is one without a reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, Location
from ..graph.graph import Graph
from ..model.json import Json
from ..model.resources import Message, Resource
from .lint import ignore_no_reason, ignore_not_possible, ignore_unused
from .rule import AnyRule

KEY = "x-flowmart-ignore"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An entry: the file that has it, and the rule that it names."""

    path: str
    rule: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """`kept` are the findings that remain, those about suppressions among them; `count` is how many went."""

    kept: tuple[Diagnostic, ...]
    count: int


class Subjects:
    """The resources that a file belongs to: its own, or those that name it as schema, example or specification."""

    def __init__(self, graph: Graph) -> None:
        self._by_path: dict[str, list[Resource]] = {}
        for resource in graph.catalog.resources:
            for path in dict.fromkeys(_paths(resource)):
                self._by_path.setdefault(path, []).append(resource)

    def of(self, diagnostic: Diagnostic) -> Sequence[Resource]:
        return self._by_path.get(diagnostic.location.path, ())


def suppress(
    found: Iterable[Diagnostic], graph: Graph, *, known: Mapping[str, AnyRule], judged: Iterable[str], subjects: Subjects | None = None
) -> Suppressed:
    """Takes away what the catalog's own files suppress. `known` has every rule there is, `judged` those whose findings are in `found`.

    An entry for a rule that was not judged this time is left alone: nobody knows whether it suppresses something.
    """
    wanted: dict[Suppression, Resource] = {}
    about: list[Diagnostic] = []
    for resource, suppression, problem in _read(graph, known):
        if problem is not None:
            about.append(problem)
        if suppression is not None:
            wanted[suppression] = resource
    if not wanted:
        return Suppressed((*found, *about), 0)
    subjects = subjects or Subjects(graph)
    kept: list[Diagnostic] = []
    used: set[Suppression] = set()
    count = 0
    for diagnostic in found:
        rule = known.get(diagnostic.rule)
        entries = (Suppression(resource.location.path, diagnostic.rule) for resource in subjects.of(diagnostic))
        matching = {entry for entry in entries if entry in wanted}
        if matching and (rule is None or not rule.essential):
            used |= matching
            count += 1
        else:
            kept.append(diagnostic)
    judged = frozenset(judged)
    unused = (_unused(resource, entry) for entry, resource in wanted.items() if entry not in used and entry.rule in judged)
    return Suppressed((*kept, *about, *unused), count)


def suppress_checked(
    found: Iterable[Diagnostic], graph: Graph, shown: Callable[[Location], Location], judged: Callable[[str], bool]
) -> Iterator[Diagnostic]:
    """What files of the catalog leave of the findings of `flowmart check`.

    An entry covers those that are about its resource, or that point at its file, wherever in the code they are. `judged` says whether a rule had something to
    judge: only then an entry that covers nothing is a finding.
    """
    wanted: dict[tuple[str, str], Resource] = {}
    for resource, entry in _entries(graph):
        name = entry.get("rule") if isinstance(entry, dict) else None
        if isinstance(name, str) and _of_check(name) is not None:
            wanted[shown(resource.location).path, name] = resource
    keys = {(str(resource.key), name): (path, name) for (path, name), resource in wanted.items()}
    used: set[tuple[str, str]] = set()
    for diagnostic in found:
        places = {(place.path, diagnostic.rule) for place in (diagnostic.location, *diagnostic.related)}
        matching = {keys.get((diagnostic.subject, diagnostic.rule), ("", "")), *places} & wanted.keys()
        used |= matching
        if not matching:
            yield diagnostic
    for key, resource in wanted.items():
        if key not in used and judged(key[1]):
            unused = _unused(resource, Suppression(resource.location.path, key[1]))
            yield replace(unused, location=shown(unused.location))


def _read(graph: Graph, known: Mapping[str, AnyRule]) -> Iterator[tuple[Resource, Suppression | None, Diagnostic | None]]:
    """Each entry with its resource, as a suppression if it is one, and what is wrong with it."""
    for resource, entry in _entries(graph):
        name = entry.get("rule") if isinstance(entry, dict) else None
        reason = entry.get("reason") if isinstance(entry, dict) else None
        rule = known.get(name) if isinstance(name, str) else None
        if rule is None and isinstance(name, str):
            rule = _of_check(name)
        if rule is None or rule.essential:
            yield resource, None, _not_possible(resource, name, rule)
            continue
        unexplained = not isinstance(reason, str) or not reason.strip()
        yield resource, Suppression(resource.location.path, rule.id), _no_reason(resource, rule) if unexplained else None


def _entries(graph: Graph) -> Iterator[tuple[Resource, Json]]:
    """Whatever stands in the files' lists, well written or not."""
    for resource in graph.catalog.resources:
        entries = resource.extensions.get(KEY) if resource.extensions else None
        if entries is not None:
            for entry in entries if isinstance(entries, list) else [entries]:
                yield resource, entry


def _of_check(name: str) -> AnyRule | None:
    """A rule of `flowmart check`, which lint does not judge by, but knows. Loaded only when a file names one."""
    if not name.startswith("check/"):
        return None
    from .check import CHECK_RULES

    return next((rule for rule in CHECK_RULES if rule.id == name), None)


def _not_possible(resource: Resource, name: object, rule: AnyRule | None) -> Diagnostic:
    if not isinstance(name, str):
        message, hint = f"an entry of {KEY} must have 'rule' and 'reason'", "write '- rule: <id>' and 'reason: <why>'"
    elif name.startswith("breaking/"):
        message, hint = (
            f"'{name}' can't be suppressed here",
            "a change is approved in flowmart.yaml, with a date: 'breaking: {approved: ...}'",
        )
    elif rule is None:
        message, hint = f"there is no rule '{name}'", "`flowmart rule` lists them"
    else:
        message, hint = f"'{name}' can't be suppressed", "mend what it finds"
    return ignore_not_possible.RULE.finding(resource.at(KEY), message, subject=resource, hint=hint)


def _no_reason(resource: Resource, rule: AnyRule) -> Diagnostic:
    message = f"the suppression of {rule.id} gives no reason"
    return ignore_no_reason.RULE.finding(resource.at(KEY), message, subject=resource, hint="add 'reason: <why>'")


def _unused(resource: Resource, entry: Suppression) -> Diagnostic:
    message = f"the suppression of {entry.rule} suppresses nothing"
    return ignore_unused.RULE.finding(resource.at(KEY), message, subject=resource, hint="remove the entry")


def _paths(resource: Resource) -> Iterator[str]:
    yield resource.location.path
    for specification in resource.specifications:
        if specification.file:
            yield specification.file
    if isinstance(resource, Message):
        for schema in resource.schemas if resource.reply is None else (*resource.schemas, resource.reply):
            yield schema.path
        for example in resource.examples:
            yield example.path
