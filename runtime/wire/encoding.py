"""Messages into the bytes of their encoding and back: JSON, Avro or Protobuf, the latter two with a registry's header or without.

The schema of the class `generated.messages.order_amended.OrderAmended` is in `generated.wire.order_amended`; it is loaded when it
is first needed. Media types tell a reader how a message was written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Literal, TypeVar

from ..failures import RuntimeFailure
from ..messages import Message
from .avro_binary import AvroSchema
from .confluent import with_header, without_header
from .protobuf_binary import ProtobufSchema

M = TypeVar("M", bound=Message)
Format = Literal["json", "avro", "protobuf"]

_HEADER = "; header=confluent"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How messages are written. With a `schema_id` the registry's header comes first; JSON has none."""

    format: Format = "json"
    schema_id: int | None = None

    @property
    def content_type(self) -> str:
        return f"application/{self.format}{_HEADER if self._has_header else ''}"

    @property
    def _has_header(self) -> bool:
        return self.schema_id is not None and self.format != "json"

    def write(self, message: Message) -> bytes:
        """Raises RuntimeFailure when the message has no schema of the format."""
        if self.format == "json":
            return message.to_json()
        schema = schema_of(type(message), self.format)
        data: bytes = schema.write(message)
        if self.schema_id is None:
            return data
        return with_header(data, self.schema_id, schema.indexes if isinstance(schema, ProtobufSchema) else None)


def read(message_class: type[M], data: bytes, content_type: str, *, version: str = "") -> M:
    """The message. Raises ValueError (pydantic.ValidationError is one) when the bytes do not hold one, or the media type is unknown.

    `version` is the one that the writer had; Avro data of another version than the class's is read with that version's schema, if
    it is among the generated messages.
    """
    media_type, _, parameter = content_type.partition(";")
    match media_type.strip():
        case "application/json":
            return message_class.from_json(data)
        case "application/avro":
            schema = schema_of(message_class, "avro")
            schema_id, body = _body(data, schema, parameter)
            return message_class.model_validate(_avro_reader(message_class, version, schema_id)(body))
        case "application/protobuf" | "application/x-protobuf":
            schema = schema_of(message_class, "protobuf")
            return message_class.model_validate(schema.read(_body(data, schema, parameter)[1], message_class))
        case other:
            raise ValueError(f"messages of the media type {other!r} can't be read")


@lru_cache(maxsize=256)  # version and id are what a sender says
def _avro_reader(message_class: type[Message], version: str, schema_id: int | None) -> Callable[[bytes], Any]:
    """Reads what was written with the schema that has the id in a registry; where no version has it, with that of the version; else with the class's own."""
    schema: AvroSchema = schema_of(message_class, "avro")
    if schema_id is None or schema_id != schema.schema_id:
        writer = _writer(message_class, version, schema_id)
        if writer is not None and writer is not schema:
            from .avro_resolution import resolved

            return resolved(writer, schema)
    return schema.read


def _writer(message_class: type[Message], version: str, schema_id: int | None) -> AvroSchema | None:
    """The schema of the version that has the id, else of the one that is called so."""
    if schema_id is None and version in ("", message_class.meta.version):
        return None
    found = [(each.meta.version, schema) for each in _versions(message_class) if isinstance(schema := _schema(each), AvroSchema)]
    by_id = (schema for _, schema in found if schema_id is not None and schema.schema_id == schema_id)
    return next(by_id, None) or next((schema for known, schema in found if known == version), None)


def _versions(message_class: type[Message]) -> Iterator[type[Message]]:
    """The generated classes of the message, in all of its versions."""
    package = import_module(message_class.__module__.rpartition(".")[0] or message_class.__module__)
    stem = re.sub(r"V\d\w*$", "", message_class.__name__)  # so are the classes of older versions called; what they are, `meta` says
    for name in getattr(package, "__all__", ()):
        if name.startswith(stem):
            found = getattr(package, name)
            if isinstance(found, type) and issubclass(found, Message) and found.meta.id == message_class.meta.id:
                yield found


def _body(data: bytes, schema: AvroSchema | ProtobufSchema, parameter: str) -> tuple[int | None, bytes]:
    """The schema's id in the registry, None without a header, and what the header stands before."""
    if parameter.strip() != _HEADER[2:]:
        return None, data
    schema_id, indexes, body = without_header(data, has_indexes=isinstance(schema, ProtobufSchema))
    if isinstance(schema, ProtobufSchema) and indexes != schema.indexes:
        raise ValueError(f"the header names the message {list(indexes)} of its file, {schema.message} is {list(schema.indexes)}")
    return schema_id, body


@cache
def schema_of(message_class: type[Message], format: Format) -> Any:
    """The class's AvroSchema or ProtobufSchema. Raises RuntimeFailure when it has none of the format."""
    found = _schema(message_class)
    if not isinstance(found, AvroSchema if format == "avro" else ProtobufSchema):
        hint = "give the message such a schema in the catalog and run `flowmart generate`, or take x-flowmart-encoding away"
        raise RuntimeFailure(f"{message_class.__name__} can't be written as {format}: it has no {format} schema", hint)
    return found


def _schema(message_class: type[Message]) -> object:
    """What the module beside the generated class has; None where there is none."""
    package, _, module = message_class.__module__.rpartition(".")
    try:
        return import_module(f"{package.rpartition('.')[0]}.wire.{module}").SCHEMA
    except (ImportError, ValueError):
        return None
