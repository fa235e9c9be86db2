"""A command or a query is no longer reached over HTTP, or by another method or path.

Why: Clients call the method and the path that they know, and get 404 or 405.

Bad: `path: /orders/{orderId}` becomes `/order/{orderId}`.

Good: a new version of the message with the new path beside the old one.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import MESSAGE_TYPES
from ...model.resources import Message
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for type in MESSAGE_TYPES:
        for old, new in review.differences.kept(type, Message):
            before, after = old.operation, new.operation
            if before is None or not before.path:
                continue
            if after is None or not after.path:
                yield RULE.finding(new.at("id"), f"{new.key} lost its operation {before.method} {before.path}", subject=new)
            elif (before.method, before.path) != (after.method, after.path):
                message = f"the operation of {new.key} was {before.method} {before.path}, is {after.method} {after.path}"
                yield RULE.finding(new.at("operation"), message, subject=new)


RULE: Rule[Review] = Rule("breaking/operation-changed", Severity.ERROR, __doc__, check)
