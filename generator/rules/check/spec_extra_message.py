"""A specification has a message that the catalog's entry of the service does not.

Why: The service does something that nobody who reads the catalog knows of.

Bad: the AsyncAPI document of OrdersService sends OrderArchived; its entry in the catalog does not.

Good: the message in `sends` or `receives`.
"""

from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._specs import entry, matched


def check(subject: Subject) -> Iterator[Diagnostic]:
    for found in matched(subject):
        if found.link is None:
            operation = found.operation
            shown = f"{operation.method} {operation.path}".strip() or (operation.names[0] if operation.names else operation.channel)
            what = (
                f"{found.message.id}, which {found.service.id} neither sends nor receives"
                if found.message
                else f"{shown}, which the catalog does not have"
            )
            message = f"the specification of {found.service.id} has {what}"
            yield subject.finding(
                RULE, operation.place, message, entry(subject, found), hint="add it to the service's entry, or remove it from the service"
            )


RULE: Rule[Subject] = Rule("check/spec-extra-message", Severity.ERROR, __doc__, check)
