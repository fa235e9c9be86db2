"""From a review to findings that count: who is hurt, what is approved, and what is left of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..config import Approval
from ..diagnostics import Diagnostic, Location, Severity
from ..graph.graph import Link
from ..model.ids import ResourceType
from ..model.resources import Message
from .breaking import BREAKING_RULES, approval_expired, approval_stale
from .breaking.schemas import SchemaFinding, schema_findings
from .breaking.version_bump import is_major
from .review import Review
from .rule import Rule, selected

_STEP = re.compile(r"[^.\[\]/]+")


@dataclass(frozen=True, slots=True)
class Consumer:
    """A party that receives a changed message. `uses` tells whether its `fields` have the changed one; None when it declares none."""

    id: str
    teams: tuple[str, ...]
    uses: bool | None
    pointer: Location

    @property
    def is_hurt(self) -> bool:
        return self.uses is not False

    def __str__(self) -> str:
        teams = f" ({', '.join(self.teams)})" if self.teams else ""
        return f"{self.id}{teams}{'' if self.uses is None else ', uses it' if self.uses else ', does not use it'}"


@dataclass(frozen=True, slots=True)
class Consequence:
    """A finding, the message that it is about if it is about one, the field, who is hurt, and what approves it."""

    diagnostic: Diagnostic
    message: Message | None = None
    path: str = ""
    consumers: tuple[Consumer, ...] = ()
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was found, in the order of the rules, with what is to be said about approvals."""

    consequences: tuple[Consequence, ...]
    about_approvals: tuple[Diagnostic, ...] = ()


def breaking(
    review: Review, *, today: date, consumers_only: bool = False, only: Sequence[str] = (), without: Sequence[str] = ()
) -> Outcome:
    """Runs the breaking rules. With `consumers_only` a finding that hurts no consumer is a note."""
    rules = selected(BREAKING_RULES, only, without)
    messages = _messages(review)
    found = [consequence for rule in rules for consequence in _found(review, rule, messages)]
    if consumers_only:
        found = [_only_if_hurt(consequence) for consequence in found]
    approvals = _Approvals(review.settings.approved, today)
    approved = tuple(approvals.applied(consequence) for consequence in found)
    partial = len(rules) < len(BREAKING_RULES)
    return Outcome(approved, tuple(approvals.findings(stale=not partial)))


def _found(review: Review, rule: Rule[Review], by_subject: Mapping[str, Message]) -> Iterator[Consequence]:
    if rule.check is None:
        return
    schema = list(schema_findings(review, rule.id))
    if schema:
        yield from (_of_schema(review, found) for found in schema)
        return
    for diagnostic in rule.check(review):
        message = by_subject.get(diagnostic.subject)
        consumers = () if message is None else tuple(_consumers(review, message, ""))
        yield _told(Consequence(diagnostic, message, "", consumers))


def _messages(review: Review) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for graph in (review.differences.old, review.differences.new):
        found.update((str(message.key), message) for message in graph.messages)
    return found


def _of_schema(review: Review, found: SchemaFinding) -> Consequence:
    """A major version beside the old one that nobody follows is what a major version is for: it breaks nobody."""
    message, old = found.pair.messages.new, found.pair.messages.old
    consumers = tuple(_consumers(review, message, found.change.path, version=message.version if found.pair.compares_versions else ""))
    diagnostic = found.diagnostic
    if found.pair.compares_versions and not consumers and diagnostic.severity > Severity.NOTE:
        kept = review.differences.new.index.find((message.type,), message.id, old.version)
        if kept is not None and kept.version == old.version and is_major(old.version, message.version):
            diagnostic = replace(diagnostic, severity=Severity.NOTE, hint=f"a major version beside {old.version}, which nobody follows yet")
    return _told(Consequence(diagnostic, message, found.change.path, consumers))


def _told(consequence: Consequence) -> Consequence:
    """The finding with its consumers in words, and with their places."""
    diagnostic = consequence.diagnostic
    if not consequence.consumers or diagnostic.severity is Severity.NOTE:
        return consequence
    who = f"received by {'; '.join(str(consumer) for consumer in consequence.consumers)}"
    hint = f"{diagnostic.hint}; {who}" if diagnostic.hint else who
    related = tuple(consumer.pointer for consumer in consequence.consumers if consumer.is_hurt)
    return replace(consequence, diagnostic=replace(diagnostic, hint=hint, related=related))


def _consumers(review: Review, message: Message, path: str, version: str = "") -> Iterator[Consumer]:
    """Those of any version or, with `version`, without those that stay at another one."""
    for link in review.differences.consumers(message):
        if link.participant.type is ResourceType.DOMAIN or (version and _stays(review, link, version)):
            continue
        graph = review.differences.new
        teams = tuple(owner.id for owner in graph.owners(link.participant)) or tuple(reference.id for reference in link.participant.owners)
        yield Consumer(link.participant.id, teams, _uses(link, path), link.pointer.location)


def _stays(review: Review, link: Link, version: str) -> bool:
    """Its pointer leads to another version that is still there."""
    reached = review.differences.new.index.find((link.message.type,), link.message.id, link.pointer.version)
    return reached is not None and reached.version != version


def _uses(link: Link, path: str) -> bool | None:
    """Do the declared fields have the changed one, something in it, or what holds it? A change of the whole touches everybody."""
    if not link.pointer.fields:
        return None
    steps = _steps(path)
    return not steps or any(_overlap(steps, _steps(field)) for field in link.pointer.fields)


def _steps(path: str) -> list[str]:
    return [step for step in _STEP.findall(path.removeprefix("$")) if step != "*" and not step.isdigit()]


def _overlap(one: list[str], other: list[str]) -> bool:
    return all(first == second for first, second in zip(one, other, strict=False))


def _only_if_hurt(consequence: Consequence) -> Consequence:
    if consequence.message is None or any(consumer.is_hurt for consumer in consequence.consumers):
        return consequence
    if consequence.diagnostic.severity is Severity.NOTE:
        return consequence
    hint = "; ".join(filter(None, (consequence.diagnostic.hint, "it hurts no consumer of the catalog")))
    return replace(consequence, diagnostic=replace(consequence.diagnostic, severity=Severity.NOTE, hint=hint))


class _Approvals:
    """Applies the approvals of the configuration, and remembers which were of use."""

    def __init__(self, approvals: Iterable[Approval], today: date) -> None:
        self._approvals = tuple(approvals)
        self._today = today
        self._used: set[int] = set()

    def applied(self, consequence: Consequence) -> Consequence:
        diagnostic = consequence.diagnostic
        if diagnostic.severity is Severity.NOTE:
            return consequence
        for index, approval in enumerate(self._approvals):
            if not _fits(approval, consequence):
                continue
            self._used.add(index)
            if approval.until < self._today:
                continue
            hint = f"approved until {approval.until.isoformat()}: {approval.reason}"
            return replace(consequence, diagnostic=replace(diagnostic, severity=Severity.NOTE, hint=hint), approval=approval)
        return consequence

    def findings(self, *, stale: bool) -> Iterator[Diagnostic]:
        for index, approval in enumerate(self._approvals):
            what = f"of {approval.rule}" + (f" for {approval.resource}" if approval.resource else "")
            if index in self._used and approval.until < self._today:
                text = f"the approval {what} expired on {approval.until.isoformat()}"
                yield approval_expired.RULE.finding(approval.location, text, hint="finish the move, or give a new date")
            elif index not in self._used and stale:
                yield approval_stale.RULE.finding(approval.location, f"the approval {what} approves nothing", hint="remove it")


def _fits(approval: Approval, consequence: Consequence) -> bool:
    diagnostic = consequence.diagnostic
    if approval.rule not in ("all", diagnostic.rule, diagnostic.rule.partition("/")[0]):
        return False
    if approval.resource and approval.resource not in (diagnostic.subject, diagnostic.subject.rpartition(" ")[0]):
        return False
    return not approval.path or approval.path == consequence.path
