"""A report for programs of one's own: one JSON object, findings in the order of their places."""

import json
from collections.abc import Iterator

from ..diagnostics import Diagnostic, Severity
from .reporting import Reporting


def json_report(reporting: Reporting) -> Iterator[str]:
    report = reporting.report
    document = {
        "tool": reporting.tool,
        "version": reporting.version,
        "counts": {severity.label: report.count(severity) for severity in reversed(Severity)},
        "findings": [_finding(diagnostic) for diagnostic in report],
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.location
    found: dict[str, object] = {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.label,
        "message": diagnostic.message,
        "file": place.path,
        "line": place.line,
        "column": place.column,
        "subject": diagnostic.subject,
        "hint": diagnostic.hint,
    }
    if diagnostic.related:
        found["related"] = [{"file": other.path, "line": other.line, "column": other.column} for other in diagnostic.related]
    if diagnostic.fix is not None:
        found["fix"] = {"old": diagnostic.fix.old, "new": diagnostic.fix.new}
    return found
