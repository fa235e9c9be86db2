"""A channel promises less about delivery than before.

Why: A consumer that relied on at-least-once loses messages under at-most-once; one that relied on exactly-once sees duplicates.

Bad: `deliveryGuarantee: at-least-once` becomes `at-most-once`.

Good: keep the guarantee, or a second channel with the weaker one.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import ResourceType
from ...model.resources import Channel
from ..review import Review
from ..rule import Rule

_STRENGTH = {"": 0, "at-most-once": 1, "at-least-once": 2, "exactly-once": 3}


def check(review: Review) -> Iterator[Diagnostic]:
    for old, new in review.differences.kept(ResourceType.CHANNEL, Channel):
        before, after = old.delivery_guarantee, new.delivery_guarantee
        if _STRENGTH.get(after, 0) < _STRENGTH.get(before, 0):
            yield RULE.finding(new.at("deliveryGuarantee"), f"{new.id} was {before}, is {after or 'without a guarantee'}", subject=new)


RULE: Rule[Review] = Rule("breaking/delivery-weakened", Severity.ERROR, __doc__, check)
