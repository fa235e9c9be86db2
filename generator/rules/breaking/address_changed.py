"""A channel has another address.

Why: Whoever still listens at the old address hears nothing more, and nobody notices.

Bad: `address: orders.events` becomes `address: orders.v2.events` in place.

Good: a second channel, and a route or a time in which both are served.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import ResourceType
from ...model.resources import Channel
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for old, new in review.differences.kept(ResourceType.CHANNEL, Channel):
        if old.address != new.address and old.address:
            yield RULE.finding(new.at("address"), f"the address of {new.id} was '{old.address}', is '{new.address}'", subject=new)


RULE: Rule[Review] = Rule("breaking/address-changed", Severity.ERROR, __doc__, check)
