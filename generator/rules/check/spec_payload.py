"""The payload of a message means something else in a specification than in the catalog.

Compared by meaning, not by text: what the service sends must be valid under the catalog's schema, and what the catalog's schema allows must be
valid for a service that receives it. A service that merely promises more, or reads more tolerantly, is no finding.

Why: Messages that the one side sends are refused, or misread, by the other.

Bad: `total` is an integer in the catalog, a string in the AsyncAPI document.

Good: the same meaning.
"""

import json
from collections.abc import Iterator

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json
from ...model.resources import SchemaFile
from ...model.specifications import Direction
from ..rule import Rule
from ._specs import Matched, entry, matched, on_other_side


def check(subject: Subject) -> Iterator[Diagnostic]:
    for found in matched(subject):
        if found.link is None or found.message is None or on_other_side(subject, found):
            continue
        is_sent = found.operation.direction is Direction.SEND
        yield from _compared(subject, found, found.link.message.schema, found.operation.schema, sent=is_sent, what=found.message.id)
        if found.operation.reply is not None and found.message.reply is not None:
            yield from _compared(
                subject, found, found.message.reply, found.operation.reply, sent=True, what=f"the reply to {found.message.id}"
            )


def _compared(
    subject: Subject, found: Matched, declared: SchemaFile | None, written: Json, *, sent: bool, what: str
) -> Iterator[Diagnostic]:
    if declared is None or declared.content is None or not isinstance(written, dict | bool):
        return
    if declared.format not in ("jsonschema", "json-schema", "json", "yaml", "") or found.operation.avro:
        return  # Avro and Protobuf have no form that both documents share
    from ...compatibility.json_schema import compare  # here: a check of code does not need it, and loading it takes time
    from ...compatibility.verdict import SchemaText, Verdict

    beside = {path: document.content for path, document in subject.graph.catalog.documents.items()}
    old = SchemaText(declared.path, declared.content, beside)
    comparison = compare(old, SchemaText(f"{declared.path}!specification", json.dumps(written)))
    place = found.operation.schema_place or found.operation.place
    related = (subject.shown(Location(declared.path, 1, 1)), entry(subject, found))
    for change in comparison.changes:
        verdict = change.forward if sent else change.backward
        if verdict is Verdict.INCOMPATIBLE:
            side = "what is sent may not be valid under the catalog's schema" if sent else "what the catalog allows may be refused"
            at = f" at {change.path}" if change.path else ""
            yield subject.finding(RULE, place, f"{what} differs{at} (catalog, then specification): {change.message}", *related, hint=side)


RULE: Rule[Subject] = Rule("check/spec-payload", Severity.ERROR, __doc__, check)
