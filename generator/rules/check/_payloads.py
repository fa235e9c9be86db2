"""What the rules about the payloads of specifications share: each payload held against the catalog's schema, in the format that both have."""

import json
from collections.abc import Iterator
from functools import lru_cache

from ...compatibility.verdict import Comparison, SchemaText, Verdict
from ...conformance.record import Record
from ...conformance.subject import Subject
from ...diagnostics import Location
from ...model import formats
from ...model.formats import AVRO, JSON_SCHEMA, PROTOBUF, TITLES
from ...model.json import Json
from ...model.resources import SchemaFile
from ...model.specifications import Direction
from ._specs import Matched, entry, matched, on_other_side


class Difference(Record):
    """`verdict` is INCOMPATIBLE, or UNKNOWN where nobody can tell; the first of `related` is the catalog's schema."""

    verdict: Verdict
    place: Location
    message: str
    related: tuple[Location, ...]
    hint: str


@lru_cache(maxsize=1)  # check/spec-payload tells the one kind, check/cant-tell the other
def differences(subject: Subject) -> tuple[Difference, ...]:
    return tuple(_differences(subject))


def _differences(subject: Subject) -> Iterator[Difference]:
    for found in matched(subject):
        if found.link is None or found.message is None or on_other_side(subject, found):
            continue
        is_sent = found.operation.direction is Direction.SEND
        yield from _compared(subject, found, found.link.message.schema, found.operation.schema, sent=is_sent, what=found.message.id)
        if found.operation.reply is not None and found.message.reply is not None:
            what = f"the reply to {found.message.id}"
            yield from _compared(subject, found, found.message.reply, found.operation.reply, sent=True, what=what)


def _compared(
    subject: Subject, found: Matched, declared: SchemaFile | None, written: Json, *, sent: bool, what: str
) -> Iterator[Difference]:
    if declared is None or declared.content is None:
        return
    operation = found.operation
    place = operation.schema_place or operation.place
    related = (subject.shown(Location(declared.path, 1, 1)), entry(subject, found))
    stated, known = _stated(operation.format), declared.language
    if written is None and operation.schema_place is None:
        return  # the document says nothing of it
    if not stated or known not in TITLES or not isinstance(written, str if stated == PROTOBUF else dict | bool | list | str):
        yield Difference(
            Verdict.UNKNOWN,
            place,
            f"can't tell whether the payload of {what} is the catalog's: {_why(operation.format, known)}",
            related,
            "",
        )
        return
    if stated != known:
        text = f"{what} is in {TITLES[stated]} in the specification, and in {TITLES[known]} in the catalog"
        yield Difference(Verdict.INCOMPATIBLE, place, text, related, "")
        return
    text = written if isinstance(written, str) and stated != AVRO else json.dumps(written)
    beside = {path: document.content for path, document in subject.graph.catalog.documents.items()}
    old = SchemaText(declared.path, declared.content, beside)
    comparison = _compare(stated, old, SchemaText(f"{declared.path}!specification", text))
    for change in comparison.changes:
        verdict = change.forward if sent else change.backward
        at = f" at {change.path}" if change.path else ""
        if verdict is Verdict.INCOMPATIBLE:
            side = "what is sent may not be valid under the catalog's schema" if sent else "what the catalog allows may be refused"
            yield Difference(verdict, place, f"{what} differs{at} (catalog, then specification): {change.message}", related, side)
        elif verdict is Verdict.UNKNOWN:
            message = f"can't tell whether the payload of {what} is the catalog's{at}: {change.message}"
            yield Difference(verdict, place, message, related, "")


def _stated(format: str) -> str:
    """The format that a `schemaFormat` names, empty for one that nothing here can read; without one it is a JSON Schema."""
    plain = format.lower()
    if "avro" in plain:
        return AVRO
    if "protobuf" in plain:
        return PROTOBUF
    readable = not plain or any(word in plain for word in ("schema+json", "schema+yaml", "asyncapi", "openapi", "application/json"))
    return JSON_SCHEMA if readable else ""


def _why(format: str, known: str) -> str:
    if known not in TITLES:
        return f"schemas of the format '{known}' can't be compared"
    return f"its schema in the specification ({format or 'JSON Schema'}) can't be read"


def _compare(format: str, old: SchemaText, new: SchemaText) -> Comparison:
    match format:  # here: a check of code needs none of them, and loading them takes time
        case formats.AVRO:
            from ...compatibility import avro

            return avro.compare(old, new)
        case formats.PROTOBUF:
            from ...compatibility import protobuf

            return protobuf.compare(old, new)
        case _:
            from ...compatibility import json_schema

            return json_schema.compare(old, new)
