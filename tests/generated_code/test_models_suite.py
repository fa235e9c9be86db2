"""The JSON Schema Test Suite: the verdict of the generated model is the suite's, but for the tests that docs/json-schema.md lists."""

import re
from pathlib import Path

import pytest

from . import schema_suite
from .conftest import Generate

PAGE = Path(__file__).parents[2] / "docs" / "json-schema.md"
LEAST = 0.97
# What says that a model may give another verdict than its schema. Other findings (names, defaults) are no excuse.
LOSSES = frozenset(
    {"schema/dangling-reference", "schema/unknown-dialect", "schema/invalid", "payload/unchecked-keyword", "payload/closed-parts"}
)


def _documented(chapter: str) -> dict[str, set[str]]:
    """By draft, the tests that the page lists in a chapter as `file: group: test`."""
    found: dict[str, set[str]] = {draft: set() for draft in schema_suite.DRAFTS}
    draft = ""
    for line in PAGE.read_text().partition(f"\n## {chapter}\n")[2].partition("\n## ")[0].splitlines():
        if heading := re.fullmatch(r"### (draft\S+)", line):
            draft = heading[1]
        elif draft and (entry := re.fullmatch(r"- `(.+)`", line)):
            found[draft].add(entry[1])
    return found


@pytest.mark.skipif(schema_suite.suite() is None, reason="FLOWMART_CORPORA is not set")
@pytest.mark.parametrize("draft", schema_suite.DRAFTS)
@pytest.mark.parametrize("chapter", ["The tests that differ", "With copies"])
def test_verdicts_are_those_of_the_suite(generate: Generate, draft: str, chapter: str) -> None:
    groups = schema_suite.groups(draft)
    copies = schema_suite.copies(draft) if chapter == "With copies" else {}
    generated = generate(copies, **{group.name: group.schema for group in groups})
    losses = [found for found in generated.report if found.rule in LOSSES]
    assert all(found.location.line and found.location.column and found.hint for found in losses)
    told = {Path(found.location.path).parent.name for found in losses}
    different: set[str] = set()
    silent: list[str] = []
    for group in groups:
        for test in group.tests:
            if schema_suite.accepts(generated[group.name], test["data"]) != test["valid"]:
                name = f"{group.file}: {group.description}: {test['description']}"
                different.add(name)
                if group.name not in told:
                    silent.append(name)
    assert not silent
    total = sum(len(group.tests) for group in groups)
    assert 1 - len(different) / total >= LEAST
    assert different == _documented(chapter)[draft]
    assert f"| {total} | {total - len(different)} |" in PAGE.read_text()  # its tables have the numbers
