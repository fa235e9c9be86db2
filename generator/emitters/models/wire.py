"""Messages in Avro and Protobuf: their modules, and the side module that tells the runtime how they are written in binary.

The side module `generated/wire/<message module>.py` is loaded when the first binary message is written or read, not before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from ..emitter import Made
from ..headers import python_header
from ..literals import docstring, python_literal
from .avro_shapes import avro_module
from .reading import Reading, read_schema
from .requests import ModelRequest
from .typed_module import TypedModule


@dataclass(frozen=True, slots=True)
class WireView:
    """`call` opens the schema's constructor, `lines` are its arguments, indented from there."""

    header: str
    docstring: str
    imports: str
    call: str
    lines: tuple[str, ...]


def typed_module(request: ModelRequest, reading: Reading) -> TypedModule:
    """The module of a message whose schema is Avro or Protobuf."""
    if reading.language == "avro":
        return avro_module(reading.tree, request.message.name)
    raise NotImplementedError(reading.language)


def wire_pages(requests: Sequence[object]) -> Iterable[Made]:
    """The views of the side modules."""
    for request in cast("Sequence[ModelRequest]", requests):
        schema = request.schema
        if schema is not None:
            yield Made(wire_view(request, read_schema(schema, request.library)))


def wire_view(request: ModelRequest, reading: Reading) -> WireView:
    message, text = request.message, request.schema.content if request.schema else ""
    header = python_header(request.schema.path if request.schema else "")
    about = docstring(f"How {message.name} is written in binary: its Avro schema.", indent=0)
    return WireView(header, about, "avro_binary", "avro_binary.AvroSchema", tuple(_lines(text or "")))


def _lines(text: str) -> Iterator[str]:
    """A text as literals that stand one below the other."""
    for line in text.splitlines(keepends=True):
        yield python_literal(line)
