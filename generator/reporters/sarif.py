"""A report in SARIF 2.1.0, as code scanning services read it.

`partialFingerprints` name a finding by file, rule and message, so that it stays the same one when lines move.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import quote

from ..diagnostics import Diagnostic, Location, Severity
from .reporting import Reporting, RuleText

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(reporting: Reporting) -> Iterator[str]:
    ids = sorted({diagnostic.rule for diagnostic in reporting.report})
    index = {id: number for number, id in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": reporting.tool,
                "version": reporting.version,
                "rules": [_rule(id, reporting.rules.get(id)) for id in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, index) for diagnostic in reporting.report],
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(id: str, rule: RuleText | None) -> dict[str, object]:
    if rule is None:
        return {"id": id}
    return {
        "id": id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, index: Mapping[str, int]) -> dict[str, object]:
    place = diagnostic.location
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    name = f"{place.path}: {diagnostic.rule}: {diagnostic.message}"
    result: dict[str, object] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": index[diagnostic.rule],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _physical(place)}],
        "partialFingerprints": {"finding/v1": sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(other)} for number, other in enumerate(diagnostic.related, start=1)
        ]
    return result


def _physical(place: Location) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.path, safe="/")}}
    if place.line:
        physical["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
    return physical
