"""Samples and nearly-samples of every JSON Schema that we did not write: the model's verdict is the schema's, and what it writes fits."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from flowmart.generator import pipeline
from flowmart.generator.emitters.message_names import message_names
from flowmart.generator.emitters.models.library import Library, parsed
from flowmart.generator.emitters.models.reading import read_schema
from flowmart.generator.model.json import Json
from flowmart.generator.samples import NoSample
from flowmart.generator.samples.json_schema import JsonSampler
from flowmart.generator.samples.mutations import mutations
from flowmart.generator.samples.validation import Validator

from .conftest import imported

CORPORA = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent"))
CATALOGS = (
    "flowmart-v4 flowmart-v3 ec-upstream-v2.10.1-default ec-upstream-v1-basic aws-insurance-claims edalearn-food-delivery poc-event-system"
)
TYPED = {"uuid", "date", "date-time", "time", "ipv4", "ipv6"}
SAMPLES = 100
MUTATIONS = 40

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="FLOWMART_CORPORA is not set")


def _judged(tree: Json) -> Json:
    """The schema without the formats that describe: they are no part of a model's verdict (docs/messages.md)."""
    if isinstance(tree, list):
        return [_judged(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("format") == "uuid" and "pattern" not in tree:
        # Validators do not know the format in drafts before 2019-09; models read a UUID in each.
        tree = {**tree, "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
    return {key: _judged(value) for key, value in tree.items() if not (key == "format" and isinstance(value, str) and value not in TYPED)}


def _verdict(model: Any, value: Json) -> Any:
    try:
        return model.from_json(json.dumps(value))
    except ValidationError:
        return None


def _problems(model: Any, tree: Json, path: str, texts: Mapping[str, str]) -> Iterator[str]:
    """Where model and schema disagree."""
    library = Library({name: json.dumps(_judged(parsed(text, name))) for name, text in texts.items()})
    sampler, judge = JsonSampler(tree, path, texts), Validator(_judged(tree), path, library, {})
    for seed in range(SAMPLES):
        value = sampler.sample(seed, all_fields=seed % 3 == 1, odd=seed % 2 == 1)
        message = _verdict(model, value)
        if message is None:
            yield f"{path} {seed}: refused {json.dumps(value)[:300]}"
            continue
        written = json.loads(message.to_json())
        if not sampler.accepts(written):
            yield f"{path} {seed}: wrote {json.dumps(written)[:300]}"
        for mutation in islice(mutations(value), MUTATIONS) if seed < 20 else ():
            if (_verdict(model, mutation.value) is not None) != judge.accepts(mutation.value) and mutation.what != "format":
                yield f"{path} {seed}: {mutation.what} at {mutation.path}: {judge.problem(mutation.value)}"


@pytest.mark.parametrize("name", CATALOGS.split())
def test_models_of_a_catalog_mean_what_their_schemas_say(name: str, tmp_path: Path) -> None:
    project = pipeline.open_project(tmp_path, catalog=CORPORA / name)
    generation = pipeline.generate(project, only=["models"])
    pipeline.write(generation)
    package = imported(tmp_path / "generated" / "messages")
    graph = generation.graph
    names, found, done = message_names(graph), list[str](), 0
    texts = {path: document.content for path, document in graph.catalog.documents.items()}
    library = Library(texts)
    for message in graph.messages:
        schema = message.schema
        if schema is None or message.key not in names.by_key:
            continue
        reading = read_schema(schema, library, message.id)
        if reading.language != "jsonschema" or reading.tree is None:
            continue
        model = getattr(package, names.by_key[message.key].class_name)
        try:
            path = schema.path.replace("#", "-")  # a schema inside of a document
            found.extend(_problems(model, reading.tree, path, {**texts, path: schema.content or ""}))
        except NoSample as reason:
            found.append(f"{schema.path}: no sample: {reason}")
        done += 1
    assert not found, (
        f"{len(found)} of {done} schemas\n" + "\n".join(dict.fromkeys(re.sub(r"json \d+:", "json", each) for each in found))[:4000]
    )
