"""The contract of a data product's output changed in a way that its readers may not stand, or is gone.

Compared by content: a JSON Schema (it says `$schema`), Avro or Protobuf by its own rules and in the default mode; of any other format nobody can tell.

Why: Those who read the output were promised its form.

Bad: a column of the contract becomes optional without a new output.

Good: a new output beside the old one, which is deprecated.
"""

from collections.abc import Iterator

from ...compatibility.verdict import SchemaText, Verdict
from ...diagnostics import Diagnostic, Location, Severity
from ...graph.compare import contract_path
from ...model.formats import AVRO, JSON_SCHEMA, PROTOBUF, format_of
from ...model.ids import ResourceType
from ...model.resources import Contract, DataProduct
from ..review import Review, verdict_in
from ..rule import Rule


def check(review: Review) -> Iterator[Diagnostic]:
    for old, new in review.differences.kept(ResourceType.DATA_PRODUCT, DataProduct):
        outputs = {output.id: output for output in new.outputs}
        for before in old.outputs:
            after = outputs.get(before.id)
            if before.contract is None or after is None:
                continue
            if after.contract is None:
                yield RULE.finding(new.at("outputs"), f"the contract of output {before.id} is gone", subject=new)
                continue
            yield from _compared(review, old, new, before.contract, after.contract, before.id)


def _compared(review: Review, old: DataProduct, new: DataProduct, before: Contract, after: Contract, output: str) -> Iterator[Diagnostic]:
    first, second = contract_path(old, before), contract_path(new, after)
    texts = review.differences.contracts[0].get(first), review.differences.contracts[1].get(second)
    if texts[0] is None or texts[1] is None or texts[0] == texts[1]:
        return  # a file that is not there is a matter of lint
    formats = _format(first, texts[0]), _format(second, texts[1])
    place = Location(second, 1, 1)
    if formats[0] != formats[1] or not formats[0]:
        severity = review.settings.unknown if formats[0] == formats[1] else Severity.ERROR
        said = "can't be judged" if formats[0] == formats[1] else "has another format"
        yield Diagnostic(place, RULE.id, severity, f"the contract of output {output} changed, and {said}", str(new.key))
        return
    for change in review.compared(formats[0], SchemaText(first, texts[0]), SchemaText(second, texts[1])).changes:
        mode = review.settings.protobuf if formats[0] == PROTOBUF else review.settings.mode
        verdict = verdict_in(change, mode)
        severity = {Verdict.INCOMPATIBLE: Severity.ERROR, Verdict.UNKNOWN: review.settings.unknown}.get(verdict, Severity.NOTE)
        yield Diagnostic(place, RULE.id, severity, f"the contract of output {output}: {change.message}", str(new.key), mode.value)


def _format(path: str, text: str) -> str:
    """Empty for one that nobody here can judge, such as the Open Data Contract Standard."""
    known = format_of(path)
    return known if known in (AVRO, PROTOBUF) else (JSON_SCHEMA if "$schema" in text else "")


RULE: Rule[Review] = Rule("breaking/contract-changed", Severity.ERROR, __doc__, check)
