"""The differences of two Avro schemas, with a verdict for both directions and words for people."""

from collections.abc import Iterator

from ..verdict import SAME, Change, Comparison, Pointer, SchemaText, Verdict, worst
from .resolve import Obstacle, Resolution, writer_field
from .schema import Field, Type, UnreadableAvro, parse

PREFIX = "breaking/avro-"
_CHANGED = {"type": "type-changed", "name": "name-changed", "fixed-size": "fixed-size-changed", "logical-type": "logical-type-changed"}
IDS = tuple(
    f"{PREFIX}{id}"
    for id in (
        *_CHANGED.values(),
        "field-added",
        "field-removed",
        "enum-symbol-added",
        "enum-symbol-removed",
        "union-branch-added",
        "union-branch-removed",
        "default-changed",
        "unjudged",
    )
)


def compare(old: SchemaText, new: SchemaText) -> Comparison:
    """Texts that are alike are not parsed. A text that can't be read makes the verdict unknown, never compatible."""
    if old.text == new.text:
        return SAME
    try:
        before, after = parse(old.path, old.texts), parse(new.path, new.texts)
    except UnreadableAvro as error:
        unknown = Verdict.UNKNOWN
        change = Change(f"{PREFIX}unjudged", "", f"the schema can't be judged: {error}", Pointer(new.path, ""), unknown, unknown)
        return Comparison(unknown, unknown, (change,))
    broken = {found.key: found for found in Resolution().obstacles(after, before)}
    hidden = {found.key: found for found in Resolution().obstacles(before, after)}
    changes = [_change(broken.get(key), hidden.get(key)) for key in dict.fromkeys((*broken, *hidden))]
    told = {(change.rule, change.path) for change in changes}
    changes += [change for change in _harmless(before, after) if (change.rule, change.path) not in told]
    return Comparison(
        worst(change.backward for change in changes),
        worst(change.forward for change in changes),
        tuple(sorted(changes, key=lambda change: (change.path, change.rule, change.message))),
    )


def _change(backward: Obstacle | None, forward: Obstacle | None) -> Change:
    """`backward` is what keeps the new reader from old data; `forward` what keeps the old reader from new data."""
    found = backward or forward
    assert found is not None
    new = backward.reader if backward is not None else found.writer
    old = backward.writer if backward is not None else found.reader
    rule, message, pointer = _told(found, old, new, newer=backward is not None)
    path = ".".join((*found.path, found.detail) if found.family == "field" else found.path)
    return Change(f"{PREFIX}{rule}", path, message, Pointer(new.document, pointer), _verdict(backward), _verdict(forward))


def _told(found: Obstacle, old: Type, new: Type, *, newer: bool) -> tuple[str, str, str]:
    """The id, the message and the pointer into the new schema. `newer`: the reader that has the obstacle is the new one."""
    at = f" of '{'.'.join(found.path)}'" if found.path else ""
    match found.family:
        case "field":
            if newer:
                pointer = found.field.pointer if found.field else new.pointer
                return "field-added", f"field '{found.detail}' was added without a default: old data does not have it", pointer
            return "field-removed", f"field '{found.detail}' was removed; the old schema has no default for it", f"{new.pointer}/fields"
        case "enum-symbol":
            way = "removed" if newer else "added"
            reader = "new" if newer else "old"
            return (
                f"enum-symbol-{way}",
                f"symbol '{found.detail}'{at} was {way}; the {reader} schema has no default for it",
                f"{new.pointer}/symbols",
            )
        case "union-branch":
            way = "removed" if newer else "added"
            return f"union-branch-{way}", f"{found.detail}{at} was {way}: the {'new' if newer else 'old'} schema can't read it", new.pointer
        case "name":
            return "name-changed", f"the name{at} was {old.name}, is {new.name}, and no alias says so", f"{new.pointer}/name"
        case "fixed-size":
            return "fixed-size-changed", f"the size{at} was {old.size}, is {new.size}", f"{new.pointer}/size"
        case "logical-type":
            return "logical-type-changed", f"the meaning{at} was {old.logical}, is {new.logical}", new.pointer
        case _:
            return "type-changed", f"the type{at} was {old}, is {new}", new.pointer


def _verdict(obstacle: Obstacle | None) -> Verdict:
    if obstacle is None:
        return Verdict.COMPATIBLE
    return Verdict.INCOMPATIBLE if obstacle.sure else Verdict.UNKNOWN


def _harmless(old: Type, new: Type) -> Iterator[Change]:
    """Changes that break nobody, so that they are told all the same: fields with defaults, defaults, meanings added or taken away."""
    seen: set[tuple[Type, Type]] = set()
    pending: list[tuple[Type, Type, tuple[str, ...]]] = [(old, new, ())]
    while pending:
        before, after, path = pending.pop()
        if (before, after) in seen:
            continue
        seen.add((before, after))
        if before.kind == "union" or after.kind == "union":
            pending += [(one, other, path) for one, other in _partners(before, after)]
            continue
        if (before.logical is None) != (after.logical is None) and before.kind == after.kind:
            message = f"the meaning of '{'.'.join(path)}' was {before.logical or 'not stated'}, is {after.logical or 'not stated'}"
            yield Change(f"{PREFIX}logical-type-changed", ".".join(path), message, Pointer(after.document, after.pointer))
        if before.inner is not None and after.inner is not None:
            pending.append((before.inner, after.inner, (*path, "*")))
        yield from _symbols(before, after, path)
        for field in after.fields if before.kind == "record" else ():
            known = writer_field(field, before)
            if known is None:
                yield _field(field, "added", after, f"{field.pointer}", path)
                continue
            pending.append((known.type, field.type, (*path, field.name)))
            if known.default != field.default:
                yield _field(field, "default", after, field.pointer, path)
        for field in before.fields if after.kind == "record" else ():
            if all(writer_field(found, before) is not field for found in after.fields):
                yield _field(field, "removed", after, f"{after.pointer}/fields", path)


def _field(field: Field, how: str, record: Type, pointer: str, path: tuple[str, ...]) -> Change:
    rule = "default-changed" if how == "default" else f"field-{how}"
    message = f"the default of '{field.name}' changed" if how == "default" else f"field '{field.name}' was {how}"
    return Change(f"{PREFIX}{rule}", ".".join((*path, field.name)), message, Pointer(record.document, pointer))


def _symbols(before: Type, after: Type, path: tuple[str, ...]) -> Iterator[Change]:
    for way, ones, others in (("added", after, before), ("removed", before, after)):
        for symbol in ones.symbols if others.kind == "enum" else ():
            if symbol not in others.symbols:
                message = f"symbol '{symbol}' was {way}"
                yield Change(f"{PREFIX}enum-symbol-{way}", ".".join(path), message, Pointer(after.document, f"{after.pointer}/symbols"))


def _partners(before: Type, after: Type) -> Iterator[tuple[Type, Type]]:
    ones, others = before.branches or (before,), after.branches or (after,)
    for one in ones:
        for other in others:
            if one.kind == other.kind and one.short_name == other.short_name:
                yield one, other
