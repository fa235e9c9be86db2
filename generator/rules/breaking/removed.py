"""A message, channel, service or data product is gone, though somebody used it.

Why: Whoever sent, received, deployed or read it still does: the catalog says that there is nothing, the systems find out in production.

Bad: the folder of `OrderPlaced` is deleted while InventoryService receives it.

Good: mark it `deprecated`, let its consumers move, then remove both sides.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Location, Severity
from ...model.ids import MESSAGE_TYPES, ResourceType
from ...model.resources import Channel, DataProduct, Message, Participant, Resource
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for resource in review.differences.removed:
        if resource.type in MESSAGE_TYPES or resource.type in _TYPES:
            yield _finding(review, resource)


def _finding(review: Review, resource: Resource) -> Diagnostic:
    users = list(dict.fromkeys(_users(review, resource)))
    message, severity, hint = f"{resource.type} {resource.key} was removed", Severity.NOTE, ""
    if not users:
        message += "; nobody used it"
    elif resource.deprecated is not None and not _is_named(review, resource):
        message += " after its deprecation; nobody names it any more"
    else:
        message, severity, hint = f"{message} while {', '.join(users)} used it", Severity.ERROR, "deprecate it first"
    return Diagnostic(Location(resource.location.path), RULE.id, severity, message, str(resource.key), hint)


_TYPES = (ResourceType.CHANNEL, ResourceType.SERVICE, ResourceType.AGENT, ResourceType.DATA_PRODUCT)


def _is_named(review: Review, resource: Resource) -> bool:
    """Does anything in the new catalog still point to it?"""
    for other in review.differences.new.catalog.resources:
        if isinstance(other, Participant):
            for pointer in (*other.sends, *other.receives):
                if pointer.id == resource.id or any(channel.id == resource.id for channel in pointer.channels):
                    return True
        if isinstance(other, DataProduct) and any(reference.id == resource.id for reference in other.inputs):
            return True
    return False


def _users(review: Review, resource: Resource) -> Iterator[str]:
    """Those that are still there, or that the removal itself takes away its work from."""
    old, new = review.differences.old, review.differences.new

    def remains(other: Resource) -> bool:
        return bool(new.index.versions(other.type, other.id))

    match resource:
        case Message():
            for version in old.index.versions(resource.type, resource.id):
                links = (*old.consumers(version), *old.producers(version)) if isinstance(version, Message) else ()
                yield from (link.participant.id for link in links if remains(link.participant))
        case Channel():
            for message in old.messages_on(resource):
                if remains(message):
                    yield message.id
        case Participant():
            for link in old.sends(resource):
                yield from (
                    found.participant.id
                    for found in old.consumers(link.message)
                    if found.participant is not resource and remains(found.participant)
                )
            for link in old.receives(resource):
                if link.message.type is not ResourceType.EVENT:
                    yield from (
                        found.participant.id
                        for found in old.producers(link.message)
                        if found.participant is not resource and remains(found.participant)
                    )
        case DataProduct():
            for other in old.every(ResourceType.DATA_PRODUCT, DataProduct):
                if other.id != resource.id and any(reference.id == resource.id for reference in other.inputs) and remains(other):
                    yield other.id
        case _:
            pass


RULE: Rule[Review] = Rule("breaking/removed", Severity.ERROR, __doc__, check)
