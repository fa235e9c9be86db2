"""The differences of two fields with the same number: type, label, name, oneof, default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...model import protobuf as p
from ..verdict import Change, Verdict
from . import kinds as k

if TYPE_CHECKING:
    from .differences import Side

_WIRE_GROUPS = ({"int32", "int64", "uint32", "uint64", "bool"}, {"sint32", "sint64"}, {"fixed32", "sfixed32"}, {"fixed64", "sfixed64"})
_JSON_GROUPS = ({"int32", "uint32"}, {"int64", "uint64"}, {"fixed32", "sfixed32"}, {"fixed64", "sfixed64"})
_SOURCE_OPTIONS = ("jstype", "ctype")


def field_changes(old: p.Field, new: p.Field, inside: tuple[p.MessageType, p.MessageType], sides: tuple[Side, Side]) -> Iterator[Change]:
    yield from _type(old, new, inside, sides)
    yield from _label(old, new, inside, sides)
    if old.name != new.name:
        yield _change(k.FIELD_RENAMED, old, new, f"field {old.number} was '{old.name}', is '{new.name}'")
    if old.json_name != new.json_name:
        yield _change(k.FIELD_JSON_NAME_CHANGED, old, new, f"the JSON name of '{new.name}' was '{old.json_name}', is '{new.json_name}'")
    if old.oneof != new.oneof:
        yield _oneof(old, new, inside)
    before, after = _default(old), _default(new)
    if before != after:
        yield _change(k.FIELD_DEFAULT_CHANGED, old, new, f"the default of '{new.name}' was '{before}', is '{after}'")
    for name in _SOURCE_OPTIONS:
        before, after = p.option(old.options, name), p.option(new.options, name)
        if before != after:
            yield _change(k.FIELD_OPTION_CHANGED, old, new, f"option {name} of '{new.name}' was '{before}', is '{after}'")


def _default(field: p.Field) -> str:
    """What a reader gives for a field that is absent; a zero that is written out is no other than one that is not."""
    text = p.option(field.options, "default")
    if field.type in ("string", "bytes") or field.type not in p.SCALARS:
        return text
    try:
        return "" if float(text) == 0 else str(float(text))
    except ValueError:
        return "" if text == "false" else text


def _change(
    kind: k.Kind,
    old: p.Field,
    new: p.Field,
    message: str,
    *,
    categories: frozenset[str] | None = None,
    directions: tuple[Verdict, Verdict] | None = None,
) -> Change:
    backward, forward = directions or (kind.backward, kind.forward)
    return Change(
        f"{k.PREFIX}{kind.id}", new.name, message, new.location, backward, forward, kind.categories if categories is None else categories
    )


def _type(old: p.Field, new: p.Field, inside: tuple[p.MessageType, p.MessageType], sides: tuple[Side, Side]) -> Iterator[Change]:
    if bool(old.map_key) != bool(new.map_key):
        yield _change(k.FIELD_TYPE_CHANGED, old, new, f"'{new.name}' {'became' if new.map_key else 'is no longer'} a map")
        return
    for what, one, other in (("key", old.map_key, new.map_key), ("value" if old.map_key else "", old.type, new.type)):
        before, after = sides[0].scope.find(one, inside[0].full_name), sides[1].scope.find(other, inside[1].full_name)
        before, after = _relative(before, sides[0]), _relative(after, sides[1])
        if one and (before != after or old.group != new.group):
            message = f"the {f'{what} ' if what else ''}type of '{new.name}' was {before}, is {after}"
            if old.group != new.group:
                message, before, after = f"'{new.name}' {'became' if new.group else 'is no longer'} a group", "message", "group"
            categories = _broken(before, after, sides)
            directions = _directions(before, after, categories)
            yield _change(k.FIELD_TYPE_CHANGED, old, new, message, categories=categories, directions=directions)


def _relative(name: str, side: Side) -> str:
    """A type of the file's own package by its name inside it: a change of package is told once, not per field."""
    known = name in side.scope.messages or name in side.scope.enums
    return name.removeprefix(f"{side.file.package}.") if known and side.file.package else name


def _broken(before: str, after: str, sides: tuple[Side, Side]) -> frozenset[str]:
    categories = {k.SOURCE}
    enums = _enum(before, sides[0]), _enum(after, sides[1])
    if enums[0] is not None and enums[1] is not None:
        old, new = ({(value.name, value.number) for value in enum.values} for enum in enums if enum is not None)
        if not old <= new:
            categories |= {k.WIRE, k.WIRE_JSON}
        return frozenset(categories)
    if not _alike(before, after, _JSON_GROUPS):
        categories.add(k.WIRE_JSON)
    if not _alike(before, after, _WIRE_GROUPS) and (before, after) != ("string", "bytes"):
        categories.add(k.WIRE)
    return frozenset(categories)


def _enum(name: str, side: Side) -> p.EnumType | None:
    return side.scope.enums.get(f"{side.file.package}.{name}" if side.file.package else name, side.scope.enums.get(name))


def _alike(before: str, after: str, groups: tuple[set[str], ...]) -> bool:
    return any({before, after} <= group for group in groups)


def _directions(before: str, after: str, categories: frozenset[str]) -> tuple[Verdict, Verdict]:
    """Bytes hold any string, and a string does not hold any bytes."""
    no, ok = Verdict.INCOMPATIBLE, Verdict.COMPATIBLE
    if (before, after) == ("string", "bytes"):
        return ok, no
    if (before, after) == ("bytes", "string"):
        return no, ok
    return (no, no) if k.WIRE in categories else (ok, ok)


def _label(old: p.Field, new: p.Field, inside: tuple[p.MessageType, p.MessageType], sides: tuple[Side, Side]) -> Iterator[Change]:
    before, after = (_cardinality(field, message, side) for field, message, side in zip((old, new), inside, sides, strict=True))
    if before == after:
        return
    many = [cardinality in ("repeated", "map") for cardinality in (before, after)]
    categories = {k.SOURCE}
    if many[0] != many[1]:
        categories |= {k.WIRE, k.WIRE_JSON}
    elif "map" in (before, after):
        categories.add(k.WIRE_JSON)
    if "required" in (before, after) and k.WIRE not in categories:
        return  # told as required-added or required-removed
    message = f"'{new.name}' was {before}, is {after}"
    ok = Verdict.COMPATIBLE
    directions = None if k.WIRE in categories else (ok, ok)
    yield _change(k.FIELD_LABEL_CHANGED, old, new, message, categories=frozenset(categories), directions=directions)


def _cardinality(field: p.Field, message: p.MessageType, side: Side) -> str:
    """`implicit` is proto3's field without a label: absent and default are one. A message is never implicit."""
    if field.map_key:
        return "map"
    if field.label in ("repeated", "required"):
        return field.label
    implicit = side.file.syntax == "proto3" and not field.label and not field.oneof
    return "implicit" if implicit and side.scope.find(field.type, message.full_name) not in side.scope.messages else "optional"


def _oneof(old: p.Field, new: p.Field, inside: tuple[p.MessageType, p.MessageType]) -> Change:
    """Alone into a oneof that is new it is as before; otherwise a value may push another one out."""
    others = [field for field in inside[1].fields if field.oneof == new.oneof and field.number != new.number]
    known = {field.number for field in inside[0].fields}
    alone = bool(new.oneof) and not old.oneof and not any(field.number in known for field in others)
    directions = (Verdict.COMPATIBLE, Verdict.COMPATIBLE) if alone and not others else None
    was, is_ = (f"in oneof '{field.oneof}'" if field.oneof else "in no oneof" for field in (old, new))
    return _change(k.FIELD_ONEOF_CHANGED, old, new, f"'{new.name}' was {was}, is {is_}", directions=directions)
