"""A line of a recording is no envelope.

Why: What it was can't be judged.

Bad: a file cut off in the middle of a line.

Good: a file that `flowmart run --record` wrote, or CloudEvents in JSON, one a line.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    for place in subject.traffic.faults if subject.traffic is not None else ():
        yield subject.finding(RULE, place, "this line is no recorded envelope")


RULE: Rule[Subject] = Rule("check/traffic-unreadable", Severity.ERROR, __doc__, check)
