"""The one rule by which versions compare and references match."""

import pytest

from flowmart.generator.graph.versions import comparable, matches, newest_first, select


@pytest.mark.parametrize(
    ("version", "reference", "expected"),
    [
        ("1.0.0", "1.0.0", True),
        ("1.0.0", "1", True),
        ("1", "1.0.0", True),
        ("v1", "1.0", True),
        ("V2.1", "2.1.0", True),
        ("1.2.3", "^1.0.0", True),
        ("1.2.3", "^1", True),
        ("2.0.0", "^1.0.0", False),
        ("1.2.9", "~1.2", True),
        ("1.3.0", "~1.2", False),
        ("1.9.0", "1.x", True),
        ("0.0.7", "0.0.x", True),
        ("3.1.4", "x", True),
        ("1.0.1", ">1.0.0", True),
        ("1.0.0", ">1.0.0", False),
        ("1.0.9", "1.0", True),
        ("1.1.0", "1.0", False),
        ("2.0.0", "^1 || ^2", True),
        ("1.0.0-beta.1", "1.0.0-beta.1", True),
        ("2024-01-01", "2024-01-01", True),
        ("2024-01-01", "^1", False),
        ("draft.21", "draft.2.x", False),
        ("draft.2.9", "draft.2.x", True),
    ],
)
def test_a_reference_matches_by_the_documented_rule(version: str, reference: str, expected: bool) -> None:
    assert matches(version, reference) is expected


@pytest.mark.parametrize("version", ["1.2.3.4", "2024-01-01", "latest", "", "01.0.0-x", "one"])
def test_what_is_no_version_has_no_order(version: str) -> None:
    assert comparable(version) is None


def test_newest_first_sorts_numbers_as_numbers() -> None:
    assert newest_first(["1.9.0", "1.10.0", "v2", "1.10.0-beta.1"]) == ["v2", "1.10.0", "1.10.0-beta.1", "1.9.0"]


def test_one_version_without_order_sorts_all_by_text() -> None:
    assert newest_first(["1.9.0", "1.10.0", "2024-01-01"]) == ["2024-01-01", "1.9.0", "1.10.0"]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [(None, "1.2.0"), ("latest", "1.2.0"), ("1.0.0", "1.0.0"), ("1.x", "1.2.0"), ("1.0", "1.0.1"), ("0.9.0", None)],
)
def test_select_takes_the_exact_text_then_the_highest_match(reference: str | None, expected: str | None) -> None:
    assert select(["1.2.0", "1.0.1", "1.0.0"], reference) == expected
