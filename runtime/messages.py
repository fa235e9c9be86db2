"""The base classes of generated messages, and how absent differs from null.

Imports pydantic and nothing else: one generated message costs little more than `import pydantic`.
Knows nothing about envelopes, channels or services.
"""

from dataclasses import dataclass
from functools import partial
from operator import is_
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
    cast,
    runtime_checkable,
)

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema, from_json, to_json

MessageKind: TypeAlias = Literal["event", "command", "query", "reply", "message"]

T = TypeVar("T")
M = TypeVar("M", bound="Message")
R_co = TypeVar("R_co", bound="Reply", covariant=True)


class _NeverNull:
    """Refuses JSON null where Python's None stands for "absent"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        optional = handler(source)
        present = optional["schema"] if optional["type"] == "nullable" else optional
        return core_schema.json_or_python_schema(json_schema=present, python_schema=optional)


# partial(is_, None) runs in C: a lambda here costs every optional field of every message a Python call.
_LEFT_OUT_WHEN_NONE = Field(exclude_if=partial(is_, None))

Omissible: TypeAlias = Annotated[T | None, _LEFT_OUT_WHEN_NONE, _NeverNull()]
"""An optional property: None means absent, is left out on output, and JSON null is refused.

Constraints belong to the value: `Omissible[Annotated[str, Field(max_length=5)]]`.
"""

OmissibleOrNull: TypeAlias = Annotated[T | None, _LEFT_OUT_WHEN_NONE]
"""An optional property that may also be null: both read as None, which is left out on output."""


@dataclass(frozen=True, slots=True)
class MessageMeta:
    """What the catalog says about a message class.

    `key` is the payload property (its name on the wire) that orders messages, or None.
    `digest` identifies the schema that the class was generated from.
    """

    id: str
    version: str
    kind: MessageKind
    key: str | None
    digest: str


class Model(BaseModel):
    """An object inside a message. Immutable; keeps properties that it does not know."""

    model_config = ConfigDict(populate_by_name=True, extra="allow", frozen=True, protected_namespaces=())
    _writes_defaults: ClassVar[bool] = False
    """True where the format of the schema knows no absent properties (Avro): all are written, set or not."""
    _is_strict: ClassVar[bool] = True
    """False where the format of the schema reads text as a number, or other names (Avro, Protobuf)."""


class Message(Model):
    """A message of the catalog. Subclasses name their catalog id and version as class arguments."""

    meta: ClassVar[MessageMeta] = MessageMeta("", "", "message", None, "")
    _kind: ClassVar[MessageKind] = "message"

    def __init_subclass__(
        cls,
        *,
        id: str = "",
        version: str = "",
        key: str | None = None,
        digest: str = "",
        reply: "type[Reply] | None" = None,
        **settings: Any,
    ) -> None:
        """`reply` is for readers of the generated file; type checkers use `reply_type`."""
        super().__init_subclass__(**settings)
        if id:
            cls.meta = MessageMeta(id, version, cls._kind, key, digest)

    def to_json(self) -> bytes:
        """What was not set is not written: an absent property stays absent, and one that was null stays null."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_unset=not self._writes_defaults)

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Raises pydantic.ValidationError when the text does not fit the schema."""
        return cls._read(text)

    @classmethod
    def _read(cls, text: bytes | str, context: Any = None) -> Self:
        if not cls._is_strict:
            return cls.model_validate_json(text)
        try:
            read: Self = cls.__pydantic_validator__.validate_json(text, strict=True, by_alias=True, by_name=False, context=context)
            return read
        except ValidationError:
            # 1.0 is a whole number in JSON, and none to pydantic. It is rare enough to be looked for only now.
            plain = _with_whole_numbers(text)
            if plain is None:
                raise
            read = cls.__pydantic_validator__.validate_json(plain, strict=True, by_alias=True, by_name=False, context=context)
            return read


def _with_whole_numbers(text: bytes | str) -> bytes | None:
    """The text with 1.0 and 1e2 written as 1 and 100; None when it has no such numbers."""
    marks: tuple[Any, ...] = (b".0", b"e", b"E") if isinstance(text, bytes) else (".0", "e", "E")
    if not any(mark in text for mark in marks):
        return None
    try:
        value: object = from_json(text)
    except ValueError:
        return None
    changed = _whole(value)
    return None if repr(changed) == repr(value) else to_json(changed)


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        return [_whole(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in cast("dict[str, object]", value).items()}
    return value


class Event(Message):
    """Something that happened."""

    _kind: ClassVar[MessageKind] = "event"


class Command(Message):
    """Something that one service is asked to do."""

    _kind: ClassVar[MessageKind] = "command"


class Query(Message):
    """A question to one service; changes nothing."""

    _kind: ClassVar[MessageKind] = "query"


class Reply(Message):
    """The answer to a command or a query."""

    _kind: ClassVar[MessageKind] = "reply"


@runtime_checkable
class HasReply(Protocol[R_co]):
    """A command or query whose class says what it is answered with."""

    @classmethod
    def reply_type(cls) -> type[R_co]: ...


def own_class(found: type[M], *, id: str, version: str) -> type[M]:
    """The developer's own class of a message, for the generated module that hands it on. Raises TypeError when it is another one's."""
    if (found.meta.id, found.meta.version) != (id, version):
        said = f"{found.meta.id} {found.meta.version}" if found.meta.id else "no message"
        wanted = f'class {found.__name__}(..., id="{id}", version="{version}")'
        raise TypeError(f"{found.__module__}.{found.__name__} stands for {id} {version} by flowmart.yaml, and is {said}: write {wanted}")
    return found
