"""A difference in words: what it was, what it is, and a value that shows the harm."""

from .explain import Blame
from .outcomes import Found, Outcome, Unknown
from .values import Value, shown

_CUT = 60


def worded(blame: Blame, kind: str, old: object, new: object, outcomes: tuple[Outcome | None, Outcome | None]) -> str:
    what = _what(blame, kind, old, new)
    return "; ".join((what, *_harm(outcomes)))


def _what(blame: Blame, kind: str, old: object, new: object) -> str:
    at = f" of '{'.'.join(blame.path)}'" if blame.path else ""
    inside = f" in '{'.'.join(blame.path)}'" if blame.path else ""
    match blame.family:
        case "property":
            return f"property '{blame.name}' was {kind}{inside}"
        case "required":
            return f"'{blame.name}'{inside} {'is no longer' if kind in ('removed', 'widened') else 'became'} required"
        case "enum":
            return (
                f"the allowed values{at} were {_text(old)}, are {_text(new)}"
                if kind not in ("added", "removed")
                else _one(blame, kind, old, new, at)
            )
        case "unjudged":
            return f"'{blame.name}'{at} can't be judged"
        case "schema":
            return f"the schema{at} was {kind}"
        case _:
            return _one(blame, kind, old, new, at)


def _one(blame: Blame, kind: str, old: object, new: object, at: str) -> str:
    keyword = f"{_keyword(blame.family)} {blame.name}".strip()
    if kind == "added":
        return f"{keyword}{at} was added: {_text(new)}"
    if kind == "removed":
        return f"{keyword}{at} was removed: {_text(old)}"
    before, after = _text(old), _text(new)
    if before == after and blame.family in ("minimum", "maximum"):
        return f"{keyword}{at}, {after}, became {'exclusive' if kind == 'narrowed' else 'inclusive'}"
    return f"{keyword}{at} was {kind}" if len(before) + len(after) > 2 * _CUT else f"{keyword}{at} was {before}, is {after}"


def _keyword(family: str) -> str:
    """As schemas write it: `min-length` is `minLength`."""
    first, *others = family.split("-")
    return first + "".join(word.capitalize() for word in others)


def _text(value: object) -> str:
    text = shown(value)  # type: ignore[arg-type]
    return text if len(text) <= _CUT else f"{text[: _CUT - 3]}..."


def _harm(outcomes: tuple[Outcome | None, Outcome | None]) -> list[str]:
    found: list[str] = []
    for outcome, sentence, doubt in zip(outcomes, ("old data can hold", "new data can hold"), ("backward", "forward"), strict=True):
        if isinstance(outcome, Found):
            found.append(f"{sentence} {_example(outcome.value)}")
        elif isinstance(outcome, Unknown):
            found.append(f"{doubt}: unknown, because {', '.join(repr(word) for word in sorted(outcome.keywords))} can't be judged here")
    return found


def _example(value: Value) -> str:
    return _text(value)
