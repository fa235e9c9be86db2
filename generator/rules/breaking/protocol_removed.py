"""A channel no longer offers a protocol that it offered.

Why: Clients that speak that protocol are cut off.

Bad: `protocols: [kafka, amqp]` becomes `protocols: [kafka]`.

Good: announce it, wait until nobody uses the protocol, then remove it.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import ResourceType
from ...model.resources import Channel
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for old, new in review.differences.kept(ResourceType.CHANNEL, Channel):
        for protocol in old.protocols:
            if protocol not in new.protocols:
                yield RULE.finding(new.at("protocols"), f"{new.id} no longer speaks {protocol}", subject=new)


RULE: Rule[Review] = Rule("breaking/protocol-removed", Severity.ERROR, __doc__, check)
