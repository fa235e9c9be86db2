"""Models of catalogs that we did not write. Runs where FLOWMART_CORPORA names their folder."""

import importlib
import os
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Severity

CORPORA = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent"))
CATALOGS = (
    "flowmart-v4 flowmart-v3 ec-upstream-v2.10.1-default ec-upstream-v1-basic aws-insurance-claims edalearn-food-delivery poc-event-system"
)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="FLOWMART_CORPORA is not set")
@pytest.mark.parametrize("name", CATALOGS.split())
def test_every_module_imports_and_builds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = pipeline.generate(pipeline.open_project(tmp_path, catalog=CORPORA / name), only=["models"])
    pipeline.write(generation)
    assert not [d for d in generation.report if d.rule in ("payload/no-model", "names/collision") and d.severity >= Severity.WARNING]
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    for known in [module for module in sys.modules if module == "generated" or module.startswith("generated.")]:
        monkeypatch.delitem(sys.modules, known)
    package = importlib.import_module("generated.messages")
    assert package.__all__
    for message in package.__all__:
        getattr(package, message).model_json_schema()
    for known in [module for module in sys.modules if module == "generated" or module.startswith("generated.")]:
        monkeypatch.delitem(sys.modules, known)
