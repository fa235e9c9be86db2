"""The OpenAPI document: every reference leads somewhere, every component is a JSON Schema, and paths take what the schema says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator

from flowmart.generator.config import Config
from flowmart.generator.emitters.emitter import settle
from flowmart.generator.emitters.gateway import EMITTER
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.model.json import Json, JsonObject
from flowmart.generator.render import Renderer
from flowmart.generator.source import read_catalog
from tests.conftest import WriteFiles

REPOSITORY = Path(__file__).parents[2]
SMALL = REPOSITORY / "tests" / "cases" / "generate" / "services-and-channels" / "catalog"


def openapi(catalog: Path) -> JsonObject:
    pages = EMITTER.emit(resolve(read_catalog(catalog, frozenset()).catalog).graph, Config()).pages
    page = next(page for page, _ in settle(pages) if page.path.endswith("openapi.json"))
    return cast("JsonObject", json.loads(Renderer().text(page)))


def at(document: Json, pointer: str) -> Json:
    """The value at a JSON pointer; KeyError when there is none."""
    for part in pointer.removeprefix("#").strip("/").split("/"):
        assert isinstance(document, dict)
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def references(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and isinstance(inner, str):
                yield inner
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize("catalog", [REPOSITORY / "catalog", SMALL], ids=["flowmart", "small"])
def test_references_lead_somewhere_and_components_are_schemas(catalog: Path) -> None:
    document = openapi(catalog)
    found = set(references(document))
    assert found
    for reference in found:
        at(document, reference)
    schemas = at(document, "#/components/schemas")
    assert isinstance(schemas, dict)
    for schema in schemas.values():
        Draft202012Validator.check_schema(cast("dict[str, object]", schema))


def test_shared_files_become_components_and_foreign_bases_go() -> None:
    document = openapi(SMALL)
    order = at(document, "#/components/schemas/PlaceOrder")
    assert isinstance(order, dict)
    assert "$id" not in order
    assert at(order, "properties/id") == {"$ref": "#/components/schemas/PlaceOrder/$defs/Id"}, "a property may be called id"
    assert at(order, "$defs/Id") == {"type": "string"}
    assert at(order, "properties/price") == {"$ref": "#/components/schemas/Money"}
    assert at(document, "#/components/schemas/Money/properties/currency") == {"$ref": "#/components/schemas/Money/definitions/Currency"}


def test_parameters_are_in_the_path_or_in_the_query() -> None:
    operation = at(openapi(SMALL), "#/paths/~1orders~1{orderId}/get")
    assert at(operation, "parameters") == [
        {"name": "orderId", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "verbose", "in": "query", "required": False, "schema": {"type": "boolean"}},
    ]
    assert isinstance(operation, dict)
    assert "requestBody" not in operation


MESSAGE = """
    ---
    id: {id}
    name: {id}
    version: 1.0.0
    operation:
      method: {method}
      path: {path}
    schemaPath: schema.json
    ---
"""
SERVICE = """
    ---
    id: Desk
    name: Desk
    version: 1.0.0
    receives:
      - id: Change
    ---
"""


def test_a_body_is_the_message_without_what_is_in_the_path(write_files: WriteFiles) -> None:
    schema = (
        '{"type": "object", "title": "T", "properties": {"id": {"type": "string"}, "to": {"type": "integer"}}, "required": ["to", "id"]}'
    )
    files = {
        "services/Desk/index.mdx": SERVICE,
        "commands/Change/index.mdx": MESSAGE.format(id="Change", method="PATCH", path='"/things/{id}"'),
        "commands/Change/schema.json": schema,
    }
    operation = at(openapi(write_files(files)), "#/paths/~1things~1{id}/patch")
    assert at(operation, "requestBody/content/application~1json/schema") == {
        "type": "object",
        "properties": {"to": {"type": "integer"}},
        "required": ["to"],
    }
    assert at(operation, "responses/202/content/application~1json/schema") == {"$ref": "#/components/schemas/Accepted"}


@pytest.mark.parametrize(
    "schema",
    ["", "{", "[]", "7", '{"$ref": "https://elsewhere.example/x.json"}', '{"$ref": "../../../outside.json"}', '{"properties": 3}', "true"],
)
def test_a_schema_that_cannot_be_used_leaves_an_open_object_or_a_remark(write_files: WriteFiles, schema: str) -> None:
    files = {
        "services/Desk/index.mdx": SERVICE,
        "commands/Change/index.mdx": MESSAGE.format(id="Change", method="POST", path="/things"),
        "commands/Change/schema.json": schema,
    }
    document = openapi(write_files(files))
    for reference in references(document):
        at(document, reference)


def test_schemas_that_refer_to_each_other_or_are_very_deep_come_to_an_end(write_files: WriteFiles) -> None:
    deep = '{"items": ' * 900 + "{}" + "}" * 900
    files = {
        "services/Desk/index.mdx": SERVICE.replace("- id: Change", "- id: Change\n      - id: Deep"),
        "commands/Change/index.mdx": MESSAGE.format(id="Change", method="POST", path="/things"),
        "commands/Change/schema.json": '{"properties": {"a": {"$ref": "../other.json#/properties/b"}, "self": {"$ref": "#"}}}',
        "commands/other.json": '{"properties": {"b": {"$ref": "Change/schema.json"}, "c": {"$ref": "other.json"}}}',
        "commands/Deep/index.mdx": MESSAGE.format(id="Deep", method="POST", path="/deep"),
        "commands/Deep/schema.json": deep,
    }
    document = openapi(write_files(files))
    assert at(document, "#/components/schemas/Change/properties/a") == {"$ref": "#/components/schemas/Other/properties/b"}
    assert at(document, "#/components/schemas/Other/properties/b") == {"$ref": "#/components/schemas/Change"}
    assert at(document, "#/components/schemas/Change/properties/self") == {"$ref": "#/components/schemas/Change"}
    assert at(document, "#/components/schemas/Deep") == {"type": "object"}


def test_a_change_of_anything_in_the_document_changes_its_key(write_files: WriteFiles) -> None:
    files = {
        "services/Desk/index.mdx": SERVICE,
        "commands/Change/index.mdx": MESSAGE.format(id="Change", method="POST", path="/things"),
        "commands/Change/schema.json": '{"properties": {"a": {"$ref": "../other.json"}}}',
        "commands/other.json": "{}",
    }
    edits = [
        ("services/Desk/index.mdx", "name: Desk", "name: Counter"),
        ("services/Desk/index.mdx", "version: 1.0.0", "version: 1.0.0\n    summary: Serves."),
        ("commands/Change/index.mdx", "name: Change", "name: Alter"),
        ("commands/Change/index.mdx", "POST", "PUT"),
        ("commands/Change/index.mdx", "/things", "/objects"),
        ("commands/Change/index.mdx", "schemaPath", "summary: Changes.\n    schemaPath"),
        ("commands/Change/index.mdx", "schemaPath", "x-flowmart-clients: [web]\n    schemaPath"),
        ("commands/Change/index.mdx", "schemaPath", "deprecated: true\n    schemaPath"),
        ("commands/Change/index.mdx", "schemaPath", "x-flowmart-reply: ../other.json\n    schemaPath"),
        ("commands/Change/index.mdx", "path: /things", 'path: /things\n      statusCodes: ["201"]'),
        ("commands/Change/schema.json", '"a"', '"b"'),
        ("commands/other.json", "{}", '{"type": "string"}'),
    ]
    seen: dict[str, str] = {}
    for path, old, new in [("commands/other.json", "{}", "{}"), *edits]:
        catalog = write_files(files | {path: files[path].replace(old, new)})
        graph = resolve(read_catalog(catalog, frozenset()).catalog).graph
        page = next(page for page in EMITTER.emit(graph, Config()).pages if page.path.endswith("openapi.json"))
        text = json.dumps(openapi(catalog))
        assert (page.key in seen) == (text in seen.values()), (path, new)
        seen[page.key] = text
    assert len(seen) == len(edits) + 1
