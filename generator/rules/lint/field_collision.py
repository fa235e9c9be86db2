"""Two properties of an object in a schema become the same field name in code.

Why: One of the two fields gets another name than its property, which surprises whoever writes the code by the schema.

Bad:

    {"properties": {"orderId": {}, "order_id": {}}}

Good:

    {"properties": {"orderId": {}}}
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.json import Json
from ...naming import field_name
from ..payloads import AVRO, JSON_SCHEMA, payloads
from ..rule import Rule

Path = tuple[str | int, ...]


def check(graph: Graph) -> Iterator[Diagnostic]:
    for payload in payloads(graph):
        if payload.tree is None or payload.kind not in (AVRO, JSON_SCHEMA):
            continue
        for path, names in _objects(payload.tree):
            first_of: dict[str, str] = {}
            for name in names:
                field = field_name(name)
                first = name if field is None else first_of.setdefault(field, name)
                if first != name:
                    message = f"the properties '{first}' and '{name}' both become {field}"
                    yield RULE.finding(payload.place((*path, name)), message, subject=payload.owner, hint="rename one of them")


def _objects(tree: Json) -> Iterator[tuple[Path, list[str]]]:
    """The names in each `properties` (JSON Schema), with the path to them."""
    pending: list[tuple[Path, Json]] = [((), tree)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict) and len(properties) > 1:
                yield (*path, "properties"), list(properties)
            pending.extend(((*path, key), value) for key, value in node.items() if isinstance(value, (dict, list)))
        elif isinstance(node, list) and len(path) < 200:
            pending.extend(((*path, number), value) for number, value in enumerate(node) if isinstance(value, (dict, list)))


RULE: Rule[Graph] = Rule("names/field-collision", Severity.WARNING, __doc__, check)
