"""A specification has a message on another channel than the catalog.

Why: Producers and consumers that follow the catalog never meet the service.

Bad: OrderPlaced on `orders.{env}.events` in the catalog, on `shop-orders` in the AsyncAPI document.

Good: the same address; a placeholder of the catalog may be filled.
"""

import re
from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Severity
from ..rule import Rule
from ._specs import entry, matched, shape


def check(subject: Subject) -> Iterator[Diagnostic]:
    for found in matched(subject):
        if found.link is None or not found.link.channels or not found.operation.channel:
            continue
        addresses = [link.channel.address or link.channel.id for link in found.link.channels]
        if not any(_fits(found.operation.channel, address) for address in addresses):
            message = f"{found.link.message.id} is on {found.operation.channel} in the specification, and on {', '.join(addresses)} in the catalog"
            related = (entry(subject, found), *(subject.shown(link.channel.at("address")) for link in found.link.channels))
            yield subject.finding(RULE, found.operation.place, message, *related)


def _fits(written: str, address: str) -> bool:
    """Placeholders may have any name, or a value. Code-first tools put the handler's name behind a colon."""
    pattern = r"[^/]+?".join(re.escape(part) for part in shape(address).split("{}"))
    return any(shape(each) == shape(address) or re.fullmatch(pattern, each) for each in (written, written.partition(":")[0]))


RULE: Rule[Subject] = Rule("check/spec-channel", Severity.ERROR, __doc__, check)
