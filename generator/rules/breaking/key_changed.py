"""The property that keeps a message's order (`x-flowmart-key`) is another one.

Why: Messages of one key go through one partition. With another key, those in flight and those to come are no longer in order.

Bad: `x-flowmart-key: orderId` becomes `x-flowmart-key: customerId`.

Good: a new version on a channel of its own.
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
            if old.partition_key and old.partition_key != new.partition_key:
                text = f"the key of {new.key} was '{old.partition_key}', is '{new.partition_key or 'none'}'"
                yield RULE.finding(new.at("x-flowmart-key"), text, subject=new)


RULE: Rule[Review] = Rule("breaking/key-changed", Severity.ERROR, __doc__, check)
