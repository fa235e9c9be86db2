"""A schema parses, but is not valid JSON Schema, Avro or Protobuf.

Why: Every tool reads something else into it. A validator refuses it or, worse, ignores the part that is wrong.

JSON Schemas are held to the metaschema of their draft (4, 6, 7, 2019-09, 2020-12), Avro to the specification's rules for names,
unions and defaults, Protobuf to its syntax.

Bad:

    {"type": "object", "properties": {"total": {"type": "decimal"}}}

Good:

    {"type": "object", "properties": {"total": {"type": "number"}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Location, Severity
from ...emitters.models.metaschemas import fault
from ...graph.graph import Graph
from ...model.formats import AVRO, JSON_SCHEMA, PROTOBUF
from ..payloads import DOCUMENT, Payload, payloads
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    faultless: set[str] = set()
    for payload in payloads(graph):
        digest = f"{payload.kind}:{payload.schema.digest}"
        if payload.fault is not None or digest in faultless:
            continue
        found = list(_findings(payload))
        if not found:
            faultless.add(digest)
        for place, message in found:
            yield RULE.finding(place, message, subject=payload.owner, hint=_hint(payload))


def _findings(payload: Payload) -> Iterator[tuple[Location, str]]:
    if payload.kind == JSON_SCHEMA:
        yield from _json_schema(payload)
    elif payload.kind == AVRO:
        from ...source import avro

        for problem in avro.problems(payload.tree):
            if problem.ignored:  # valid Avro: schema/logical-type has it
                continue
            yield payload.place(problem.path), f"not valid Avro: {problem.message}"
    elif payload.kind == PROTOBUF:
        from ...source.protobuf import parse_proto

        for diagnostic in parse_proto(payload.schema.content or "", payload.schema.path).diagnostics:
            yield diagnostic.location, diagnostic.message
    elif payload.kind == DOCUMENT and not payload.owner.specified:  # else the message's part of it is its schema
        yield Location(payload.schema.path, 1, 1), "this is an OpenAPI or AsyncAPI document, not the schema of one message"


def _json_schema(payload: Payload) -> Iterator[tuple[Location, str]]:
    found = fault(payload.tree)
    if found is not None:
        reason, steps = found
        yield payload.place(steps), f"not valid JSON Schema: {reason}"


def _hint(payload: Payload) -> str:
    return "name a schema of the payload, or move the document to 'specifications'" if payload.kind == DOCUMENT else "correct the schema"


RULE: Rule[Graph] = Rule("schema/invalid", Severity.ERROR, __doc__, check)
