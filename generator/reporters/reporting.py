"""What a reporter is given: the findings, and what it may want to know about their rules and files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..diagnostics import Report, Severity


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as reports show it: `summary` in a sentence, `help` the whole documentation."""

    id: str
    severity: Severity
    summary: str
    help: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """`tool` and `version` say who found it. `lines` gives the lines of a file by its path in the report, None where there is no such file."""

    report: Report
    tool: str
    version: str
    rules: Mapping[str, RuleText] = field(default_factory=dict[str, RuleText])
    lines: Callable[[str], Sequence[str] | None] = lambda path: None
    color: bool = False
