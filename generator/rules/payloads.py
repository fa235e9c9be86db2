"""The schemas of a catalog, parsed: shared by every rule that looks into them, and read only once for all of them.

Does not judge: what keeps a schema from being parsed is in its `fault`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..diagnostics import Location
from ..graph.graph import Graph
from ..model.formats import AVRO, DOCUMENTS, PROTOBUF, TITLES
from ..model.json import Json
from ..model.resources import Message, SchemaFile
from ..source.json_text import place
from ..source.positions import position

DOCUMENT, UNKNOWN = "document", "unknown"
_AVRO_TYPES = frozenset({"record", "error", "fixed"})


@dataclass(frozen=True, slots=True)
class Fault:
    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Payload:
    """A schema file and the message that first names it. `tree` is None for Protobuf, for unknown formats and where there is a `fault`.

    `kind` is what the content is, not what the file is called: an Avro record in a `.json` file is avro, an OpenAPI or AsyncAPI
    document is a document.
    """

    owner: Message
    schema: SchemaFile
    kind: str
    tree: Json = None
    fault: Fault | None = None

    def place(self, path: tuple[str | int, ...]) -> Location:
        """The place of a path of keys and indexes in the file."""
        if self.schema.path.endswith((".yaml", ".yml")) or self.schema.content is None:
            return Location(self.schema.path, *position(self.schema.content or "", tuple(map(str, path))))
        return Location(self.schema.path, *place(self.schema.content, path))


class Payloads:
    """Every schema that a message names, by its path."""

    def __init__(self, graph: Graph) -> None:
        self._by_path: dict[str, Payload] = {}
        for resource in graph.catalog.resources:
            if isinstance(resource, Message):
                for schema in resource.schemas if resource.reply is None else (*resource.schemas, resource.reply):
                    if schema.content is not None and schema.path not in self._by_path:
                        self._by_path[schema.path] = _parse(resource, schema)

    def __iter__(self) -> Iterator[Payload]:
        return iter(self._by_path.values())

    def of(self, schema: SchemaFile | None) -> Payload | None:
        return None if schema is None else self._by_path.get(schema.path)


@lru_cache(maxsize=1)
def payloads(graph: Graph) -> Payloads:
    return Payloads(graph)


def _parse(owner: Message, schema: SchemaFile) -> Payload:
    text = schema.content or ""
    kind = DOCUMENT if schema.format in DOCUMENTS else schema.language if schema.language in TITLES else UNKNOWN
    if kind in (PROTOBUF, UNKNOWN):
        return Payload(owner, schema, kind)
    try:
        tree = _loaded(text, schema.path)
    except json.JSONDecodeError as error:
        reason = "the file is empty" if not text.strip() else f"not valid JSON: {error.msg}"
        return Payload(owner, schema, kind, fault=Fault(Location(schema.path, error.lineno, error.colno), reason))
    except _NotYaml as error:
        return Payload(owner, schema, kind, fault=Fault(error.location, str(error)))
    except (ValueError, RecursionError):
        return Payload(
            owner, schema, kind, fault=Fault(Location(schema.path, 1, 1), "not readable as JSON: nested too deep, or a huge number")
        )
    return Payload(owner, schema, _kind(tree, kind), tree)


def parse_text(text: str, path: str) -> Json:
    """A JSON or YAML file as plain values; None when it does not parse."""
    try:
        return _loaded(text, path)
    except (ValueError, RecursionError, _NotYaml):
        return None


def _loaded(text: str, path: str) -> Json:
    if path.endswith((".yaml", ".yml")):
        return _yaml(text, path)
    tree: Json = json.loads(text)
    return tree


def _kind(tree: Json, kind: str) -> str:
    if isinstance(tree, dict):
        if "openapi" in tree or "swagger" in tree or "asyncapi" in tree:
            return DOCUMENT
        if tree.get("type") in _AVRO_TYPES and "name" in tree:
            return AVRO
    return kind


class _NotYaml(Exception):
    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.location = location


def _yaml(text: str, path: str) -> Json:
    from ..source.block import Block, FileContext
    from ..source.composer import compose

    node, problem = compose(text, path)
    if problem is not None:
        raise _NotYaml(problem.message, problem.location)
    if node is None:
        raise _NotYaml("the file is empty", Location(path, 1, 1))
    import yaml

    holder = yaml.MappingNode("tag:yaml.org,2002:map", [], node.start_mark, node.end_mark)
    return Block(holder, FileContext(path)).plain(node)
