"""The table of a Protobuf message for the binary codec: its fields and those of all messages inside it, as Python source."""

from collections.abc import Iterator

from ...model import protobuf as p
from ..literals import python_literal
from .protobuf import WELL_KNOWN, ProtobufReading, used_messages
from .protobuf_rules import Syntax, is_closed, is_group, is_packed, presence

_NULL = "google.protobuf.NullValue"


def table_lines(reading: ProtobufReading) -> Iterator[str]:
    """The arguments of ProtobufSchema, a line each."""
    message = reading.message
    assert message is not None
    scope = p.scope_of(reading.files)
    syntaxes = Syntax.by_type(reading.files)
    yield f"{python_literal(message.full_name)},"
    yield f"({reading.files[0].messages.index(message)},),"
    yield "{"
    enums: set[str] = set()
    for used in used_messages(message, scope):
        yield f"    {python_literal(used.full_name)}: ("
        for field in used.fields:
            line = _field(field, used, scope, syntaxes[used.full_name], enums)
            if line:
                yield f"        {line},"
        yield "    ),"
    yield "},"
    closed = {e.full_name: e for file in reading.files for e in file.every_enum() if is_closed(e, syntaxes[e.full_name])}
    lines = [
        f"    {python_literal(name)}: ({', '.join(map(str, sorted({value.number for value in closed[name].values})))},),"
        for name in sorted(enums & closed.keys())
    ]
    yield from ["{", *lines, "},"] if lines else ["{},"]


def _field(field: p.Field, owner: p.MessageType, scope: p.Scope, syntax: Syntax, enums: set[str]) -> str:
    """Empty for a field whose type is nowhere: the codec skips it."""
    name = scope.find(field.type, owner.full_name)
    is_enum = name in scope.enums or name == _NULL
    is_message = name in scope.messages or (name in WELL_KNOWN and not is_enum)
    if not (is_enum or is_message or name in p.SCALARS):
        return ""
    if is_enum:
        enums.add(name)
    kind = "enum" if is_enum else "group" if is_group(field, syntax, is_message=is_message) else "message" if is_message else name
    rule: str = "map" if field.map_key else presence(field, syntax, is_message=is_message)
    if rule == "repeated" and is_packed(field, syntax, is_enum=is_enum):
        rule = "packed"
    arguments = [str(field.number), python_literal(field.json_name), python_literal(kind)]
    if rule != "implicit":
        arguments.append(python_literal(rule))
    if is_enum or is_message:
        arguments.append(f"type={python_literal(name)}")
    if field.map_key:
        arguments.append(f"key={python_literal(field.map_key)}")
    if field.oneof:
        arguments.append(f"oneof={python_literal(field.oneof)}")
    return f"Field({', '.join(arguments)})"
