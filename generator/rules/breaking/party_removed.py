"""A service no longer sends or receives a message that it did, and the message is still there.

Why: Without its sender an event never happens again, and those who wait for it wait for ever. Without its receiver a command is
never carried out.

Bad: `sends` of OrdersService loses OrderPlaced, which InventoryService receives.

Good: another sender, or the consumers move first.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import ResourceType
from ...model.resources import Message, Participant
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    new = review.differences.new
    for side, link in review.differences.old_links():
        message = link.message
        versions = new.index.versions(message.type, message.id)
        party = new.index.find((link.participant.type,), link.participant.id)
        if not versions or not isinstance(party, Participant):
            continue
        pointers = party.sends if side == "sends" else party.receives
        if any(pointer.id == message.id for pointer in pointers):
            continue
        current = versions[0]
        assert isinstance(current, Message)
        left = new.producers(current) if side == "sends" else new.consumers(current)
        waiting = sorted({found.participant.id for found in (new.consumers(current) if side == "sends" else new.producers(current))})
        serious = bool(waiting) and not left and (side == "sends" or message.type is not ResourceType.EVENT)
        tail = f"; it is still {'received' if side == 'sends' else 'sent'} by {', '.join(waiting)}" if serious else ""
        severity = Severity.ERROR if serious else Severity.WARNING if side == "sends" and waiting else Severity.NOTE
        text = f"{party.id} no longer {side} {message.id}{tail}"
        yield Diagnostic(party.at(side), RULE.id, severity, text, str(message.key))


RULE: Rule[Review] = Rule("breaking/party-removed", Severity.ERROR, __doc__, check)
