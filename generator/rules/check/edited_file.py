"""A generated file was changed by hand.

Why: The next run replaces it, and until then the code does what no catalog says.

Bad: a default value added in generated/messages/order_placed.py.

Good: the default in the schema, then `flowmart generate`.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._drift import drift


def check(subject: Subject) -> Iterator[Diagnostic]:
    return drift(subject, RULE, "edited", "was edited by hand", "change the catalog or the template, and run `flowmart generate`")


RULE: Rule[Subject] = Rule("check/edited-file", Severity.ERROR, __doc__, check)
