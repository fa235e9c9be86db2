"""A baseline: the findings that a catalog had when it adopted a check, one per line, so that only new ones count.

A line has file, rule and message, and neither line number nor severity: it holds when text moves or a rule is weighed otherwise.
Two equal findings are two lines. Does not touch the disk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ..diagnostics import Diagnostic, Location
from .lint import ignore_stale_baseline
from .rule import AnyRule

_HEADER = "# Findings that were here before, one per line; `flowmart lint --write-baseline` rewrites it. Lines may be removed at will."


@dataclass(frozen=True, slots=True)
class Compared:
    """`fresh` are the findings that the baseline does not have; `known` is how many it has; `stale` its lines that nothing matches."""

    fresh: tuple[Diagnostic, ...]
    known: int
    stale: tuple[tuple[int, str], ...]


def entry(diagnostic: Diagnostic) -> str:
    """The line of a finding."""
    return f"{diagnostic.location.path}: {diagnostic.rule}: {' '.join(diagnostic.message.split())}"


def fingerprint(diagnostic: Diagnostic) -> str:
    """A name for a finding that stays when it moves within its file."""
    return sha256(entry(diagnostic).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def written(found: Iterable[Diagnostic], rules: Mapping[str, AnyRule]) -> str:
    """The text of a baseline with these findings; those of essential rules have no place in one."""
    lines = sorted(entry(diagnostic) for diagnostic in found if not _is_essential(diagnostic, rules))
    return "\n".join([_HEADER, *lines, ""])


def compare(found: Iterable[Diagnostic], baseline: str, rules: Mapping[str, AnyRule]) -> Compared:
    lines = [(number, line.strip()) for number, line in enumerate(baseline.splitlines(), 1) if line.strip() and not line.startswith("#")]
    left = Counter(line for _, line in lines)
    fresh: list[Diagnostic] = []
    known = 0
    for diagnostic in sorted(found, key=lambda diagnostic: diagnostic.order):
        line = entry(diagnostic)
        if left[line] and not _is_essential(diagnostic, rules):
            left[line] -= 1
            known += 1
        else:
            fresh.append(diagnostic)
    stale: list[tuple[int, str]] = []
    for number, line in reversed(lines):
        if left[line]:
            left[line] -= 1
            stale.append((number, line))
    return Compared(tuple(fresh), known, tuple(reversed(stale)))


def stale_findings(compared: Compared, path: str) -> Iterable[Diagnostic]:
    for number, line in compared.stale:
        yield ignore_stale_baseline.RULE.finding(Location(path, number, 1), f"no longer found: {line}", hint="--write-baseline removes it")


def _is_essential(diagnostic: Diagnostic, rules: Mapping[str, AnyRule]) -> bool:
    rule = rules.get(diagnostic.rule)
    return rule is not None and rule.essential
