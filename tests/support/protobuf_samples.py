"""Google's protobuf as the judge: .proto files compiled at run time, and seeded samples of their messages.

The library has no types for what is made at run time, so its values are Any here.
"""

import importlib
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

_TEXTS = ("", "plain", 'quote"', "line\nbreak", "ünïcode", "漢字", "a" * 80, "\u0000", "{{ x }}")
_PREFIX = "google.protobuf."


def compiled(files: Mapping[str, str], message: str) -> Any:
    """Google's class of the message with that full name, in files by path; fails where protoc refuses a file."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text)
        out = Path(folder) / "set.pb"
        protoc: Any = importlib.import_module("grpc_tools.protoc")
        include = str(Path(protoc.__file__).parent / "_proto")
        arguments = ["protoc", f"-I{folder}", f"-I{include}", f"--descriptor_set_out={out}", "--include_imports", *files]
        assert protoc.main(arguments) == 0
        found = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in found.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(message))


def json_of(message: Any) -> str:
    return json_format.MessageToJson(message, descriptor_pool=message.DESCRIPTOR.file.pool)


def from_json(text: bytes | str, kind: Any) -> Any:
    return json_format.Parse(text, kind(), descriptor_pool=kind.DESCRIPTOR.file.pool)


class ProtobufSamples:
    """Messages of Google's classes. `any_of` is what an Any may hold."""

    def __init__(self, seed: int, any_of: tuple[Any, ...] = ()) -> None:
        self._random = random.Random(seed)
        self._any_of = any_of
        self._depth = 0

    def fill(self, message: Any) -> Any:
        kind = message.DESCRIPTOR.full_name
        if kind.startswith(_PREFIX):
            self._well_known(kind.removeprefix(_PREFIX), message)
            return message
        self._depth += 1
        chosen = {oneof.name: self._random.choice([*oneof.fields, None]) for oneof in message.DESCRIPTOR.oneofs}
        for field in message.DESCRIPTOR.fields:
            oneof = field.containing_oneof
            if oneof is not None and chosen[oneof.name] is not field:
                continue
            if oneof is not None or field.is_required or self._random.random() < 0.8:
                self._field(field, message)
        self._depth -= 1
        return message

    def _field(self, field: Any, message: Any) -> None:
        holder = getattr(message, field.name)
        if field.is_repeated:
            for index in range(0 if self._depth > 3 else self._random.choice((0, 1, 2, 3))):
                if field.message_type is None:
                    holder.append(self._scalar(field))
                elif field.message_type.GetOptions().map_entry:
                    self._entry(field, holder, index)
                else:
                    self.fill(holder.add())
        elif field.message_type is None:
            setattr(message, field.name, self._scalar(field))
        elif self._depth < 4 or field.is_required:
            holder.SetInParent()
            self.fill(holder)

    def _entry(self, field: Any, holder: Any, index: int) -> None:
        keys, values = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
        key = f"k{index}" if keys.type == keys.TYPE_STRING else self._scalar(keys)
        if values.message_type is not None:
            self.fill(holder[key])
        else:
            holder[key] = self._scalar(values)

    def _scalar(self, field: Any) -> Any:
        pick, kind = self._random, field.type
        if kind in (field.TYPE_INT32, field.TYPE_SINT32, field.TYPE_SFIXED32):
            return pick.choice((0, 1, -1, 2**31 - 1, -(2**31), pick.randrange(-1000, 1000)))
        if kind in (field.TYPE_INT64, field.TYPE_SINT64, field.TYPE_SFIXED64):
            return pick.choice((0, 1, -1, 2**63 - 1, -(2**63), pick.randrange(-(10**12), 10**12)))
        if kind in (field.TYPE_UINT32, field.TYPE_FIXED32):
            return pick.choice((0, 1, 2**32 - 1, pick.randrange(1000)))
        if kind in (field.TYPE_UINT64, field.TYPE_FIXED64):
            return pick.choice((0, 1, 2**64 - 1, pick.randrange(10**12)))
        if kind in (field.TYPE_FLOAT, field.TYPE_DOUBLE):
            return pick.choice((0.0, -0.0, 0.1, 1e-3, 12345.678, float("inf"), float("-inf"), pick.uniform(-1e6, 1e6)))
        if kind == field.TYPE_BOOL:
            return pick.random() < 0.5
        if kind == field.TYPE_BYTES:
            return pick.randbytes(pick.randrange(0, 20))
        if kind == field.TYPE_ENUM:
            numbers = [value.number for value in field.enum_type.values]
            return pick.choice(numbers if field.enum_type.is_closed or field.enum_type.full_name.startswith(_PREFIX) else [*numbers, 77])
        return pick.choice(_TEXTS)

    def _well_known(self, kind: str, message: Any) -> None:
        pick = self._random
        match kind:
            case "Timestamp":
                message.seconds, message.nanos = pick.randrange(-(6 * 10**10), 2 * 10**11), pick.choice((0, 1000, 5_000_000, 999_999_000))
            case "Duration":
                sign = pick.choice((1, -1))
                message.seconds, message.nanos = sign * pick.randrange(10**6), sign * pick.choice((0, 1000, 250_000_000))
            case "Struct":
                message.update({"a": None, "b": [1.5, "x", {"c": True}], "d": {}} if pick.random() < 0.7 else {})
            case "ListValue":
                message.extend(pick.choice(([], [None, 2.5, "x", [False]])))
            case "Value":
                json_format.Parse(pick.choice(("null", "1.5", '"x"', "true", "[1.5, null]", '{"a": {"b": []}}')), message)
            case "FieldMask":
                message.paths.extend(pick.choice(([], ["user_name", "address.zip_code"])))
            case "Any":
                if self._any_of and pick.random() < 0.8:
                    message.Pack(self.fill(pick.choice(self._any_of)()))
            case "Empty":
                pass
            case _:
                message.value = self._scalar(message.DESCRIPTOR.fields_by_name["value"])
