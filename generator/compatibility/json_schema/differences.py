"""The differences of two JSON Schemas, with a verdict for both directions and words for people.

Backward asks whether what is valid under the old schema is valid under the new one, forward the other way round.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..verdict import SAME, Change, Comparison, Pointer, SchemaText, Verdict, worst
from . import nodes as n
from .defaults import default_changes
from .dialect import Compiler, Policy
from .documents import Documents, Place, UnreadableSchema
from .explain import Blame, Explanation
from .outcomes import Found, Nothing, Outcome, Unknown
from .search import Search
from .wording import worded

PREFIX = "breaking/json-schema-"


def compare(old: SchemaText, new: SchemaText, policy: Policy | None = None) -> Comparison:
    """Texts that are alike are not parsed. A text that can't be read makes the verdict unknown, never compatible."""
    if old.text == new.text and dict(old.beside) == dict(new.beside):
        return SAME
    before, after = Documents(old.texts), Documents(new.texts)
    try:
        roots = before.root(old.path), after.root(new.path)
    except UnreadableSchema as error:
        change = Change(
            f"{PREFIX}unjudged", "", f"the schema can't be read: {error}", Pointer(new.path, ""), Verdict.UNKNOWN, Verdict.UNKNOWN
        )
        return Comparison(Verdict.UNKNOWN, Verdict.UNKNOWN, (change,))
    found = _Pair(before, after, old.path, new.path, policy or Policy()).comparison()
    return replace(found, changes=(*found.changes, *default_changes(*roots, new.path)))


class _Pair:
    def __init__(self, before: Documents, after: Documents, old_path: str, new_path: str, policy: Policy) -> None:
        self.old_path, self.new_path = old_path, new_path
        self.old = {writing: Compiler(before, policy, writing=writing, side="old") for writing in (False, True)}
        self.new = {writing: Compiler(after, policy, writing=writing, side="new") for writing in (False, True)}

    def comparison(self) -> Comparison:
        old, new = Place(self.old_path, ""), Place(self.new_path, "")
        backward, broken = _direction(self.old[True].node(old), self.new[False].node(new))
        forward, hidden = _direction(self.new[True].node(new), self.old[False].node(old))
        changes = sorted(self._changes(broken, hidden), key=lambda change: (change.path, change.rule, change.message))
        verdicts = _overall(backward, [change.backward for change in changes]), _overall(forward, [change.forward for change in changes])
        told = worst(change.backward for change in changes), worst(change.forward for change in changes)
        if verdicts != told:  # no constraint alone is to blame
            changes.append(Change(f"{PREFIX}schema-changed", "", "the schema changed", Pointer(self.new_path, ""), *verdicts))
        return Comparison(*verdicts, tuple(changes))

    def _changes(self, broken: Mapping[object, Blame], hidden: Mapping[object, Blame]) -> Iterator[Change]:
        for key in dict.fromkeys((*broken, *hidden)):
            backward, forward = broken.get(key), hidden.get(key)
            if _is_told_by_property(backward, forward, broken, hidden):
                continue
            yield self._change(backward, forward)

    def _change(self, backward: Blame | None, forward: Blame | None) -> Change:
        blame = backward or forward
        assert blame is not None
        old, new = self._sides(backward, forward)
        kind = _kind(backward, forward, old, new)
        place = self._place(backward, forward, new)
        message = worded(blame, kind, self._text(old, self.old[True]), self._text(new, self.new[True]), _examples(backward, forward))
        rule = f"{PREFIX}{blame.family}-{kind}" if blame.family != "unjudged" else f"{PREFIX}unjudged"
        path = ".".join((*blame.path, blame.name) if blame.family in ("property", "required") else blame.path)
        return Change(rule, path, message, place, _verdict(backward), _verdict(forward))

    def _sides(self, backward: Blame | None, forward: Blame | None) -> tuple[n.Constraint | None, n.Constraint | None]:
        """The constraint of the old and of the new schema that the change is about."""
        if backward is not None:  # a property that the other side's additionalProperties refuses is no constraint of that side
            return backward.writer, None if _refuses(backward) else backward.reader
        assert forward is not None
        return None if _refuses(forward) else forward.reader, forward.writer

    def _place(self, backward: Blame | None, forward: Blame | None, new: n.Constraint | None) -> Pointer:
        if new is not None and new.document:
            return Pointer(new.document, new.place)
        if backward is not None and backward.reader.document:
            return Pointer(backward.reader.document, backward.reader.place)
        node = forward.around if forward is not None else None
        return Pointer(node.document, node.pointer) if node is not None and node.document else Pointer(self.new_path, "")

    def _text(self, constraint: n.Constraint | None, compiler: Compiler) -> object:
        if constraint is None or not constraint.document:
            return None
        try:
            return compiler.value(n.Node(constraint.document, constraint.place, n.nothing))
        except KeyError:
            return None


def _direction(writer: n.Node, reader: n.Node) -> tuple[Outcome, dict[object, Blame]]:
    search = Search()
    goal: n.Goal = frozenset(((writer, True),))
    outcome = search.counterexample(goal, reader)
    if isinstance(outcome, Nothing):
        return outcome, {}
    blames: dict[object, Blame] = {}
    for blame in Explanation(search).blames(goal, reader):
        known = blames.get(blame.key)
        if known is None or (isinstance(blame.outcome, Found) and not isinstance(known.outcome, Found)):
            blames[blame.key] = blame
    return outcome, blames


def _refuses(blame: Blame) -> bool:
    return blame.family == "property" and not isinstance(blame.reader, n.Property)


def _is_told_by_property(
    backward: Blame | None, forward: Blame | None, broken: Mapping[object, Blame], hidden: Mapping[object, Blame]
) -> bool:
    """That a removed property is no longer required need not be told beside its removal."""
    blame = backward or forward
    if blame is None or blame.family != "required":
        return False
    beside = (blame.path, "property", blame.name)
    return (backward is None or beside in broken) and (forward is None or beside in hidden)


def _kind(backward: Blame | None, forward: Blame | None, old: n.Constraint | None, new: n.Constraint | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if backward is not None and forward is not None:
        return "changed"
    return "narrowed" if backward is not None else "widened"


def _verdict(blame: Blame | None) -> Verdict:
    if blame is None:
        return Verdict.COMPATIBLE
    return Verdict.INCOMPATIBLE if isinstance(blame.outcome, Found) else Verdict.UNKNOWN


def _overall(outcome: Outcome, verdicts: list[Verdict]) -> Verdict:
    if isinstance(outcome, Nothing):
        return Verdict.COMPATIBLE
    if isinstance(outcome, Found):
        return Verdict.INCOMPATIBLE
    return worst((Verdict.UNKNOWN, *verdicts))


def _examples(backward: Blame | None, forward: Blame | None) -> tuple[Outcome | None, Outcome | None]:
    return (backward.outcome if backward else None, forward.outcome if forward else None)


def keywords(outcome: Outcome) -> frozenset[str]:
    """The keywords that could not be judged."""
    return outcome.keywords if isinstance(outcome, Unknown) else frozenset()
