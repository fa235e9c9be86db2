"""The differences of two Protobuf files: types are paired by full name, fields and enum values by number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...diagnostics import Location
from ...model import protobuf as p
from ...source.protobuf import parse_proto
from ..verdict import SAME, Change, Comparison, SchemaText, Verdict, worst
from . import kinds as k
from .fields import field_changes

_FILE_OPTIONS = [
    "go_package",
    "java_package",
    "java_outer_classname",
    "java_multiple_files",
    "java_string_check_utf8",
    "csharp_namespace",
    "objc_class_prefix",
    "php_class_prefix",
    "php_namespace",
    "php_metadata_namespace",
    "ruby_package",
    "swift_prefix",
    "optimize_for",
    "cc_enable_arenas",
    "cc_generic_services",
    "java_generic_services",
    "py_generic_services",
]
_OPTION_DEFAULTS = {"optimize_for": "SPEED", "cc_enable_arenas": "true"}


@dataclass(frozen=True, slots=True)
class Side:
    """A file and the types of it and of the files that it imports."""

    file: p.ProtoFile
    scope: p.Scope


def compare(old: SchemaText, new: SchemaText) -> Comparison:
    """Texts that are alike are not parsed. A text that can't be read makes the verdict unknown, never compatible."""
    if old.text == new.text and dict(old.beside) == dict(new.beside):
        return SAME
    before, problem = _read(old)
    after, other = _read(new)
    problem = other or problem
    if before is None or after is None or problem:
        where = new.path if other else old.path
        return _comparison([_change(k.UNJUDGED, f"the schema can't be judged: {problem} ({where})", Location(new.path, 1, 1))])
    changes = list(file_changes(before, after))
    for path in sorted(old.beside.keys() & new.beside.keys()):  # what the file imports
        if old.beside[path] != new.beside[path] and path.endswith(".proto"):
            one, other_ = parse_proto(old.beside[path], path).file, parse_proto(new.beside[path], path).file
            changes += file_changes(Side(one, before.scope), Side(other_, after.scope))
    return _comparison(changes)


def _comparison(changes: list[Change]) -> Comparison:
    changes.sort(key=lambda change: (getattr(change.place, "line", 0), change.rule, change.message))
    return Comparison(worst(change.backward for change in changes), worst(change.forward for change in changes), tuple(changes))


def _read(schema: SchemaText) -> tuple[Side | None, str]:
    reading = parse_proto(schema.text, schema.path)
    if reading.diagnostics:
        return None, f"{reading.diagnostics[0].message}, line {reading.diagnostics[0].location.line}"
    others = [parse_proto(text, path).file for path, text in schema.beside.items() if path.endswith(".proto") and path != schema.path]
    return Side(reading.file, p.scope_of((reading.file, *others))), ""


def _change(kind: k.Kind, message: str, place: Location, path: str = "", *, categories: frozenset[str] | None = None) -> Change:
    return Change(
        f"{k.PREFIX}{kind.id}", path, message, place, kind.backward, kind.forward, kind.categories if categories is None else categories
    )


def file_changes(old: Side, new: Side) -> Iterator[Change]:
    yield from _header(old.file, new.file)
    messages = {_local(message.full_name, new.file): message for message in new.file.every_message()}
    for message in old.file.every_message():
        name = _local(message.full_name, old.file)
        if name in messages:
            yield from _message(message, messages[name], old, new)
        elif name.rpartition(".")[0] in messages or "." not in name:  # of nested ones the outermost that is gone
            yield _change(k.MESSAGE_REMOVED, f"message '{name}' was removed", _parent_place(name, messages, new.file))
    enums = {_local(enum.full_name, new.file): enum for enum in new.file.every_enum()}
    for enum in old.file.every_enum():
        name = _local(enum.full_name, old.file)
        if name in enums:
            yield from _enum(enum, enums[name], closed=old.file.syntax == "proto2")
        elif name.rpartition(".")[0] in messages or "." not in name:
            yield _change(k.ENUM_REMOVED, f"enum '{name}' was removed", _parent_place(name, messages, new.file))
    yield from _services(old, new)
    yield from _extensions(old.file, new.file)


def _local(full_name: str, file: p.ProtoFile) -> str:
    return full_name.removeprefix(f"{file.package}.") if file.package else full_name


def _parent_place(name: str, messages: dict[str, p.MessageType], file: p.ProtoFile) -> Location:
    parent = messages.get(name.rpartition(".")[0])
    return parent.location if parent is not None else file.syntax_location


def _header(old: p.ProtoFile, new: p.ProtoFile) -> Iterator[Change]:
    if old.package != new.package:
        place = new.package_location if new.package else new.syntax_location
        yield _change(k.PACKAGE_CHANGED, f"the package was '{old.package}', is '{new.package}'", place)
    if (old.syntax, old.edition) != (new.syntax, new.edition):
        message = f"the syntax was {old.edition or old.syntax}, is {new.edition or new.syntax}"
        json = frozenset({k.WIRE_JSON} if new.syntax == "proto2" else ())  # proto2 promises less about JSON
        yield _change(k.SYNTAX_CHANGED, message, new.syntax_location, categories=k.SYNTAX_CHANGED.categories | json)
    for name in _FILE_OPTIONS:
        default = _OPTION_DEFAULTS.get(name, "")
        before, after = p.option(old.options, name) or default, p.option(new.options, name) or default
        if before != after and {before, after} != {"", "false"}:
            place = next((found.location for found in new.options if found.name == name), new.syntax_location)
            yield _change(k.FILE_OPTION_CHANGED, f"option {name} was '{before}', is '{after}'", place)
    yield from _features(old.options, new.options, "the file", new.syntax_location)


def _features(old: Iterable[p.Option], new: Iterable[p.Option], what: str, place: Location) -> Iterator[Change]:
    """Features of editions change what a file means in many ways."""
    before = {found.name: found.value for found in old if found.name.startswith("features")}
    after = {found.name: found.value for found in new if found.name.startswith("features")}
    if before != after:
        names = ", ".join(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
        yield _change(k.UNJUDGED, f"'{names}' of {what} changed, which can't be judged", place)


def _message(old: p.MessageType, new: p.MessageType, before: Side, after: Side) -> Iterator[Change]:
    numbers = {field.number: field for field in new.fields}
    for field in old.fields:
        if field.number in numbers:
            yield from field_changes(field, numbers[field.number], (old, new), (before, after))
            yield from _features(field.options, numbers[field.number].options, f"field '{field.name}'", numbers[field.number].location)
        else:
            yield _removed_field(field, new)
    olds = {field.number: field for field in old.fields}
    for field in new.fields:
        if field.label == "required" and (field.number not in olds or olds[field.number].label != "required"):
            yield _change(k.REQUIRED_ADDED, f"field '{field.name}' became required", field.location, field.name)
    for field in old.fields:
        if field.label == "required" and (field.number not in numbers or numbers[field.number].label != "required"):
            place = numbers[field.number].location if field.number in numbers else new.location
            yield _change(k.REQUIRED_REMOVED, f"field '{field.name}' is no longer required", place, field.name)
    for oneof in old.oneofs:
        if all(found.name != oneof.name for found in new.oneofs):
            yield _change(k.ONEOF_REMOVED, f"oneof '{oneof.name}' of '{old.name}' was removed", new.location)
    yield from _reserved(old, new)
    for range in old.extension_ranges:
        if not _covered(range, new.extension_ranges):
            yield _change(k.EXTENSIONS_REMOVED, f"extensions {_shown(range)} of '{old.name}' were removed", new.location)
    if (p.option(old.options, "message_set_wire_format") == "true") != (p.option(new.options, "message_set_wire_format") == "true"):
        yield _change(k.UNJUDGED, f"message_set_wire_format of '{old.name}' changed", new.location)
    if p.option(old.options, "no_standard_descriptor_accessor") != "true" == p.option(new.options, "no_standard_descriptor_accessor"):
        yield _change(k.FILE_OPTION_CHANGED, f"'{old.name}' has no standard descriptor accessor any more", new.location)
    yield from _features(old.options, new.options, f"message '{old.name}'", new.location)


def _removed_field(field: p.Field, new: p.MessageType) -> Change:
    """A removed field does no harm on the wire once its number is reserved, nor in JSON once its name is too."""
    number = any(field.number in range for range in new.reserved)
    name = any(found.name == field.name for found in new.reserved_names)
    categories = {k.SOURCE}
    if not number:
        categories |= {k.WIRE, k.WIRE_JSON}
    if not name:
        categories.add(k.WIRE_JSON)
    missing = " and ".join(what for what, there in ((f"its number {field.number}", number), ("its name", name)) if not there)
    hint = f" without reserving {missing}" if missing else ""
    message = f"field '{field.name}' of '{new.name}' was removed{hint}"
    return _change(k.FIELD_REMOVED, message, new.location, field.name, categories=frozenset(categories))


def _reserved(old: p.MessageType | p.EnumType, new: p.MessageType | p.EnumType) -> Iterator[Change]:
    for range in old.reserved:
        if not _covered(range, new.reserved):
            yield _change(k.RESERVED_REMOVED, f"'{old.name}' no longer reserves {_shown(range)}", new.location)
    names = {found.name for found in new.reserved_names}
    for found in old.reserved_names:
        if found.name not in names:
            yield _change(k.RESERVED_REMOVED, f"'{old.name}' no longer reserves the name '{found.name}'", new.location)


def _covered(range: p.Range, by: Iterable[p.Range]) -> bool:
    """Every number of the range is in one of the others, which may be cut differently."""
    position = range.first
    for other in sorted(by, key=lambda found: found.first):
        if other.first <= position <= other.last:
            position = other.last + 1
        if position > range.last:
            return True
    return False


def _shown(range: p.Range) -> str:
    return str(range.first) if range.first == range.last else f"{range.first} to {range.last}"


def _enum(old: p.EnumType, new: p.EnumType, *, closed: bool) -> Iterator[Change]:
    names: dict[int, set[str]] = {}
    for value in new.values:
        names.setdefault(value.number, set()).add(value.name)
    for number in dict.fromkeys(value.number for value in old.values):
        before = {value.name for value in old.values if value.number == number}
        if number not in names:
            yield _removed_value(before, number, new, closed=closed)
        elif not before <= names[number]:
            place = next(value.location for value in new.values if value.number == number)
            message = f"value {number} of '{old.name}' was {', '.join(sorted(before))}, is {', '.join(sorted(names[number]))}"
            yield _change(k.ENUM_VALUE_RENAMED, message, place)
    yield from _reserved(old, new)
    yield from _features(old.options, new.options, f"enum '{old.name}'", new.location)


def _removed_value(names: set[str], number: int, new: p.EnumType, *, closed: bool) -> Change:
    categories = {k.SOURCE}
    if not any(number in range for range in new.reserved):
        categories |= {k.WIRE, k.WIRE_JSON}
    if not names <= {found.name for found in new.reserved_names}:
        categories.add(k.WIRE_JSON)
    kind = k.ENUM_VALUE_REMOVED
    backward = Verdict.INCOMPATIBLE if closed else Verdict.COMPATIBLE
    message = f"value '{', '.join(sorted(names))}' ({number}) of '{new.name}' was removed"
    return Change(f"{k.PREFIX}{kind.id}", "", message, new.location, backward, Verdict.COMPATIBLE, frozenset(categories))


def _services(old: Side, new: Side) -> Iterator[Change]:
    services = {service.name: service for service in new.file.services}
    for service in old.file.services:
        after = services.get(service.name)
        if after is None:
            yield _change(k.SERVICE_REMOVED, f"service '{service.name}' was removed", new.file.syntax_location)
            continue
        methods = {method.name: method for method in after.methods}
        for method in service.methods:
            if method.name not in methods:
                yield _change(k.RPC_REMOVED, f"rpc '{method.name}' of '{service.name}' was removed", after.location)
            else:
                yield from _method(method, methods[method.name], old, new)


def _method(old: p.Method, new: p.Method, before: Side, after: Side) -> Iterator[Change]:
    for what, one, other in (("request", old.request, new.request), ("response", old.response, new.response)):
        first, second = before.scope.find(one, before.file.package), after.scope.find(other, after.file.package)
        if first != second:
            yield _change(k.RPC_CHANGED, f"the {what} of rpc '{old.name}' was {first}, is {second}", new.location)
    if old.client_streaming != new.client_streaming:
        yield _change(k.RPC_CHANGED, f"rpc '{old.name}' {'now' if new.client_streaming else 'no longer'} takes a stream", new.location)
    if old.server_streaming != new.server_streaming:
        yield _change(k.RPC_CHANGED, f"rpc '{old.name}' {'now' if new.server_streaming else 'no longer'} gives a stream", new.location)
    unknown = "IDEMPOTENCY_UNKNOWN"
    levels = [p.option(method.options, "idempotency_level") or unknown for method in (old, new)]
    if levels[0] != levels[1]:
        yield _change(k.RPC_CHANGED, f"idempotency_level of rpc '{old.name}' was {levels[0]}, is {levels[1]}", new.location)


def _extensions(old: p.ProtoFile, new: p.ProtoFile) -> Iterator[Change]:
    known = {(extension.extendee, field.name) for extension in _every_extension(new) for field in extension.fields}
    for extension in _every_extension(old):
        for field in extension.fields:
            if (extension.extendee, field.name) not in known:
                yield _change(k.EXTENSION_REMOVED, f"extension '{field.name}' of '{extension.extendee}' was removed", new.syntax_location)


def _every_extension(file: p.ProtoFile) -> Iterator[p.Extension]:
    yield from file.extensions
    for message in file.every_message():
        yield from message.extensions
