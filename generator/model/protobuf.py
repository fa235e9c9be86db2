"""A Protobuf file as immutable values: what it declares, and where.

Types are spelled as in the file; `Scope` finds what a spelling means. Knows nothing of tokens (source/protobuf.py) and of rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..diagnostics import Location

_INTEGERS = ("int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64")
SCALARS = frozenset({"double", "float", "bool", "string", "bytes", *_INTEGERS})
LARGEST_NUMBER = 536_870_911
"""The largest field number; `max` in a range means it (in an enum's range 2,147,483,647)."""


@dataclass(frozen=True, slots=True)
class Option:
    """`name` as written (`deprecated`, `(acme.rule).max`); `value` as written, texts without their quotes."""

    name: str
    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class Range:
    """Reserved or extension numbers, both ends included."""

    first: int
    last: int
    location: Location

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class ReservedName:
    name: str
    location: Location


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message. `label` is `optional`, `required`, `repeated` or empty; `oneof` the oneof that holds it.

    A map has its key's type in `map_key` and its value's in `type`. `group` is True for proto2's groups (`type` names the nested message).
    """

    name: str
    number: int
    type: str
    label: str
    location: Location
    oneof: str = ""
    map_key: str = ""
    group: bool = False
    options: tuple[Option, ...] = ()
    comment: str = ""

    @property
    def json_name(self) -> str:
        """The name in JSON: the option of that name, else the name in lowerCamelCase."""
        return option(self.options, "json_name") or lower_camel_case(self.name)

    @property
    def deprecated(self) -> bool:
        return option(self.options, "deprecated") == "true"


@dataclass(frozen=True, slots=True)
class EnumValue:
    name: str
    number: int
    location: Location
    options: tuple[Option, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class EnumType:
    """`full_name` has the package and the enclosing messages, without a leading dot."""

    name: str
    full_name: str
    location: Location
    values: tuple[EnumValue, ...] = ()
    reserved: tuple[Range, ...] = ()
    reserved_names: tuple[ReservedName, ...] = ()
    options: tuple[Option, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Oneof:
    name: str
    location: Location
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """An `extend` block: fields added to the message `extendee`."""

    extendee: str
    fields: tuple[Field, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class MessageType:
    """`fields` has all of them, those of oneofs too, in the order of the file."""

    name: str
    full_name: str
    location: Location
    fields: tuple[Field, ...] = ()
    oneofs: tuple[Oneof, ...] = ()
    messages: tuple["MessageType", ...] = ()
    enums: tuple[EnumType, ...] = ()
    reserved: tuple[Range, ...] = ()
    reserved_names: tuple[ReservedName, ...] = ()
    extension_ranges: tuple[Range, ...] = ()
    extensions: tuple[Extension, ...] = ()
    options: tuple[Option, ...] = ()
    comment: str = ""

    def field(self, name: str) -> Field | None:
        return next((found for found in self.fields if found.name == name), None)


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    request: str
    response: str
    location: Location
    client_streaming: bool = False
    server_streaming: bool = False
    options: tuple[Option, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ServiceType:
    name: str
    full_name: str
    location: Location
    methods: tuple[Method, ...] = ()
    options: tuple[Option, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """`kind` is `public`, `weak`, `option` or empty."""

    path: str
    kind: str
    location: Location


_NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class ProtoFile:
    """`syntax` is `proto2` (also where the file says nothing), `proto3`, or `editions` with the `edition`."""

    path: str
    syntax: str = "proto2"
    edition: str = ""
    package: str = ""
    syntax_location: Location = _NOWHERE
    package_location: Location = _NOWHERE
    imports: tuple[Import, ...] = ()
    messages: tuple[MessageType, ...] = ()
    enums: tuple[EnumType, ...] = ()
    services: tuple[ServiceType, ...] = ()
    extensions: tuple[Extension, ...] = ()
    options: tuple[Option, ...] = ()

    def every_message(self) -> Iterator[MessageType]:
        """The messages with the nested ones, outer before inner."""
        pending = list(reversed(self.messages))
        while pending:
            message = pending.pop()
            yield message
            pending.extend(reversed(message.messages))

    def every_enum(self) -> Iterator[EnumType]:
        yield from self.enums
        for message in self.every_message():
            yield from message.enums


@dataclass(frozen=True, slots=True)
class Scope:
    """The types of some files by full name, for finding what a spelling means."""

    messages: Mapping[str, MessageType] = field(default_factory=dict[str, MessageType])
    enums: Mapping[str, EnumType] = field(default_factory=dict[str, EnumType])

    def find(self, spelling: str, inside: str) -> str:
        """The full name of the type that `spelling` names inside the message or package `inside`: innermost scope first, as protoc does.

        Scalars and types of files that are not at hand come back as written, without a leading dot.
        """
        if spelling in SCALARS:
            return spelling
        if spelling.startswith("."):
            return spelling[1:]
        scope = inside
        while True:
            candidate = f"{scope}.{spelling}" if scope else spelling
            if candidate in self.messages or candidate in self.enums:
                return candidate
            if not scope:
                return spelling
            scope = scope.rpartition(".")[0]


def scope_of(files: Iterable[ProtoFile]) -> Scope:
    messages: dict[str, MessageType] = {}
    enums: dict[str, EnumType] = {}
    for file in files:
        messages.update((message.full_name, message) for message in file.every_message())
        enums.update((enum.full_name, enum) for enum in file.every_enum())
    return Scope(messages, enums)


def option(options: Iterable[Option], name: str) -> str:
    """The value of an option, empty when it is not set."""
    return next((found.value for found in options if found.name == name), "")


def lower_camel_case(name: str) -> str:
    """protoc's JSON name: each underscore goes, and the letter after it becomes upper case."""
    result: list[str] = []
    upper = False
    for character in name:
        if character == "_":
            upper = True
            continue
        result.append(character.upper() if upper else character)
        upper = False
    return "".join(result)
