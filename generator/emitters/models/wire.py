"""Messages in Avro and Protobuf: their modules, and the side module that tells the runtime how they are written in binary.

The side module `generated/wire/<message module>.py` is loaded when the first binary message is written or read, not before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from ...model.resources import SchemaFile
from ..emitter import Made
from ..headers import python_header
from ..literals import docstring, python_literal
from .avro_shapes import avro_module
from .protobuf import read_protobuf
from .protobuf_shapes import protobuf_module
from .protobuf_tables import table_lines
from .reading import Reading, read_schema
from .requests import ModelRequest
from .typed_module import TypedModule


@dataclass(frozen=True, slots=True)
class WireView:
    """`imports` is a module of runtime/wire with the names from it, `call` opens the schema's constructor, `lines` are its arguments, indented from there."""

    header: str
    docstring: str
    imports: str
    call: str
    lines: tuple[str, ...]


def typed_module(request: ModelRequest, reading: Reading) -> TypedModule:
    """The module of a message whose schema is Avro or Protobuf."""
    assert request.schema is not None
    if reading.language == "avro":
        return avro_module(reading.tree, request.schema.path, request.message.name)
    return protobuf_module(read_protobuf(request.schema, request.library, request.message.id), request.message.name)


def wire_pages(requests: Sequence[object]) -> Iterable[Made]:
    """The views of the side modules."""
    for request in cast("Sequence[ModelRequest]", requests):
        schema = request.schema
        assert schema is not None
        reading = read_schema(schema, request.library, request.message.id)
        yield Made(_avro(request, schema) if reading.language == "avro" else _protobuf(request, schema))


def _avro(request: ModelRequest, schema: SchemaFile) -> WireView:
    about = docstring(f"How {request.message.name} is written in binary: its Avro schema.", indent=0)
    lines = tuple(_lines(schema.content or ""))
    if request.message.schema_id:
        lines = (*lines[:-1], f"{lines[-1]},", f"schema_id={int(request.message.schema_id)},")
    return WireView(python_header(schema.path), about, "avro_binary import AvroSchema", "AvroSchema", lines)


def _protobuf(request: ModelRequest, schema: SchemaFile) -> WireView:
    about = docstring(f"How {request.message.name} is written in binary: the fields of its Protobuf messages.", indent=0)
    lines = tuple(table_lines(read_protobuf(schema, request.library, request.message.id)))
    return WireView(python_header(schema.path), about, "protobuf_binary import Field, ProtobufSchema", "ProtobufSchema", lines)


def _lines(text: str) -> Iterator[str]:
    """A text as literals that stand one below the other."""
    for line in text.splitlines(keepends=True):
        yield python_literal(line)
