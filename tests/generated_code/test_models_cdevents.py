"""The schemas of CDEvents, which refer to each other by `$id`, and the instances that their project publishes."""

import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from .conftest import Generate

CDEVENTS = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent")) / "cdevents"

pytestmark = pytest.mark.skipif(not CDEVENTS.is_dir(), reason="FLOWMART_CORPORA is not set")


def test_every_published_instance_fits_its_model(generate: Generate) -> None:
    schemas = sorted((CDEVENTS / "schemas").glob("*.json"))
    files = {f"shared/{path.relative_to(CDEVENTS / 'schemas')}": path.read_text() for path in (CDEVENTS / "schemas").rglob("*/*.json")}
    generated = generate(files, **{path.stem.capitalize(): path.read_text() for path in schemas})
    assert not [found for found in generated.report if found.rule.startswith(("payload/", "schema/"))]
    instances = sorted((CDEVENTS / "conformance").glob("*.json"))
    assert len(schemas) == len(instances) == 48
    for path in instances:
        model = generated[path.stem.replace("_", "").capitalize()]
        instance = json.loads(path.read_text())
        message = model.from_json(path.read_text())
        assert model.from_json(message.to_json()) == message, path.name
        assert json.loads(message.to_json()).keys() == instance.keys()
        del instance["context"]["id"]
        with pytest.raises(ValidationError):
            model.from_json(json.dumps(instance))
