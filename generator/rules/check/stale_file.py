"""A generated file is not what the catalog gives now.

Why: The code and the catalog have parted: somebody changed the catalog and did not generate.

Bad: a field was added to a schema, and generated/ was not committed with it.

Good: catalog and generated/ change in the same commit.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._drift import drift


def check(subject: Subject) -> Iterator[Diagnostic]:
    return drift(subject, RULE, "stale", "is not what the catalog says", "run `flowmart generate`")


RULE: Rule[Subject] = Rule("check/stale-file", Severity.ERROR, __doc__, check)
