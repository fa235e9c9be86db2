"""What a rule is: an id that lives for ever, a default severity, its documentation, and a check.

A rule file has a docstring (the finding in a sentence, then `Why:`, `Bad:` and `Good:`), a `check` generator and one record.
A record without a check documents what the reader or the resolver finds: they can't go on without noticing it.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Never, TypeAlias, TypeVar

from ..diagnostics import Diagnostic, FlowmartError, Location, Severity
from ..model.resources import Resource

T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Rule(Generic[T_contra]):
    """`check` judges a `T`: a graph for lint, the differences of two graphs for breaking.

    `severity` is the default; flowmart.yaml may give another. An `essential` rule says that something can't be read or
    trusted at all: it can't be switched off, suppressed or put into a baseline. `formerly` has the ids that it had before.
    """

    id: str
    severity: Severity
    documentation: str | None
    check: Callable[[T_contra], Iterator[Diagnostic]] | None = None
    essential: bool = False
    formerly: tuple[str, ...] = ()

    def finding(self, place: Location, message: str, *, subject: Resource | None = None, hint: str = "") -> Diagnostic:
        return Diagnostic(place, self.id, self.severity, message, "" if subject is None else str(subject.key), hint)

    @property
    def help(self) -> str:
        """The whole documentation."""
        return inspect.cleandoc(self.documentation or "")

    @property
    def summary(self) -> str:
        """The first sentence of the documentation, on one line."""
        paragraph = self.help.partition("\n\n")[0]
        return " ".join(paragraph.split())


AnyRule: TypeAlias = Rule[Never]
"""A rule of any kind, for who does not run its check."""

R = TypeVar("R", bound=AnyRule)


def explanation(rule: AnyRule) -> Iterator[str]:
    """What `flowmart rule <id>` prints."""
    yield f"{rule.id} ({rule.severity.label})"
    yield ""
    yield from rule.help.splitlines()
    if rule.essential:
        yield ""
        yield "It can't be switched off, suppressed or put into a baseline."
    if rule.formerly:
        yield ""
        yield f"Formerly {', '.join(rule.formerly)}; the old names still work."


def by_id(rules: Iterable[R]) -> dict[str, R]:
    """Rules by their id and by those they had formerly."""
    found: dict[str, R] = {}
    for rule in rules:
        for id in (rule.id, *rule.formerly):
            if id in found:
                raise ValueError(f"two rules are called {id}")
            found[id] = rule
    return found


def selected(rules: Iterable[R], only: Iterable[str], without: Iterable[str]) -> tuple[R, ...]:
    """The rules that a user chose by ids or groups (`refs`): all when `only` is empty. Raises FlowmartError for a name that nothing has."""
    rules = tuple(rules)
    chosen, refused = tuple(only), tuple(without)
    for name in (*chosen, *refused):
        if not any(covers(name, rule) for rule in rules):
            raise FlowmartError(f"there is no rule '{name}': `flowmart rule` lists them")
    return tuple(
        rule
        for rule in rules
        if (not chosen or any(covers(name, rule) for name in chosen)) and not any(covers(name, rule) for name in refused)
    )


def covers(name: str, rule: AnyRule) -> bool:
    """True when `name` is the rule's id, one that it had, its group, or `all`."""
    return name in ("all", rule.id, rule.id.partition("/")[0]) or name in rule.formerly
