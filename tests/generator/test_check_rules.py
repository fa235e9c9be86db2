"""Every rule of `flowmart check` is documented, shown in docs/check.md, and found by a case or a test."""

from pathlib import Path

import pytest

from flowmart.generator.rules.check import CHECK_RULES

ROOT = Path(__file__).parents[2]
_TESTS = [*(ROOT / "tests/cases/check").rglob("expected.txt"), ROOT / "tests/generator/test_conformance_drift.py"]
_FOUND = "\n".join(path.read_text() for path in _TESTS)


@pytest.mark.parametrize("rule", CHECK_RULES, ids=lambda rule: rule.id)
def test_a_rule_is_documented_and_found(rule: object) -> None:
    found = next(each for each in CHECK_RULES if each is rule)
    assert found.documentation is not None
    assert all(word in found.documentation for word in ("Why:", "Bad", "Good"))
    assert f"| `{found.id}` | {found.severity.label} | {found.summary} |" in (ROOT / "docs/check.md").read_text()
    assert found.id in _FOUND


def test_forty_planted_disagreements_and_more() -> None:
    cases = [path for path in (ROOT / "tests/cases/check").rglob("expected.txt") if "no findings" not in path.read_text()]
    assert len(cases) >= 40
