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
from ...graph.graph import Graph
from ...model.json import Json
from ..payloads import AVRO, DOCUMENT, JSON_SCHEMA, PROTOBUF, Payload, payloads
from ..rule import Rule

_DRAFTS = ("http://json-schema.org/draft-0", "https://json-schema.org/draft/20")


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
    elif payload.kind == DOCUMENT:
        yield Location(payload.schema.path, 1, 1), "this is an OpenAPI or AsyncAPI document, not the schema of one message"


def _json_schema(payload: Payload) -> Iterator[tuple[Location, str]]:
    tree = payload.tree
    if not isinstance(tree, (dict, bool)):
        yield Location(payload.schema.path, 1, 1), "not valid JSON Schema: it is neither an object nor true or false"
        return
    import jsonschema_rs

    try:
        jsonschema_rs.meta.validate(_with_known_draft(tree))
    except jsonschema_rs.ValidationError as error:
        yield payload.place(tuple(error.instance_path)), f"not valid JSON Schema: {error.message}"
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        yield Location(payload.schema.path, 1, 1), f"not valid JSON Schema: {error}"


def _with_known_draft(tree: dict[str, Json] | bool) -> dict[str, Json] | bool:
    """An unknown dialect is held to the newest draft: its own metaschema would have to come over the network."""
    if isinstance(tree, dict) and "$schema" in tree and not str(tree["$schema"]).startswith(_DRAFTS):
        return {key: value for key, value in tree.items() if key != "$schema"}
    return tree


def _hint(payload: Payload) -> str:
    return "name a schema of the payload, or move the document to 'specifications'" if payload.kind == DOCUMENT else "correct the schema"


RULE: Rule[Graph] = Rule("schema/invalid", Severity.ERROR, __doc__, check)
