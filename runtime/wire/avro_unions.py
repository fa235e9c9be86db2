"""Unions: `Annotated[A | B | None, Tagged("shop.A", "shop.B")]`, in JSON `{"shop.A": ...}`, in Python the value itself.

The branch of a value follows from its type, so a tag is needed only where types do not tell: in JSON, and in what the binary
decoder hands over (`Chosen`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, cast, get_args, get_origin

from annotated_types import Interval, Le
from pydantic import GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from .avro_marks import Fixed

Fits = Callable[[Any], bool]
_EXACT = (int, float, str, date)


class Chosen(NamedTuple):
    """A value with the branch that it was read from."""

    tag: str
    value: Any


@dataclass(frozen=True, slots=True, init=False)
class Tagged:
    """The names of the union's branches but null, in the order of the annotation."""

    tags: tuple[str, ...]

    def __init__(self, *tags: str) -> None:
        object.__setattr__(self, "tags", tags)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        members = get_args(source) if get_origin(source) in (Union, UnionType) else (source,)
        branches = dict(zip(self.tags, (member for member in members if member is not type(None)), strict=True))
        schemas = {tag: handler.generate_schema(member) for tag, member in branches.items()}
        tag_of = _tag_of(branches)
        any_of = core_schema.union_schema(list(schemas.values()))
        reading = core_schema.json_or_python_schema(
            json_schema=core_schema.tagged_union_schema(_unwrapped(schemas, _only_value), _json_tag),
            python_schema=core_schema.tagged_union_schema({**_unwrapped(schemas, _chosen_value), "": any_of}, _chosen_tag),
        )
        writing = core_schema.tagged_union_schema(cast("dict[Any, CoreSchema]", schemas), tag_of)

        def written(value: Any, inner: Callable[[Any], Any]) -> Any:
            return None if value is None else {tag_of(value): inner(value)}

        serialization = core_schema.wrap_serializer_function_ser_schema(
            written, schema=core_schema.nullable_schema(writing), when_used="json"
        )
        if type(None) not in members:
            reading["serialization"] = serialization
            return reading
        return core_schema.nullable_schema(reading, serialization=serialization)


def _unwrapped(schemas: dict[str, CoreSchema], unwrap: Callable[[Any], Any]) -> dict[Any, CoreSchema]:
    first = core_schema.no_info_plain_validator_function(unwrap)
    return {tag: core_schema.chain_schema([first, schema]) for tag, schema in schemas.items()}


def _only_value(value: dict[str, Any]) -> Any:
    return next(iter(value.values()))


def _json_tag(value: Any) -> str | None:
    return next(iter(cast("dict[str, Any]", value))) if isinstance(value, dict) and len(cast("dict[str, Any]", value)) == 1 else None


def _chosen_value(value: Chosen) -> Any:
    return value.value


def _chosen_tag(value: Any) -> str:
    return value.tag if isinstance(value, Chosen) else ""


def _tag_of(branches: dict[str, Any]) -> Callable[[Any], str]:
    tests = [(tag, _fits(member)) for tag, member in branches.items()]
    if len(tests) == 1:
        return lambda _value: tests[0][0]

    def tag_of(value: Any) -> str:
        return next((tag for tag, fits in tests if fits(value)), "")

    return tag_of


def _fits(member: Any) -> Fits:
    """Whether a validated value belongs to the branch. Types are compared exactly: True is no int, a moment no date."""
    marks: Sequence[Any] = ()
    if get_origin(member) is Annotated:
        member, *marks = get_args(member)
    kind = get_origin(member) or member
    for mark in marks:
        if isinstance(mark, Fixed):
            size = mark.size
            return lambda value: type(value) is bytes and len(value) == size
        for bound in mark.metadata if isinstance(mark, FieldInfo) else ():
            most = bound.le if isinstance(bound, Le | Interval) else None
            if kind is int and isinstance(most, int):
                return lambda value: type(value) is int and -most - 1 <= value <= most
    if kind is datetime:
        is_local = any(getattr(getattr(mark, "settle", None), "__name__", "").startswith("local") for mark in marks)
        return lambda value: type(value) is datetime and (value.tzinfo is None) == is_local
    if kind in _EXACT:
        return lambda value: type(value) is kind
    return lambda value: isinstance(value, kind)
