"""The payload examples that catalogs and AsyncAPI documents publish, read by the generated model of their message."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest
import yaml
from pydantic import ValidationError

from flowmart.generator import pipeline
from flowmart.generator.emitters.message_names import message_names
from flowmart.generator.emitters.models.library import Library
from flowmart.generator.emitters.models.reading import read_schema
from flowmart.generator.graph.graph import Graph
from flowmart.generator.samples.examples import message_sampler

from .conftest import Generate, imported

CORPORA = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent"))
ASYNCAPI = CORPORA / "asyncapi-spec-v3.1-examples"
# The numbers of payload examples that a catalog has: files beside a message, and `examples` of the schema itself.
CATALOGS = {"flowmart-v4": 8, "flowmart-v3": 35, "poc-event-system": 1}
# Examples of flowmart-v3 that their own schema refuses, by message. Each test asks a validator too: the model has its verdict.
WRONG = {
    "FraudCheckCompleted": "a decision that is not in the enum: passed, flagged",
    "FraudDetected": "no transactionId, riskScore, detectedAt",
    "InventoryAdjusted": "the Avro record has the one field Name",
    "InvoiceGenerated": "no invoiceId, and 13 others",
    "OrderAmended": "the Avro record has another timestamp, customer and items",
    "OrderCancelled": "no totalAmount",
    "OrderConfirmed": "no totalAmount, confirmationTimestamp",
    "PaymentFailed": "no paymentId, amount, currency, failureReason",
    "PaymentProcessed": "no transactionId; orderId is no UUID",
    "ShipmentCreated": "no address, items",
    "SubscriptionPaymentDue": "no subscriptionId, and 5 others",
}

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="FLOWMART_CORPORA is not set")


def _examples(graph: Graph) -> Iterator[tuple[str, str, str, Callable[[Any], bool], Any]]:
    """Class name, message, place, the schema's own verdict and the value of each example of a message with a JSON Schema."""
    names = message_names(graph)
    library = Library({path: document.content for path, document in graph.catalog.documents.items()})
    for message in graph.messages:
        if message.schema is None or message.key not in names.by_key:
            continue
        reading = read_schema(message.schema, library, message.id)
        tree = reading.tree if reading.language == "jsonschema" else None
        class_name = names.by_key[message.key].class_name
        for example in message.examples:
            if example.path.endswith(".json"):
                judge = message_sampler(graph, message).accepts if message.schema.content is not None else _anything
                yield class_name, message.id, example.path, judge, json.loads(example.content)
        listed = tree.get("examples") if isinstance(tree, dict) else None
        for index, value in enumerate(listed if isinstance(listed, list) else ()):
            yield (
                class_name,
                message.id,
                f"{message.schema.path} examples/{index}",
                jsonschema_rs.validator_for(cast("Any", tree)).is_valid,
                value,
            )


def _anything(value: object) -> bool:
    """The verdict of a schema whose file is missing."""
    return True


def _problem(model: Any, value: object) -> str:
    """Empty when the model reads the value and what it writes is read as the same message."""
    try:
        message = model.from_json(json.dumps(value))
    except ValidationError as error:
        return str(error)
    return "" if model.from_json(message.to_json()) == message else "it writes another message"


@pytest.mark.parametrize("name", CATALOGS)
def test_examples_of_a_catalog_fit_their_models(name: str, tmp_path: Path) -> None:
    generation = pipeline.generate(pipeline.open_project(tmp_path, catalog=CORPORA / name), only=["models"])
    pipeline.write(generation)
    package = imported(tmp_path / "generated" / "messages")
    seen, wrong = 0, set[str]()
    for class_name, message, place, schema_accepts, value in _examples(generation.graph):
        seen += 1
        problem = _problem(getattr(package, class_name), value)
        assert schema_accepts(value) == (not problem), f"{place}: the schema says {schema_accepts(value)}, the model: {problem}"
        if problem:
            assert message in WRONG, f"{place}: {problem}"
            wrong.add(message)
    assert seen == CATALOGS[name]
    assert wrong == (WRONG.keys() if name == "flowmart-v3" else set())


def _documents() -> list[Path]:
    return sorted(path for pattern in ("*.yml", "*/*.yml", "*/*.yaml") for path in ASYNCAPI.glob(pattern)) if ASYNCAPI.is_dir() else []


def _payloads(document: Any) -> Iterator[tuple[str, Any]]:
    """Key and example payload of every message of the document."""
    holders: list[dict[str, Any]] = [document.get("components", {}), *document.get("channels", {}).values()]
    for holder in holders:
        messages: dict[str, dict[str, Any]] = holder.get("messages", {})
        for key, message in messages.items():
            for example in message.get("examples", ()):
                if "payload" in example:
                    yield key, example["payload"]


def test_examples_of_asyncapi_documents_fit_their_models(generate: Generate) -> None:
    files, wanted = dict[str, str](), list[tuple[str, str, Any, Any]]()
    for path in _documents():
        text = path.read_text()
        document: Any = yaml.safe_load(text)
        for key, value in _payloads(document):
            id = key[0].upper() + key[1:] + "Of" + path.stem.partition("-")[0].capitalize() + str(len(path.stem))
            files[f"events/{id}/index.mdx"] = f"---\nid: {id}\nname: {key}\nversion: 1.0.0\nschemaPath: asyncapi.yml\n---\n"
            files[f"events/{id}/asyncapi.yml"] = text
            wanted.append((id, key, document, value))
    generated = generate(files)
    assert not [found for found in generated.report if found.rule.startswith(("payload/", "schema/"))]
    refused = set[str]()
    for id, key, document, value in wanted:
        judge = jsonschema_rs.validator_for({"$ref": f"#/components/messages/{key}/payload", "components": document["components"]})
        problem = _problem(generated[id], value)
        assert judge.is_valid(value) == (not problem), f"{id}: {problem}"
        assert generated[id].meta.digest, f"{id} has an open model, which takes anything"
        if problem:
            refused.add(key)
    assert len(wanted) == 6
    assert refused == {"subscriptionStatus"}  # of Kraken: `pair` is a text, and the schema wants a list
