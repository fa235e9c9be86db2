"""What is found in real catalogs that none of us wrote: counts per rule for each, the full list for two of them.

The expectations hold our rules and places only, nothing of the catalogs. `FLOWMART_GOLDEN=write` rewrites them.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from flowmart.generator import load, open_project, pipeline
from flowmart.generator.diagnostics import Diagnostic

EXPECTED = Path(__file__).parents[1] / "cases" / "corpora"
CATALOGS = (
    "asyncapi-spec-v3.1-examples",
    "aws-insurance-claims",
    "cdevents",
    "ec-upstream-v1-basic",
    "ec-upstream-v2.10.1-default",
    "edalearn-food-delivery",
    "flowmart-v3",
    "flowmart-v4",
    "json-schema-test-suite",
    "poc-event-system",
)
IN_FULL = frozenset({"ec-upstream-v2.10.1-default", "flowmart-v3"})


@pytest.mark.parametrize("name", CATALOGS)
def test_findings(corpora: Path, tmp_path: Path, name: str) -> None:
    project = open_project(tmp_path, catalog=corpora / name)
    findings = list(pipeline.lint(project).report)
    loaded = load(project).graph.catalog
    lines = [f"{len(loaded.resources)} resources"]
    lines += [f"{count} {rule}" for rule, count in sorted(Counter(found.rule for found in findings).items())]
    if name in IN_FULL:
        lines += sorted(_place(found, corpora / name) for found in findings)
    text = "".join(f"{line}\n" for line in lines)
    golden = EXPECTED / f"{name}.txt"
    if os.environ.get("FLOWMART_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.exists(), f"{golden} is missing: write it with FLOWMART_GOLDEN=write"
    assert text == golden.read_text(encoding="utf-8")


def _place(found: Diagnostic, root: Path) -> str:
    """Line, column and rule; the path relative to the catalog, whatever the working directory."""
    path = found.location.path
    inside = os.path.relpath(path, root) if os.path.exists(path) else path
    return f"{inside}:{found.location.line}:{found.location.column} {found.rule}"


def test_findings_that_were_checked_by_hand(corpora: Path, tmp_path: Path) -> None:
    """Each was compared with the catalog's files without flowmart: the id, version, file or key is indeed not there."""
    expected = set((EXPECTED / "checked-by-hand.txt").read_text(encoding="utf-8").splitlines())
    found = {
        f"{name}/{_place(finding, corpora / name)}"
        for name in sorted({line.partition("/")[0] for line in expected})
        for finding in pipeline.lint(open_project(tmp_path, catalog=corpora / name)).report
    }
    assert len(expected) >= 50
    assert expected <= found, sorted(expected - found)


def test_every_catalog_of_the_corpora_is_expected(corpora: Path) -> None:
    assert {path.name for path in corpora.iterdir() if path.is_dir()} - {"LICENSES"} == set(CATALOGS)
