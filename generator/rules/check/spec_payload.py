"""The payload of a message means something else in a specification than in the catalog.

Compared by meaning, not by text: what the service sends must be valid under the catalog's schema, and what the catalog's schema allows must be
valid for a service that receives it. A service that merely promises more, or reads more tolerantly, is no finding. JSON Schema, Avro and Protobuf each
by its own rules; where it can't be told, `check/cant-tell` says so.

Why: Messages that the one side sends are refused, or misread, by the other.

Bad: `total` is an integer in the catalog, a string in the AsyncAPI document.

Good: the same meaning.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule


def check(subject: Subject) -> Iterator[Diagnostic]:
    if not subject.specs:
        return
    from ...compatibility.verdict import Verdict
    from ._payloads import differences

    for found in differences(subject):
        if found.verdict is Verdict.INCOMPATIBLE:
            yield subject.finding(RULE, found.place, found.message, *found.related, hint=found.hint)


RULE: Rule[Subject] = Rule("check/spec-payload", Severity.ERROR, __doc__, check)
