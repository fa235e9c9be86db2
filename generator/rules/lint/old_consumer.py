"""A current service receives an old version of a message only, although there is a newer one.

Why: The old version can't go as long as somebody reads it, and the producer has to send both. A service that lists the newest
version too is moving over, and is no finding.

Bad:

    OrderPlaced      1.0.0 and 2.0.0
    BillingService   receives: [{id: OrderPlaced, version: 1.0.0}]

Good:

    BillingService   receives: [{id: OrderPlaced, version: 2.0.0}]
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Participant
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for participant in graph.catalog.resources:
        if not isinstance(participant, Participant) or not graph.is_current(participant):
            continue
        links = graph.receives(participant)
        up_to_date = {link.message.id for link in links if graph.is_current(link.message)}
        for link in links:
            message = link.message
            if message.id not in up_to_date:
                newest = graph.index.versions(message.type, message.id)[0]
                text = f"{participant.id} receives {message.key}, and the newest version is {newest.version}"
                yield RULE.finding(link.pointer.location, text, subject=participant, hint=f"move on to {newest.version}, or list both")


RULE: Rule[Graph] = Rule("versions/old-consumer", Severity.WARNING, __doc__, check)
