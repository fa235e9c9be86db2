"""The version of a message does not tell how much it changed.

Why: Consumers read the version to decide whether an update is safe. A change under the same version is invisible to them; one that
breaks them under a minor version is a trap.

Bad: a field is removed from the schema of 1.2.0, which stays 1.2.0 or becomes 1.3.0.

Good: another major version for what breaks the chosen mode, a minor one for what does not, a patch for words.
"""

from collections.abc import Iterator

from ...compatibility.verdict import Verdict
from ...diagnostics import Diagnostic, Severity
from ...graph.versions import comparable
from ..review import Review, SchemaPair, verdict_in
from ..rule import Rule

_SIZES = ("no", "patch", "minor", "major")


def check(review: Review) -> Iterator[Diagnostic]:
    for pair in review.schemas:
        if pair.messages.earlier:
            continue
        message = pair.messages.new
        needed = _needed(pair, lenient=review.settings.declared_content or review.settings.filled_defaults)
        place = message.at("version")
        if not pair.compares_versions:
            text = f"{message.key} changed without a new version; a {needed} one is due"
            severity = Severity.ERROR if needed == "major" else Severity.WARNING if needed == "minor" else Severity.NOTE
            yield Diagnostic(place, RULE.id, severity, text, str(message.key))
            continue
        made = _made(pair.messages.old.version, message.version)
        if made is None:
            continue
        if _SIZES.index(made) < _SIZES.index(needed):
            severity = Severity.ERROR if needed == "major" else Severity.WARNING
            text = f"{message.id} went from {pair.messages.old.version} to {message.version}; the change calls for a {needed} version"
            yield Diagnostic(place, RULE.id, severity, text, str(message.key))
        elif _SIZES.index(made) > _SIZES.index(needed):
            text = f"{message.id} went from {pair.messages.old.version} to {message.version}, though a {needed} version would do"
            yield Diagnostic(place, RULE.id, Severity.NOTE, text, str(message.key))


def _needed(pair: SchemaPair, *, lenient: bool) -> str:
    """Major for what the mode forbids or can't be judged, minor for any other change of meaning, patch for words.

    A `lenient` policy does not see every change of meaning, so under it no change counts as words.
    """
    if pair.format_changed:
        return "major"
    verdicts = {verdict_in(change, pair.mode) for change in pair.comparison.changes}
    if verdicts & {Verdict.INCOMPATIBLE, Verdict.UNKNOWN}:
        return "major"
    return "minor" if verdicts or lenient else "patch"


def is_major(old: str, new: str) -> bool:
    return _made(old, new) == "major"


def _made(old: str, new: str) -> str | None:
    """How big the step is; None for versions without an order, or a step back."""
    before, after = comparable(old), comparable(new)
    if before is None or after is None or after < before:
        return None
    if before.major != after.major or (before.major == 0 and before.minor != after.minor):
        return "major"
    if before.minor != after.minor:
        return "minor"
    return "patch" if before != after else "no"


RULE: Rule[Review] = Rule("breaking/version-bump", Severity.ERROR, __doc__, check)
