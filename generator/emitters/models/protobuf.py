"""A Protobuf file of a message checked: does it parse, are its imports at hand, which of its messages is meant, what can't a model say?

Makes no model (protobuf_shapes.py).
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ...diagnostics import Diagnostic, Location, Severity
from ...model import protobuf as p
from ...model.resources import SchemaFile
from ...source.protobuf import parse_proto
from .library import Library
from .protobuf_rules import default_source, default_text

WELL_KNOWN = frozenset(
    f"google.protobuf.{name}"
    for name in (
        *("Any", "BoolValue", "BytesValue", "DoubleValue", "Duration", "Empty", "FieldMask", "FloatValue", "Int32Value", "Int64Value"),
        *("ListValue", "NullValue", "StringValue", "Struct", "Timestamp", "UInt32Value", "UInt64Value", "Value"),
    )
)
_OPEN = "the message gets an open model that keeps whatever it is given"


@dataclass(frozen=True, slots=True)
class ProtobufReading:
    """`message` is the one that the file is about, None when no model can be made. `files` has the file first, then those it imports."""

    message: p.MessageType | None
    files: tuple[p.ProtoFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def imported(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.files[1:])


def read_protobuf(schema: SchemaFile, library: Library, name: str) -> ProtobufReading:
    """`name` is the catalog id of the message."""
    first = parse_proto(schema.content or "", schema.path)
    if first.diagnostics:
        return ProtobufReading(None, (first.file,), tuple(_fault(found) for found in first.diagnostics))
    files, diagnostics = _with_imports(first.file, library)
    scope = p.scope_of(files)
    message, note = _about(first.file, name, scope)
    if message is None:
        problem = Diagnostic(Location(schema.path, 1, 1), "schema/invalid", Severity.ERROR, "the file has no message", hint=_OPEN)
        return ProtobufReading(None, tuple(files), (*diagnostics, problem))
    diagnostics += note
    used = used_messages(message, scope)
    wrong = next(chain(_twice(files, used), _unnamable(files)), None)
    if wrong is not None:
        return ProtobufReading(None, tuple(files), (*diagnostics, wrong))
    diagnostics += _unsaid(files, used, scope)
    return ProtobufReading(message, tuple(files), tuple(diagnostics))


def _fault(found: Diagnostic) -> Diagnostic:
    return Diagnostic(found.location, "schema/invalid", Severity.ERROR, found.message, hint=_OPEN)


def _with_imports(file: p.ProtoFile, library: Library) -> tuple[list[p.ProtoFile], list[Diagnostic]]:
    files, diagnostics = [file], list[Diagnostic]()
    seen, pending = {file.path}, [file]
    while pending:
        source = pending.pop(0)
        for wanted in source.imports:
            if wanted.path.startswith("google/protobuf/"):
                continue
            path = _imported(source.path, wanted.path, library)
            if path is None:
                message = f"import '{wanted.path}' leads nowhere; what it declares is taken for any JSON"
                hint = "add the file to the catalog, beside this one or further up"
                diagnostics.append(Diagnostic(wanted.location, "schema/dangling-reference", Severity.ERROR, message, hint=hint))
            elif path not in seen:
                seen.add(path)
                reading = parse_proto(library.text(path) or "", path)
                diagnostics += [_fault(found) for found in reading.diagnostics]
                files.append(reading.file)
                pending.append(reading.file)
    return files, diagnostics


def _imported(source: str, wanted: str, library: Library) -> str | None:
    """The path of the file that `source` imports: from its own folder, or from one further up (protoc's roots are nobody's business here)."""
    folder: str = posixpath.dirname(source)
    while True:
        path = posixpath.normpath(posixpath.join(folder, wanted))
        if library.text(path) is not None:
            return path
        if not folder:
            return None
        folder = str(posixpath.dirname(folder))


def _about(file: p.ProtoFile, name: str, scope: p.Scope) -> tuple[p.MessageType | None, list[Diagnostic]]:
    """The message that the catalog means: the one of its name; else the only one; else the first that no other one uses.

    A guess is a note at the message that was chosen.
    """
    plain = _plain(name)
    for message in file.messages:
        if _plain(message.name) == plain:
            return message, []
    if len(file.messages) < 2:
        return (file.messages[0] if file.messages else None), []
    inner = {scope.find(field.type, message.full_name) for message in file.every_message() for field in message.fields}
    free = [message for message in file.messages if message.full_name not in inner] or list(file.messages)
    said = f"none of the file's {len(file.messages)} messages is called {name}: {free[0].name} is taken, the first that no other one uses"
    return free[0], [Diagnostic(free[0].location, "payload/message-choice", Severity.NOTE, said, hint=f"call it {name}")]


def _plain(name: str) -> str:
    return "".join(character for character in name if character.isalnum()).lower()


def used_messages(message: p.MessageType, scope: p.Scope) -> list[p.MessageType]:
    """The message and those that its fields lead to, each once; of one that holds an Any all."""
    found: dict[str, p.MessageType] = {message.full_name: message}
    pending = [message]
    while pending:
        current = pending.pop(0)
        for field in current.fields:
            name = scope.find(field.type, current.full_name)
            new: Sequence[p.MessageType] = [scope.messages[name]] if name in scope.messages and name not in WELL_KNOWN else ()
            if name == "google.protobuf.Any":
                new = [other for other in scope.messages.values() if not other.full_name.startswith("google.protobuf.")]
            for other in new:
                if other.full_name not in found:
                    found[other.full_name] = other
                    pending.append(other)
    return list(found.values())


def _twice(files: Iterable[p.ProtoFile], used: Sequence[p.MessageType]) -> Iterator[Diagnostic]:
    """Names and numbers that stand twice where protoc allows one, of fields and of enum values."""
    legacy = {message.full_name for file in files if file.syntax == "proto2" for message in file.every_message()}
    for message in used:
        owners: dict[tuple[str, str | int], p.Field] = {}
        for field in message.fields:
            keys: list[tuple[str, str | int]] = [("the name", field.name), ("the number", field.number)]
            if message.full_name not in legacy:  # protoc lets proto2's names in JSON meet
                keys.append(("the JSON name", field.json_name))
            for key in keys:
                if (first := owners.setdefault(key, field)) is not field:
                    said = f"{message.name} has two fields with {' '.join(map(str, key))}"
                    yield _invalid(field.location, said, first.location)
    for enum in (enum for file in files for enum in file.every_enum()):
        known: dict[str, p.EnumValue] = {}
        for value in enum.values:
            if (other := known.setdefault(value.name, value)) is not value:
                yield _invalid(value.location, f"{enum.name} has two values '{value.name}'", other.location)
        if not enum.values:
            yield _invalid(enum.location, f"{enum.name} has no values")


def _unnamable(files: Iterable[p.ProtoFile]) -> Iterator[Diagnostic]:
    """Values of enums that Python hides in their class, so that no member can have their name."""
    for value in (value for file in files for enum in file.every_enum() for value in enum.values):
        if value.name.startswith("__") and not value.name.endswith("__"):
            said = f"no member of a Python enum can be called '{value.name}'"
            yield Diagnostic(value.location, "payload/no-model", Severity.WARNING, said, hint=_OPEN)


def _invalid(place: Location, said: str, *related: Location) -> Diagnostic:
    return Diagnostic(place, "schema/invalid", Severity.ERROR, said, hint=_OPEN, related=related)


def _unsaid(files: Iterable[p.ProtoFile], used: Sequence[p.MessageType], scope: p.Scope) -> Iterator[Diagnostic]:
    names = {message.full_name for message in used}
    for message in used:
        for field in message.fields:
            name = scope.find(field.type, message.full_name)
            if name not in p.SCALARS and name not in WELL_KNOWN and name not in scope.messages and name not in scope.enums:
                said = f"there is no type '{field.type}': the model takes any JSON for '{field.name}', and no binary"
                yield Diagnostic(field.location, "schema/dangling-reference", Severity.ERROR, said, hint="import the file that declares it")
            if default_text(field) is not None and not default_source(field, scope.enums.get(name)):
                said = f"the default of '{field.name}' is not of its type: the model has no default for it"
                yield Diagnostic(field.location, "schema/invalid", Severity.WARNING, said)
    for file in files:
        nested = ((message.extensions, message.full_name) for message in file.every_message())
        for extensions, inside in ((file.extensions, file.package), *nested):
            for extension in extensions:
                if scope.find(extension.extendee, inside) in names:
                    said = f"the model does not have the extensions of {extension.extendee}"
                    yield Diagnostic(extension.location, "payload/unchecked-keyword", Severity.NOTE, said)
