"""A payload was seen that breaks its schema in the catalog.

Why: Consumers that trust the schema fail, or do the wrong thing.

Bad: `{"orderId": 17}` on the wire, where the schema says `string`.

Good: what the schema says.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...conformance.subject import Subject
from ...diagnostics import Diagnostic, Location, Severity
from ...model.formats import JSON_SCHEMA
from ..rule import Rule
from ._traffic import recognised

if TYPE_CHECKING:
    from ..validation import Validator

_MOST = 3


def check(subject: Subject) -> Iterator[Diagnostic]:
    if subject.traffic is None:
        return
    from ..payloads import payloads
    from ..references import documents
    from ..validation import validator

    validators: dict[str, Validator | None] = {}
    told: set[str] = set()
    for seen, message in recognised(subject):
        schema = message.schema
        if schema is None:
            continue
        if schema.path not in validators:
            payload = payloads(subject.graph).of(schema)
            usable = payload is not None and payload.kind == JSON_SCHEMA and payload.tree is not None
            validators[schema.path] = validator(payload, documents(subject.graph)) if payload is not None and usable else None
        compiled = validators[schema.path]
        for path, problem in compiled.problems(seen.data, _MOST) if compiled is not None else ():
            where = ".".join(map(str, path)) or "the payload"
            if f"{seen.id} {where}" not in told:  # one message has a line for each service that handled it
                told.add(f"{seen.id} {where}")
                text = f"{seen.type} breaks its schema at {where}: {problem}"
                yield subject.finding(RULE, seen.place, text, subject.shown(Location(schema.file, 1, 1)))


RULE: Rule[Subject] = Rule("check/traffic-payload", Severity.ERROR, __doc__, check)
