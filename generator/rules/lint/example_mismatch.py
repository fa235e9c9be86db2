"""An example payload beside a message, or in its schema, breaks the schema.

Why: Developers copy examples. One that the schema refuses is a bug report in waiting, or shows that the schema is wrong.

Only JSON Schemas are used. `format` is an annotation, as the newer drafts have it.

Bad:

    schema.json           {"required": ["orderId"]}
    examples/first.json   {"orderID": "1"}

Good:

    schema.json           {"required": ["orderId"]}
    examples/first.json   {"orderId": "1"}
"""

import json
from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Location, Severity
from ...graph.graph import Graph
from ...model.formats import JSON_SCHEMA
from ...model.json import Json
from ...model.resources import Example, Message
from ...source.json_text import place
from ..payloads import Payload, payloads
from ..references import documents
from ..rule import Rule
from ..validation import Path, Validator, validator

_MOST = 20
"""Problems of one example that are looked at: whoever mends the first ones sees the rest."""


def check(graph: Graph) -> Iterator[Diagnostic]:
    known = payloads(graph)
    for message in graph.messages:
        payload = known.of(message.schema)
        if payload is None or payload.kind != JSON_SCHEMA or payload.tree is None:
            continue
        within = payload.tree.get("examples") if isinstance(payload.tree, dict) else None
        inline = within if isinstance(within, list) else []
        if not inline and not message.examples:
            continue
        judge = validator(payload, documents(graph))
        if judge is None:  # the schema is wrong itself, which has its own rule
            continue
        for number, instance in enumerate(inline):
            yield from _inline(message, payload, judge, instance, number)
        for example in message.examples:
            yield from _file(message, example, payload, judge)


def _inline(message: Message, payload: Payload, judge: Validator, instance: Json, number: int) -> Iterator[Diagnostic]:
    for path, text in _by_place(judge.problems(instance, _MOST)):
        where = payload.place(("examples", number, *path))
        yield RULE.finding(where, f"the example breaks the schema: {text}", subject=message, hint="correct the example or the schema")


def _file(message: Message, example: Example, payload: Payload, judge: Validator) -> Iterator[Diagnostic]:
    try:
        instance: Json = json.loads(example.content)
    except json.JSONDecodeError as error:
        where = Location(example.path, error.lineno, error.colno)
        yield RULE.finding(where, f"the example is not valid JSON: {error.msg}", subject=message, hint="correct the file")
        return
    except (ValueError, RecursionError):
        yield RULE.finding(Location(example.path, 1, 1), "the example can't be read as JSON", subject=message, hint="correct the file")
        return
    for path, text in _by_place(judge.problems(instance, _MOST)):
        where = Location(example.path, *place(example.content, path))
        hint = f"correct the example, or {payload.schema.path}"
        yield RULE.finding(where, f"the example breaks the schema: {text}", subject=message, hint=hint)


def _by_place(problems: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """One finding for all that is wrong at a place: a payload that lacks five properties has one fault, not five."""
    texts: dict[Path, list[str]] = {}
    for path, text in problems:
        texts.setdefault(path, []).append(text)
    for path, found in texts.items():
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        yield path, "; ".join(found[:3]) + more


RULE: Rule[Graph] = Rule("schema/example-mismatch", Severity.ERROR, __doc__, check)
