"""What the rules about generated files share: a finding for each file that is not as it should be in one way."""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic
from ..rule import Rule


def drift(subject: Subject, rule: Rule[Subject], kind: str, says: str, hint: str) -> Iterator[Diagnostic]:
    """The files of a `Drifted.kind`; `says` goes on after the path."""
    for drifted in subject.drift:
        if drifted.kind == kind:
            related = () if drifted.source is None else (drifted.source,)
            yield subject.finding(rule, drifted.place, f"{drifted.place.path} {says}", *related, hint=hint)
