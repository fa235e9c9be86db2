"""A generated file comes from nothing in the catalog any more.

Why: Code that uses it goes on working, with a message or service that is gone.

Bad: a service removed from the catalog, its module left in generated/.

Good: run `flowmart generate`, which removes its own files.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._drift import drift


def check(subject: Subject) -> Iterator[Diagnostic]:
    return drift(subject, RULE, "orphaned", "comes from nothing in the catalog any more", "run `flowmart generate`")


RULE: Rule[Subject] = Rule("check/orphaned-file", Severity.ERROR, __doc__, check)
