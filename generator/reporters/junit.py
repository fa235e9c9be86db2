"""A report as JUnit XML, for servers that show test results: a suite per file, a failed case per finding."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from ..diagnostics import Diagnostic, Severity
from .reporting import Reporting


def junit(reporting: Reporting) -> Iterator[str]:
    """Notes are passed cases with an output: a test server knows no third state."""
    report = reporting.report
    failures = len(report) - report.count(Severity.NOTE)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name={_attribute(reporting.tool)} tests="{max(len(report), 1)}" failures="{failures}" errors="0">'
    if not len(report):
        yield f'  <testsuite name={_attribute(reporting.tool)} tests="1" failures="0" errors="0">'
        yield f'    <testcase classname={_attribute(reporting.tool)} name="no findings" />'
        yield "  </testsuite>"
    for path, found in groupby(report, key=lambda diagnostic: diagnostic.location.path):
        cases = list(found)
        failed = sum(diagnostic.severity > Severity.NOTE for diagnostic in cases)
        yield f'  <testsuite name={_attribute(path)} tests="{len(cases)}" failures="{failed}" errors="0">'
        for diagnostic in cases:
            yield from _case(diagnostic)
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(diagnostic: Diagnostic) -> Iterator[str]:
    place = diagnostic.location
    name = f"{diagnostic.rule} {place.line}:{place.column}" if place.line else diagnostic.rule
    yield f'    <testcase classname={_attribute(place.path)} name={_attribute(name)} line="{place.line}">'
    text = escape(_allowed(str(diagnostic)))
    if diagnostic.severity > Severity.NOTE:
        message = _attribute(diagnostic.message)
        yield f'      <failure type="{diagnostic.severity.label}" message={message}>{text}</failure>'
    else:
        yield f"      <system-out>{text}</system-out>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """XML 1.0 has no place for most control characters, not even escaped."""
    return "".join(c if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "\ufffd" for c in text)
