"""A message, channel or service was removed that was never marked as deprecated.

Why: Deprecation is the notice that consumers get. Without it the removal is the first that they hear of it.

Bad: an event is in the catalog in one commit and gone in the next.

Good: `deprecated: {message: ..., date: ...}` for a while, then the removal.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Location, Severity
from ...model.ids import MESSAGE_TYPES, ResourceType
from ..review import Review
from ..rule import Rule

_TYPES = (*MESSAGE_TYPES, ResourceType.CHANNEL, ResourceType.SERVICE, ResourceType.DATA_PRODUCT)


def check(review: Review) -> Iterator[Diagnostic]:
    for resource in review.differences.removed:
        if resource.type in _TYPES and resource.deprecated is None and not resource.draft:
            message = f"{resource.type} {resource.key} was removed without having been deprecated"
            yield RULE.finding(Location(resource.location.path), message, subject=resource, hint="deprecate it for a while before it goes")


RULE: Rule[Review] = Rule("breaking/deprecation-skipped", Severity.WARNING, __doc__, check)
