"""The TypeScript messages: `tsc --strict` takes them, and their validators judge as the original schemas do."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import cast

import pytest

from flowmart.generator.config import Config
from flowmart.generator.emitters.emitter import settle
from flowmart.generator.emitters.message_names import message_names
from flowmart.generator.emitters.models.library import parsed
from flowmart.generator.emitters.models.pages import message_modules
from flowmart.generator.emitters.typescript import EMITTER
from flowmart.generator.graph.graph import Graph
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.model.json import Json, JsonObject
from flowmart.generator.render import Renderer
from flowmart.generator.samples import NoSample
from flowmart.generator.samples.json_schema import JsonSampler
from flowmart.generator.source import read_catalog
from tests.support.typescript import compiled, ready, verdicts

REPOSITORY = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("FLOWMART_CORPORA", "/nonexistent"))
CATALOGS = (
    "flowmart-v4 flowmart-v3 ec-upstream-v2.10.1-default ec-upstream-v1-basic aws-insurance-claims edalearn-food-delivery poc-event-system"
)
UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


# The schemas of CDEvents refer to it and do not ship it; what leads nowhere accepts anything.
_LINKS = "https://cdevents.dev/0.6.0-draft/schema/links/embeddedlinksarray"


@pytest.fixture(scope="module")
def node() -> str:
    return ready()


def emitted(catalog: Path, folder: Path) -> Graph:
    """Writes the TypeScript of the catalog into the folder."""
    graph = resolve(read_catalog(catalog, frozenset()).catalog).graph
    renderer = Renderer()
    for page, _ in settle(EMITTER.emit(graph, Config()).pages):
        path = folder / page.path.removeprefix("typescript/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(renderer.text(page), encoding="utf-8")
    return graph


ODD: tuple[Json, ...] = (None, True, -1, 10**12, 0.5, "", "x" * 500, [], {}, [None], {"a": 1})


@dataclass(frozen=True)
class Asked:
    module: str
    name: str
    values: list[Json]
    expected: list[bool]


def questions(graph: Graph) -> Iterator[Asked]:
    """Samples of every JSON Schema of the catalog and mutations of them, with the verdict of the original schema."""
    names = message_names(graph)
    files = {path: as_understood(document.content) for path, document in graph.catalog.documents.items()}
    for message in graph.messages:
        name = names.by_key.get(message.key)
        for about, schema, module in message_modules(message, name) if name else ():
            if schema is None or schema.content is None or schema.format in ("avro", "protobuf"):
                continue
            sampler = JsonSampler(parsed(as_understood(schema.content), schema.path), schema.path, files, {_LINKS: True})
            values: list[Json] = []
            try:
                samples = [sampler.sample(seed, odd=seed % 2 == 1) for seed in range(6)]
            except NoSample:
                continue
            for seed, value in enumerate(samples):
                values += [value, *mutations(value, Random(seed))]
            yield Asked(module, about.name, values, [sampler.problem(value) is None for value in values])


def as_understood(schema: str) -> str:
    """The text of a schema with what flowmart's models, Python's too, make of formats: a UUID is one in every draft, and those that
    have no type are annotations."""
    schema = re.sub(r'"format"\s*:\s*"uuid"', f'"pattern": "{UUID}"', schema)
    return re.sub(r'"format"\s*:\s*"(?!(?:date|time|date-time|ipv4)\")', '"format": "no-', schema)


def mutations(value: Json, random: Random) -> Iterator[Json]:
    """The value with something removed, of another type, or beyond a bound."""
    yield from ([], None, "text", 3)
    for _ in range(10):
        copy = cast(Json, json.loads(json.dumps(value)))
        place = copy
        while isinstance(place, dict | list) and place:
            key: str | int = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
            container = cast("dict[str | int, Json]", place)
            inner = container[key]
            if isinstance(inner, dict | list) and inner and random.random() < 0.7:
                place = inner
                continue
            if isinstance(place, dict) and random.random() < 0.4:
                del container[key]
            else:
                container[key] = random.choice(ODD)
            break
        yield copy


def judged_alike(catalog: Path, folder: Path) -> tuple[int, int]:
    """Compiles the messages of the catalog, and holds their verdicts against those of the schemas: (accepted, refused)."""
    graph = emitted(catalog, folder)
    assert compiled(folder) == ""
    asked = list(questions(graph))
    given = verdicts(folder, [(each.module, each.name, each.values) for each in asked])
    for each, found in zip(asked, given, strict=True):
        differing = [value for value, mine, theirs in zip(each.values, found, each.expected, strict=True) if mine != theirs]
        assert not differing, (each.name, differing[:3])
    every = [verdict for found in given for verdict in found]
    return every.count(True), every.count(False)


def test_flowmarts_messages_compile_and_judge_as_their_schemas_do(node: str, tmp_path: Path) -> None:
    accepted, refused = judged_alike(REPOSITORY / "catalog", tmp_path)
    assert accepted > 400 and refused > 2_000


@pytest.mark.skipif(not CORPORA.is_dir(), reason="FLOWMART_CORPORA is not set")
@pytest.mark.parametrize("name", CATALOGS.split())
def test_messages_of_other_catalogs_compile_and_judge_as_their_schemas_do(node: str, name: str, tmp_path: Path) -> None:
    accepted, refused = judged_alike(CORPORA / name, tmp_path)
    assert accepted and refused


@pytest.mark.skipif(not CORPORA.is_dir(), reason="FLOWMART_CORPORA is not set")
def test_cdevents_compile_and_take_their_published_instances(node: str, tmp_path: Path) -> None:
    catalog, folder = tmp_path / "catalog", tmp_path / "package"
    for schema in sorted((CORPORA / "cdevents" / "schemas").glob("*.json")):
        event = catalog / "events" / schema.stem
        event.mkdir(parents=True)
        (event / "schema.json").write_text(schema.read_text(encoding="utf-8"), encoding="utf-8")
        (event / "index.mdx").write_text(f"---\nid: {schema.stem}\nversion: 1.0.0\nschemaPath: schema.json\n---\n")
    folder.mkdir()
    accepted, refused = judged_alike(catalog, folder)
    assert accepted > 200 and refused > 1_000
    published = sorted((CORPORA / "cdevents" / "conformance").glob("*.json"))
    instances = [(path.stem.replace("_", ""), json.loads(path.read_text(encoding="utf-8"))) for path in published]
    known = [(module, value) for module, value in instances if (catalog / "events" / module).is_dir()]
    asked = [(module, module[:1].upper() + module[1:], [value]) for module, value in known]
    assert len(asked) >= 40
    assert verdicts(folder, asked) == [[True]] * len(asked)


def test_no_text_of_a_catalog_becomes_code(node: str, tmp_path: Path) -> None:
    """Each text closes what it may stand in, and would leave a mark when it ran."""
    evil = "*/ globalThis.owned = 1; /* ` ${globalThis.owned = 1} \" ' \\ \u2028 \u2029 \u202e \0 {{ 1 }} // @ts-nocheck </script>"
    schema = {
        "type": "object",
        "title": evil,
        "description": evil,
        "required": ["__proto__", evil],
        "properties": {
            "__proto__": {"type": "string", "description": evil},
            evil: {"enum": [evil, "x"], "description": evil, "default": evil, "examples": [evil]},
            "constructor": {"const": evil},
            "pattern": {"type": "string", "pattern": "^[\"'`*/]*$"},
        },
        "additionalProperties": {"type": "integer"},
    }
    event = tmp_path / "catalog" / "events" / "Evil"
    event.mkdir(parents=True)
    (event / "schema.json").write_text(json.dumps(schema))
    front = {
        "id": "Evil",
        "version": "1.0.0",
        "name": evil.replace("\0", ""),
        "summary": evil.replace("\0", ""),
        "schemaPath": "schema.json",
    }
    (event / "index.mdx").write_text(f"---\n{json.dumps(front)}\n---\n")
    folder = tmp_path / "package"
    folder.mkdir()
    emitted(tmp_path / "catalog", folder)
    assert compiled(folder) == ""
    source = (folder / "messages" / "evil.ts").read_text(encoding="utf-8")
    assert not any(character in source for character in "\u2028\u2029\u202e\0")
    right: JsonObject = {"__proto__": "a", evil: evil}
    values: list[Json] = [right, {**right, "constructor": evil}, {**right, "other": 1}]
    wrong: list[Json] = [{evil: evil}, {**right, "constructor": "x"}, {**right, "__proto__": 1}, {**right, "pattern": "a"}]
    assert verdicts(folder, [("evil", "Evil", [*values, *wrong])]) == [[True] * 3 + [False] * 4]


_AVRO = {
    "type": "record",
    "name": "Shipped",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}, "doc": "When."},
        {"name": "carrier", "type": {"type": "enum", "name": "Carrier", "symbols": ["DHL", "UPS"]}, "default": "DHL"},
        {"name": "checksum", "type": {"type": "fixed", "name": "Sum", "size": 4}, "default": "\u0000\u0000\u0000\u0000"},
        {
            "name": "insurance",
            "default": None,
            "type": ["null", {"type": "record", "name": "Insurance", "fields": [{"name": "value", "type": "double"}]}],
        },
        {"name": "next", "type": ["null", "Shipped"], "default": None},
    ],
}
_PROTO = """
syntax = "proto3";
package shop;
message Returned {
  enum Reason { REASON_UNSPECIFIED = 0; DAMAGED = 1; }
  message Item { string sku = 1; int64 cents = 2; }
  string order_id = 1;
  Reason reason = 2;
  repeated Item items = 3;
  map<string, int32> counts = 4;
  oneof refund { string card = 5; string voucher = 6; }
}
"""


def test_avro_and_protobuf_messages_are_the_json_of_their_languages(node: str, tmp_path: Path) -> None:
    for name, file, text in (("Shipped", "schema.avsc", json.dumps(_AVRO)), ("Returned", "schema.proto", _PROTO)):
        event = tmp_path / "catalog" / "events" / name
        event.mkdir(parents=True)
        (event / file).write_text(text)
        (event / "index.mdx").write_text(f"---\nid: {name}\nversion: 1.0.0\nschemaPath: {file}\n---\n")
    folder = tmp_path / "package"
    folder.mkdir()
    emitted(tmp_path / "catalog", folder)
    (folder / "use.ts").write_text(
        'import { Shipped, type ShippedInsurance } from "./messages/shipped.js";\n'
        'import { ReturnedReason, type Returned, type ReturnedItem } from "./messages/returned.js";\n'
        "const insurance: ShippedInsurance = { value: 1.5 };\n"
        'export const shipped: Shipped = { id: "x", at: 1, insurance: { "shop.Insurance": insurance } };\n'
        'const item: ReturnedItem = { sku: "a", cents: "499" };\n'
        "export const returned: Returned = { reason: ReturnedReason.DAMAGED, items: [item], counts: { a: 1 } };\n"
        "// @ts-expect-error a branch of a union goes by its name\n"
        'export const wrong: Shipped = { id: "x", at: 1, insurance: { value: 1.5 } };\n'
    )
    assert compiled(folder) == ""
    first: JsonObject = {"id": "00000000-0000-0000-0000-000000000007", "at": 1}
    insured: JsonObject = {"shop.Insurance": {"value": "NaN"}}
    shipped: list[Json] = [
        first,
        {**first, "carrier": "UPS", "checksum": "abcd", "insurance": insured},
        {**first, "next": {"shop.Shipped": first}},
    ]
    lone: JsonObject = {"value": 1}
    empty: JsonObject = {"shop.Shipped": dict[str, Json]()}
    refused: list[Json] = [{"at": 1}, {**first, "id": "7"}, {**first, "at": 1.5}, {**first, "carrier": "GLS"}]
    refused += [{**first, "checksum": "abc"}]
    refused.append({**first, "insurance": lone})
    refused.append({**first, "next": empty})
    items: list[Json] = [{"cents": "1"}, {"cents": 2}]
    returned: list[Json] = [{"orderId": None, "reason": "DAMAGED"}, {"card": "1", "voucher": None}]
    returned.append(dict[str, Json]())
    returned.append({"reason": 7, "items": items})
    counts: JsonObject = {"a": "b"}
    wrong: list[Json] = [{"orderId": 1}, {"reason": "LOST"}, {"card": "1", "voucher": "2"}]
    wrong.append({"counts": counts})
    wrong_items: list[Json] = [*items, {"cents": "x"}]
    wrong.append({"items": wrong_items})
    found = verdicts(folder, [("shipped", "Shipped", [*shipped, *refused]), ("returned", "Returned", [*returned, *wrong])])
    assert found == [[True] * 3 + [False] * 7, [True] * 4 + [False] * 5]
