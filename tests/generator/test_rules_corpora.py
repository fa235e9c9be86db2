"""Lint has no false finding on the tidy catalogs: EventCatalog's v4 demo and FlowMart. See test_corpora.py for the untidy ones."""

from functools import cache
from pathlib import Path

from flowmart.generator import pipeline

ROOT = Path(__file__).resolve().parents[2]


@cache
def found_in(catalog: Path) -> frozenset[tuple[str, int, str]]:
    """Path in the catalog, line and rule of each finding."""
    linting = pipeline.lint(pipeline.open_project(catalog.parent, catalog=catalog))
    places = ((found.location, found.rule) for found in linting.report)
    return frozenset((place.path.partition(f"{catalog.name}/")[2], place.line, rule) for place, rule in places)


def test_the_tidy_demo_has_only_its_missing_owners(corpora: Path) -> None:
    rules = {rule for _, _, rule in found_in(corpora / "flowmart-v4")}
    assert rules == {"best-practices/owner-required"}
    assert len(found_in(corpora / "flowmart-v4")) == 12  # the same twelve that EventCatalog's linter reports


def test_flowmart_has_no_finding() -> None:
    linting = pipeline.lint(pipeline.open_project(ROOT))
    assert [str(found) for found in linting.report] == []
    assert linting.suppressed == 0
