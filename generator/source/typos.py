"""Is a word another one with a slip of the finger? Stricter than a suggestion: what is answered here is mended without asking."""

from collections.abc import Iterable

_SHORTEST = 5
"""Letters. A shorter word is near too many others."""


def meant(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` certainly stands for, None when there is none or more than one."""
    found = [other for other in known if is_slip(word, other)]
    return found[0] if len(found) == 1 else None


def is_slip(word: str, other: str) -> bool:
    """True when they differ in case and separators only, or by one letter too many, too few, wrong, or two letters swapped."""
    if _plain(word) == _plain(other):
        return True
    if min(len(word), len(other)) < _SHORTEST or abs(len(word) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, wanted = word[start:], other[start:]
    if len(word) > len(other):
        return rest[1:] == wanted
    if len(word) < len(other):
        return rest == wanted[1:]
    swapped = len(rest) > 1 and rest[0] == wanted[1] and rest[1] == wanted[0] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:]


def _plain(word: str) -> str:
    return word.replace("-", "").replace("_", "").lower()
