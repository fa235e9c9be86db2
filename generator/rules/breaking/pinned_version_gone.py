"""A version is gone that somebody pins.

Why: Who names a version in `sends` or `receives` has code for that version; the newer one may look different.

Bad: `receives: [{id: OrderPlaced, version: 1.0.0}]`, and only 2.0.0 is left.

Good: keep the version below `versioned/` until nobody names it.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.versions import is_latest
from ...model.resources import Participant
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    new = review.differences.new
    for side, link in review.differences.old_links():
        pinned, message = link.pointer.version, link.message
        if pinned is None or is_latest(pinned) or not new.index.knows((message.type,), message.id):
            continue
        if new.index.find((message.type,), message.id, pinned) is not None:
            continue
        party = new.index.find((link.participant.type,), link.participant.id)
        if not isinstance(party, Participant):
            continue
        pointers = party.sends if side == "sends" else party.receives
        pointer = next((found for found in pointers if found.id == message.id), None)
        if pointer is not None and pointer.version == pinned:
            left = ", ".join(found.version for found in new.index.versions(message.type, message.id))
            text = f"{party.id} {side} {message.id} {pinned}, which is gone; there is {left}"
            yield RULE.finding(pointer.location, text, subject=message, hint="keep the version below versioned/, or move the consumer")


RULE: Rule[Review] = Rule("breaking/pinned-version-gone", Severity.ERROR, __doc__, check)
