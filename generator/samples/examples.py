"""Examples of a message: what the catalog has, checked against its schema, or samples of it. In the JSON of the schema's language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ..diagnostics import Diagnostic, Location, Severity
from ..emitters.models.library import Library
from ..emitters.models.protobuf import read_protobuf
from ..emitters.models.reading import read_schema
from ..graph.graph import Graph
from ..model.json import Json
from ..model.resources import Message, SchemaFile
from ..source.json_text import place
from .avro import AvroSampler
from .json_schema import JsonSampler
from .outcome import Mismatch, NoSample
from .protobuf import ProtobufSampler


class Sampler(Protocol):
    """Samples of one schema, in whatever language it is written."""

    def sample(self, seed: int, *, all_fields: bool = False, odd: bool = False) -> Json: ...
    def problem(self, value: Json) -> Mismatch | None: ...
    def accepts(self, value: Json) -> bool: ...


@dataclass(frozen=True, slots=True)
class Payload:
    """A valid payload and where it is from: a file of the catalog, or a seed."""

    value: Json
    source: str


def sampler_of(schema: SchemaFile, library: Library, name: str, texts: dict[str, str]) -> Sampler:
    """`name` is the message's id; `texts` are the files of the catalog. Raises NoSample when the schema gives no samples."""
    reading = read_schema(schema, library, name)
    if reading.tree is None:
        reason = next(
            (found.message for found in reading.diagnostics if found.severity is not Severity.NOTE), "the file is missing or empty"
        )
        raise NoSample(f"{schema.path} can't be used: {reason}")
    match reading.language:
        case "avro":
            return AvroSampler(reading.tree)
        case "protobuf":
            found = read_protobuf(schema, library, name)
            assert found.message is not None
            return ProtobufSampler(found.message, found.files)
        case _:
            return JsonSampler(reading.tree, schema.path, texts)


def message_sampler(graph: Graph, message: Message) -> Sampler:
    """The sampler of a message's default schema. Raises NoSample."""
    if message.schema is None:
        raise NoSample(f"{message.id} {message.version} has no schema in the catalog")
    texts = {path: document.content for path, document in graph.catalog.documents.items()}
    return sampler_of(message.schema, Library(texts), message.id, texts)


def catalog_examples(message: Message, sampler: Sampler) -> Iterator[Payload | Diagnostic]:
    """The examples that stand beside the message; for one that its schema refuses, what is wrong and where."""
    for example in message.examples:
        if not example.path.endswith(".json"):
            continue
        try:
            value: Json = json.loads(example.content)
        except (ValueError, RecursionError) as error:
            yield _finding(message, Location(example.path, getattr(error, "lineno", 1), getattr(error, "colno", 1)), f"is no JSON: {error}")
            continue
        problem = sampler.problem(value)
        if problem is None:
            yield Payload(value, example.path)
        else:
            where = Location(example.path, *place(example.content, problem.path))
            yield _finding(message, where, f"breaks the schema: {problem}")


def _finding(message: Message, where: Location, text: str) -> Diagnostic:
    subject = f"{message.id} {message.version}"
    return Diagnostic(where, "schema/example-mismatch", Severity.ERROR, f"the example {text}", subject, "correct the example or the schema")
