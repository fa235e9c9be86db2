"""A data store is classified lower than before.

Why: The classification decides who may read the data and how it is kept. Lowering it opens data that was protected.

Bad: `classification: confidential` becomes `classification: internal`.

Good: move what is less sensitive to a store of its own.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...model.ids import ResourceType
from ...model.resources import Container
from ..review import Review
from ..rule import Rule

_LEVELS = {"": 0, "public": 1, "internal": 2, "confidential": 3, "restricted": 4, "regulated": 4, "secret": 5}


def check(review: Review) -> Iterator[Diagnostic]:
    for old, new in review.differences.kept(ResourceType.CONTAINER, Container):
        before, after = old.classification.lower(), new.classification.lower()
        if before == after:
            continue
        if before in _LEVELS and after in _LEVELS and _LEVELS[after] >= _LEVELS[before]:
            continue
        known = before in _LEVELS and after in _LEVELS
        text = f"the classification of {new.id} was {before or 'not stated'}, is {after or 'not stated'}"
        if known:
            yield RULE.finding(new.at("classification"), text, subject=new)
        else:
            yield Diagnostic(new.at("classification"), RULE.id, Severity.WARNING, f"{text}: which is lower can't be told", str(new.key))


RULE: Rule[Review] = Rule("breaking/classification-lowered", Severity.ERROR, __doc__, check)
