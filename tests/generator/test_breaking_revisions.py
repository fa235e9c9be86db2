"""`flowmart breaking --against`: revisions and folders, and what is said when there is no such thing."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import FlowmartError
from tests.conftest import WriteFiles

TODAY = date(2026, 11, 24)
EVENT = """
    ---
    id: Placed
    name: Placed
    version: "1.0.0"
    schemaPath: schema.json
    ---
"""
SERVICE = """
    ---
    id: Shop
    name: Shop
    version: "1.0.0"
    receives:
      - id: Placed
    ---
"""
FILES = {
    "shop/catalog/events/Placed/index.mdx": EVENT,
    "shop/catalog/events/Placed/schema.json": '{"type": "string"}\n',
    "shop/catalog/services/Shop/index.mdx": SERVICE,
}


def _git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def checkout(write_files: WriteFiles) -> Path:
    """A checkout with the catalog in a folder of it: committed, and then changed."""
    root = write_files(FILES)
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "first")
    (root / "shop/catalog/events/Placed/schema.json").write_text('{"type": "integer"}\n', encoding="utf-8")
    return root


def _rules(project: Path, against: str) -> list[str]:
    found = pipeline.breaking(pipeline.open_project(project), against, today=TODAY)
    return sorted(diagnostic.rule for diagnostic in found.report)


@pytest.mark.parametrize("reference", ["HEAD", "main", "main~0", "HEAD^{commit}"])
def test_a_revision_is_read_from_the_repository(checkout: Path, reference: str) -> None:
    assert _rules(checkout / "shop", reference) == ["breaking/json-schema-type-changed", "breaking/version-bump"]


def test_reading_a_revision_changes_nothing(checkout: Path) -> None:
    hook = checkout / ".git/hooks/post-checkout"
    hook.write_text("#!/bin/sh\ntouch ran\n", encoding="utf-8")
    hook.chmod(0o755)
    before = _git(checkout, "status", "--porcelain")
    _rules(checkout / "shop", "HEAD")
    assert _git(checkout, "status", "--porcelain") == before
    assert not (checkout / "ran").exists()


def test_names_with_odd_characters_survive(checkout: Path) -> None:
    odd = checkout / "shop/catalog/events/Plac ed é\t'x'"
    odd.mkdir()
    (odd / "index.mdx").write_text('---\nid: Odd\nname: Odd\nversion: "1.0.0"\n---\n', encoding="utf-8")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-q", "-m", "second")
    assert _rules(checkout / "shop", "HEAD") == []
    assert "breaking/removed" not in _rules(checkout / "shop", "HEAD~1")


def test_a_folder_may_be_a_catalog_or_a_project(checkout: Path) -> None:
    project = checkout / "shop"
    assert _rules(project, str(project / "catalog")) == []
    (project / "flowmart.yaml").write_text("catalog: catalog\n", encoding="utf-8")
    assert _rules(project, str(project)) == []


def test_an_unknown_revision_is_one_sentence(checkout: Path) -> None:
    with pytest.raises(FlowmartError, match="no git revision 'release-9'"):
        _rules(checkout / "shop", "release-9")


@pytest.mark.parametrize("reference", ["--output=stolen", "-p"])
def test_a_revision_that_looks_like_an_option_is_refused(checkout: Path, reference: str) -> None:
    with pytest.raises(FlowmartError, match="is no git revision"):
        _rules(checkout / "shop", reference)


def test_outside_of_a_checkout(write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_files(FILES)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    with pytest.raises(FlowmartError, match="not in a git checkout"):
        _rules(root / "shop", "HEAD")


def test_a_revision_without_the_catalog(checkout: Path) -> None:
    (checkout / "other/events/New").mkdir(parents=True)
    (checkout / "other/events/New/index.mdx").write_text('---\nid: New\nname: New\nversion: "1.0.0"\n---\n', encoding="utf-8")
    project = pipeline.open_project(checkout, catalog=checkout / "other")
    with pytest.raises(FlowmartError, match="has no folder other"):
        pipeline.breaking(project, "HEAD", today=TODAY)


def test_a_shallow_clone_says_so(checkout: Path, tmp_path: Path) -> None:
    first = _git(checkout, "rev-parse", "HEAD").strip()
    _git(checkout, "commit", "-q", "-a", "-m", "second")
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "--depth", "1", checkout.as_uri(), str(clone))
    with pytest.raises(FlowmartError, match="shallow clone"):
        _rules(clone / "shop", first)


def test_the_clock_is_given(checkout: Path) -> None:
    (checkout / "shop/flowmart.yaml").write_text(
        "breaking:\n  approved:\n    - {rule: all, reason: agreed, until: 2026-11-24}\n", encoding="utf-8"
    )
    project = pipeline.open_project(checkout / "shop")
    on_the_day = pipeline.breaking(project, "HEAD", today=date(2026, 11, 24)).report
    assert {diagnostic.severity.label for diagnostic in on_the_day} == {"note"}
    after = pipeline.breaking(project, "HEAD", today=date(2026, 11, 25)).report
    assert "breaking/approval-expired" in {diagnostic.rule for diagnostic in after}
    assert "error" in {diagnostic.severity.label for diagnostic in after}
