"""The rules about schemas: one for each kind of change that the engines in compatibility/ tell, with its documentation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...compatibility.avro.differences import IDS as AVRO_IDS
from ...compatibility.json_schema.defaults import RULE as DEFAULT_CHANGED
from ...compatibility.json_schema.differences import PREFIX as JSON_PREFIX
from ...compatibility.json_schema.explain import FAMILIES
from ...compatibility.protobuf.kinds import KINDS
from ...compatibility.protobuf.kinds import PREFIX as PROTOBUF_PREFIX
from ...compatibility.verdict import Change, Verdict
from ...diagnostics import Diagnostic, Severity
from ..review import UNJUDGED, Review, SchemaPair, verdict_in
from ..rule import Rule

_KINDS = {
    "added": "was added: what was valid without it may not be valid now (backward)",
    "removed": "was removed: new data may be what the old schema refuses (forward)",
    "narrowed": "allows less: old data may not be valid now (backward)",
    "widened": "allows more: new data may be what the old schema refuses (forward)",
    "changed": "allows other values: neither side can read all that the other writes",
}


@dataclass(frozen=True, slots=True)
class SchemaFinding:
    """A finding, and the change that it tells."""

    diagnostic: Diagnostic
    pair: SchemaPair
    change: Change


def schema_findings(review: Review, id: str) -> Iterator[SchemaFinding]:
    """The findings of one schema rule."""
    for pair, change in review.by_rule.get(id, ()):
        message = pair.messages.new
        since = f" since {pair.messages.old.version}" if pair.compares_versions else ""
        severity = pair.severity(change, review.settings.unknown)
        hint = f"{pair.mode.value} {'allows it' if severity is Severity.NOTE else 'forbids it'}"
        if verdict_in(change, pair.mode) is Verdict.UNKNOWN:
            hint = f"{pair.mode.value} can't be proved"
        place = review.place(pair, change)
        yield SchemaFinding(
            Diagnostic(place, id, severity, f"{message.key}{since}: {change.message}", str(message.key), hint), pair, change
        )


def _rule(id: str, documentation: str) -> Rule[Review]:
    return Rule(id, Severity.ERROR, documentation, lambda review: (found.diagnostic for found in schema_findings(review, id)))


def _json_schema() -> Iterator[Rule[Review]]:
    for family in FAMILIES:
        if family != "unjudged":
            for kind, meaning in _KINDS.items():
                yield _rule(f"{JSON_PREFIX}{family}-{kind}", f"`{family}` of a JSON Schema {meaning}.")
    yield _rule(
        DEFAULT_CHANGED,
        "`default` of a JSON Schema changed: nothing is refused for that, but who fills it in reads something else. A note.",
    )
    yield _rule(
        f"{JSON_PREFIX}unjudged", "A keyword of a JSON Schema changed, or stands in the way, that can't be judged: the verdict is unknown."
    )


def _named(prefix: str, format: str, ids: Iterable[str]) -> Iterator[Rule[Review]]:
    for id in ids:
        words = id.removeprefix(prefix).replace("-", " ")
        text = (
            f"Something of a schema in {format} can't be judged: the verdict is unknown."
            if words == "unjudged"
            else f"In a schema in {format}: {words}."
        )
        yield _rule(id, text)


RULES: tuple[Rule[Review], ...] = (
    *_json_schema(),
    *_named("breaking/avro-", "Avro", AVRO_IDS),
    *_named(PROTOBUF_PREFIX, "Protobuf", (f"{PROTOBUF_PREFIX}{kind.id}" for kind in KINDS)),
    _rule(UNJUDGED, "A schema of a format that flowmart can't judge changed: the verdict is unknown."),
)
