"""Every breaking rule is documented and cased, unchanged schemas are not parsed, and the Markdown summary is safe to show."""

import json
from datetime import date
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.config import BreakingSettings, Mode
from flowmart.generator.diagnostics import Diagnostic, Location, Report, Severity
from flowmart.generator.graph.compare import Differences
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.reporters.markdown import Affected, markdown
from flowmart.generator.rules.breaking import BREAKING_RULES
from flowmart.generator.rules.judge import LINT_BY_ID
from flowmart.generator.rules.review import Review
from flowmart.generator.rules.rule import by_id
from flowmart.generator.source import read_catalog

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = [rule for rule in BREAKING_RULES if "schema" not in rule.id and "avro" not in rule.id and "protobuf" not in rule.id]


def test_ids_are_unique_and_not_those_of_lint() -> None:
    assert not by_id(BREAKING_RULES).keys() & LINT_BY_ID.keys()


@pytest.mark.parametrize("rule", ARCHITECTURE, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_shows_bad_and_good(rule: object) -> None:
    text = getattr(rule, "help", "")
    assert all(part in text for part in ("Why:", "Bad:", "Good:"))


@pytest.mark.parametrize("rule", ARCHITECTURE, ids=lambda rule: rule.id)
def test_a_rule_has_a_case_and_a_line_in_the_docs(rule: object) -> None:
    id = str(getattr(rule, "id", ""))
    cases = (ROOT / "tests/cases/breaking").glob("*/expected.txt")
    assert any(f"[{id}]" in case.read_text(encoding="utf-8") for case in cases)
    assert f"| `{id}` |" in (ROOT / "docs/breaking.md").read_text(encoding="utf-8")


def test_every_rule_can_be_explained() -> None:
    for rule in BREAKING_RULES:
        assert "".join(pipeline.explain(rule.id))


def _catalog(folder: Path, changed: set[int]) -> Path:
    for number in range(60):
        home = folder / f"events/E{number}"
        home.mkdir(parents=True)
        schema = {"type": "object", "properties": {"a": {"type": "integer" if number in changed else "string"}}}
        (home / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
        (home / "index.mdx").write_text(f'---\nid: E{number}\nname: E\nversion: "1.0.0"\nschemaPath: schema.json\n---\n', encoding="utf-8")
    return folder


def test_only_changed_schemas_are_parsed(tmp_path: Path) -> None:
    old, new = (
        resolve(read_catalog(_catalog(tmp_path / side, changed)).catalog).graph for side, changed in (("old", set[int]()), ("new", {3, 7}))
    )
    review = Review(Differences(old, new), BreakingSettings())
    assert len(review.schemas) == review.parsed == 2
    assert not Review(Differences(old, new), BreakingSettings(mode=Mode.NONE)).schemas


def test_flowmart_breaks_nothing_of_itself() -> None:
    project = pipeline.open_project(ROOT)
    assert not len(pipeline.breaking(project, str(ROOT / "catalog"), today=date(2026, 11, 24)).report)


def test_markdown_shows_text_as_text() -> None:
    nasty = "a | b\n<script>alert(1)</script> `x` @everyone [link](http://example.org)"
    found = Diagnostic(Location("events/a|b`c.json", 1, 1), "breaking/removed", Severity.ERROR, nasty)
    graph = resolve(read_catalog(ROOT / "catalog").catalog).graph
    message = graph.messages[0]
    lines = list(markdown(Report([found]), [Affected(found, message, ((nasty, nasty, True),))], graph))
    table = [line for line in lines if line.startswith("|")]
    assert all(line.count("|") - line.count("\\|") in (4, 5) for line in table)
    assert not any("<script" in line.replace("\\<script", "") for line in lines)
    assert not any("@everyone" in line.replace("\\@everyone", "") for line in lines if not line.startswith("  n_"))
