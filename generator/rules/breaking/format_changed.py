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
    for pair in review.differences.message_pairs:
        if not pair.earlier and pair.old.schema is not None and pair.new.schema is None and review.mode(pair.new) is not Mode.NONE:
            yield RULE.finding(pair.new.at("id"), f"{pair.new.key} has no schema any more", subject=pair.new)
        if not pair.earlier and pair.old.reply is not None and pair.new.reply is None:
            yield RULE.finding(pair.new.at("id"), f"{pair.new.key} has no reply any more", subject=pair.new)


RULE: Rule[Review] = Rule("breaking/format-changed", Severity.ERROR, __doc__, check)
