"""Samples of every JSON Schema of the corpora, and of every schema of the JSON Schema Test Suite that some value satisfies."""

import json
import os
from pathlib import Path

import pytest

from flowmart.generator.model.json import Json
from flowmart.generator.samples.json_schema import JsonSampler
from flowmart.generator.samples.outcome import NoSample

CORPORA = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent"))
SUITE = CORPORA / "json-schema-test-suite"
DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
BEYOND = {
    "validate definition against metaschema": "the metaschemas are not files of a catalog",
    "remote ref, containing refs itself": "the metaschemas are not files of a catalog",
    "collect annotations inside a 'not', even if collection is disabled": "unevaluatedProperties inside `not`",
    "after leaving a dynamic scope, it is not used by a $dynamicRef": "`$dynamicRef` is followed as if it were static",
}
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="set FLOWMART_CORPORA to the folder of the corpora")


@pytest.mark.parametrize("corpus", sorted(path.name for path in CORPORA.glob("*") if path.is_dir() and path != SUITE))
def test_every_schema_of_the_corpora_has_samples(corpus: str) -> None:
    root = CORPORA / corpus
    files = {str(path.relative_to(root)): path.read_text(errors="replace") for path in sorted(root.rglob("*.json")) if path.is_file()}
    for name, text in files.items():
        if "/examples/" in name or ("schema" not in name and "$schema" not in text):
            continue
        try:
            tree: Json = json.loads(text)
        except ValueError:
            continue
        if not isinstance(tree, dict) or "openapi" in tree or tree.get("type") == "record":
            continue
        sampler = JsonSampler(tree, name, files)
        for seed in range(20):
            assert sampler.accepts(sampler.sample(seed, odd=seed % 2 == 1)), name


@pytest.mark.parametrize("draft", DRAFTS)
def test_whatever_has_a_value_has_a_sample(draft: str) -> None:
    remotes = {
        f"http://localhost:1234/{path.relative_to(SUITE / 'remotes')}": json.loads(path.read_text())
        for path in (SUITE / "remotes").rglob("*.json")
    }
    missing: list[str] = []
    for file in sorted((SUITE / "tests" / draft).glob("*.json")):
        for group in json.loads(file.read_text()):
            schema: Json = group["schema"]
            if isinstance(schema, dict) and "$schema" not in schema:
                schema = {"$schema": DRAFTS[draft], **schema}
            if not any(test["valid"] for test in group["tests"]) or group["description"] in BEYOND:
                continue
            try:
                sampler = JsonSampler(schema, addresses=remotes)
                for seed in range(3):
                    assert sampler.accepts(sampler.sample(seed, odd=seed == 1))
            except NoSample as error:
                missing.append(f"{file.name}: {group['description']}: {error}")
    assert missing == []
