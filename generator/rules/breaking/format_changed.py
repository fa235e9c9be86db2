"""The schema of a message has another format, or the message has no schema any more.

Why: A reader of JSON can't read Avro, whatever the fields are called.

Bad: `schemaPath: schema.json` becomes `schemaPath: schema.avsc`.

Good: a new message, or a new version on a channel of its own.
"""

from collections.abc import Iterator

from ...config import Mode
from ...diagnostics import Diagnostic, Severity
from ..review import Review
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for pair in review.schemas:
        if pair.format_changed:
            text = f"the schema of {pair.messages.new.key} was {pair.old.format}, is {pair.new.format}"
            yield RULE.finding(pair.new.location, text, subject=pair.messages.new)
    for messages in review.differences.message_pairs:
        old, new = messages.old, messages.new
        if messages.earlier or review.mode(new) is Mode.NONE:
            continue
        if old.schema is not None and new.schema is None:
            yield RULE.finding(new.at("id"), f"{new.key} has no schema any more", subject=new)
        if old.reply is not None and new.reply is None:
            yield RULE.finding(new.at("id"), f"{new.key} has no reply any more", subject=new)


RULE: Rule[Review] = Rule("breaking/format-changed", Severity.ERROR, __doc__, check)
