"""Every lint rule is documented, cased and known; the page of rules is what the rules say."""

import os
import re
from pathlib import Path

import pytest

from flowmart.generator.diagnostics import Diagnostic, FlowmartError, Location, Severity
from flowmart.generator.model.json import JsonObject
from flowmart.generator.rules import baseline, fix
from flowmart.generator.rules.judge import LINT_BY_ID
from flowmart.generator.rules.lint import LINT_RULES
from flowmart.generator.rules.manual import manual
from flowmart.generator.rules.models import MODEL_RULES
from flowmart.generator.rules.rule import Rule, selected
from flowmart.generator.source.avro import problems
from flowmart.generator.source.editor_schema import NAMES, editor_schema
from flowmart.generator.source.json_text import place
from flowmart.generator.source.keys import BY_TYPE
from flowmart.generator.source.typos import meant

ROOT = Path(__file__).resolve().parents[2]
UNCASED = {
    "structure/unreadable-file": "permissions are not kept in a repository",
    "structure/huge-file": "nine megabytes have no place in a repository",
    "structure/link": "links are not kept everywhere",
    "ignore/unused": "tests/cases/lint/suppression",
    "ignore/no-reason": "tests/cases/lint/suppression",
    "ignore/not-possible": "tests/cases/lint/suppression",
    "ignore/stale-baseline": "tests/cases/cli/lint-baseline",
}


@pytest.mark.parametrize("rule", (*LINT_RULES, *MODEL_RULES), ids=lambda rule: rule.id)
def test_a_rule_is_documented(rule: Rule[object]) -> None:
    sections = re.findall(r"^(Why|Bad|Good):", rule.help, re.MULTILINE)
    assert sections == ["Why", "Bad", "Good"]
    assert rule.summary.endswith(".")


@pytest.mark.parametrize("rule", [rule for rule in LINT_RULES if rule.id not in UNCASED], ids=lambda rule: rule.id)
def test_a_rule_has_a_failing_and_a_passing_case(rule: Rule[object]) -> None:
    cases = ROOT / "tests/cases/lint" / rule.id
    assert f"[{rule.id}]" in (cases / "failing/expected.txt").read_text(encoding="utf-8")
    assert f"[{rule.id}]" not in (cases / "passing/expected.txt").read_text(encoding="utf-8")


def test_what_the_reader_and_the_resolver_report_has_a_rule() -> None:
    id = re.compile(r'"((?:schema|refs|structure|config|specifications)/[a-z0-9-]+)"')
    found = {
        match
        for folder in ("source", "graph")
        for file in (ROOT / "generator" / folder).rglob("*.py")
        for match in id.findall(file.read_text())
    }
    assert found - LINT_BY_ID.keys() <= {"structure/invalid-protobuf"}  # schema/invalid reports it under its own name


def test_what_the_models_report_has_a_rule_and_each_rule_is_reported() -> None:
    id = re.compile(r'"((?:schema|payload)/[a-z0-9-]+)"')
    found = {match for file in (ROOT / "generator/emitters/models").glob("*.py") for match in id.findall(file.read_text())}
    own = {rule.id for rule in MODEL_RULES}
    assert found <= LINT_BY_ID.keys() | own and own <= found
    assert not own & LINT_BY_ID.keys()


def test_the_page_of_rules_is_up_to_date() -> None:
    page = ROOT / "docs/rules.md"
    text = "".join(f"{line}\n" for line in manual())
    if os.environ.get("FLOWMART_GOLDEN") == "write":
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text, "run `make docs`"


def test_rules_are_chosen_by_id_and_group() -> None:
    assert [rule.id for rule in selected(LINT_RULES, ["flows"], ["flows/step-order"])] == ["flows/disconnected-step"]
    with pytest.raises(FlowmartError, match="there is no rule 'flow'"):
        selected(LINT_RULES, ["flow"], [])


def finding(line: int, message: str = "unknown key 'recieves'", **more: object) -> Diagnostic:
    place = Location("services/A/index.mdx", line, 1)
    return Diagnostic(place, "schema/unknown-field", Severity.ERROR, message, fix=more.get("fix"))  # type: ignore[arg-type]


def test_a_baseline_holds_when_lines_move_and_counts_equal_findings() -> None:
    text = baseline.written([finding(3)], LINT_BY_ID)
    compared = baseline.compare([finding(30), finding(40)], text, LINT_BY_ID)
    assert (compared.fresh, compared.known, compared.stale) == ((finding(40),), 1, ())
    assert baseline.compare([], text, LINT_BY_ID).stale == ((2, baseline.entry(finding(3))),)


def test_an_essential_finding_is_never_in_a_baseline() -> None:
    broken = Diagnostic(Location("a.mdx", 1, 1), "structure/invalid-yaml", Severity.ERROR, "not valid YAML")
    text = baseline.written([broken], LINT_BY_ID)
    assert "invalid-yaml" not in text
    assert baseline.compare([broken], text + baseline.entry(broken) + "\n", LINT_BY_ID).fresh == (broken,)


def test_a_fix_changes_only_the_text_at_the_finding() -> None:
    from flowmart.generator.diagnostics import Fix

    content = "\ufeff---\r\nid: Ä\r\nrecieves: [] # recieves\r\n---\r\n".encode()
    wrong = finding(3, fix=Fix("recieves", "receives"))
    mended = fix.fixed(content, [wrong])
    assert mended.content == content.replace(b"recieves:", b"receives:")
    assert fix.fixed(mended.content, [wrong]).answered == ()


@pytest.mark.parametrize(
    ("word", "known", "wanted"),
    [
        ("recieves", {"receives", "sends"}, "receives"),
        ("dataProducts", {"data-products"}, "data-products"),
        ("summmary", {"summary"}, "summary"),
        ("writes_to", {"writesTo"}, "writesTo"),
        ("tags", {"tasks"}, None),
        ("sendsto", {"sends"}, None),
        ("Sender", {"sende", "sendes"}, None),
    ],
)
def test_only_a_certain_slip_is_mended(word: str, known: set[str], wanted: str | None) -> None:
    assert meant(word, known) == wanted


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "record", "name": "A", "fields": [{"name": "b", "type": "B"}]}, "there is no type 'B'"),
        ({"type": "record", "name": "A", "fields": [{"name": "a", "type": ["null", "A"], "default": None}]}, ""),
        ({"type": "record", "name": "A", "fields": [{"name": "n", "type": "int", "default": "1"}]}, "the default of 'n'"),
        ({"type": "enum", "name": "E", "symbols": ["A", "A"]}, "the symbol 'A' twice"),
        (
            {
                "type": "record",
                "name": "a.B",
                "fields": [{"name": "c", "type": {"type": "fixed", "name": "F", "size": 2}}, {"name": "d", "type": "a.F"}],
            },
            "",
        ),
        (["int", "int"], "two branches of type 'int'"),
        (["int", ["string"]], "a union can't be in a union"),
        ({"type": "array"}, "'items' of the array is missing"),
    ],
)
def test_avro_schemas_are_held_to_the_specification(schema: JsonObject, wanted: str) -> None:
    found = [problem.message for problem in problems(schema)]
    assert (wanted in found[0]) if wanted else not found


def test_a_path_in_json_text_has_a_place() -> None:
    text = '{\n  "a": [1, {"b\\"c": 2}],\n  "d": {"a": 3}\n}'
    assert place(text, ("a", 1, 'b"c')) == (2, 13)
    assert place(text, ("d", "a")) == (3, 9)
    assert place(text, ("d", "missing")) == (3, 3)


@pytest.mark.parametrize("name", NAMES)
def test_an_editor_schema_is_a_schema_and_has_the_reader_keys(name: str) -> None:
    import jsonschema_rs

    schema = editor_schema(name)
    assert schema is not None
    jsonschema_rs.meta.validate(schema)
    if name in BY_TYPE:
        properties = schema["properties"]
        assert isinstance(properties, dict)
        assert {key for key in properties if not key.startswith("x-")} == BY_TYPE[name]  # type: ignore[index]


def test_the_example_and_its_configuration_satisfy_their_editor_schemas() -> None:
    import jsonschema_rs
    import yaml

    schema = editor_schema("flowmart")
    assert schema is not None
    jsonschema_rs.validate(schema, yaml.safe_load((ROOT / "flowmart.yaml").read_text(encoding="utf-8")))
    for path in sorted((ROOT / "catalog").rglob("events/*/index.mdx")):
        event = editor_schema("event")
        assert event is not None
        jsonschema_rs.validate(event, yaml.safe_load(path.read_text(encoding="utf-8").split("\n---")[0]))
