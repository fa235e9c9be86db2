"""A file that the catalog calls for is not in the output folder.

Why: What runs is not what the catalog says.

Bad: a message was added to the catalog, and `flowmart generate` was not run.

Good: run `flowmart generate`, and commit what it writes.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._drift import drift


def check(subject: Subject) -> Iterator[Diagnostic]:
    return drift(subject, RULE, "missing", "is missing", "run `flowmart generate`")


RULE: Rule[Subject] = Rule("check/missing-file", Severity.ERROR, __doc__, check)
