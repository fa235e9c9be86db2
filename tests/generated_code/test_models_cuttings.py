"""Findings about schemas that have no file of their own lead to what somebody wrote: in a specification, or in the body of a message."""

from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Report

from .conftest import Generate

_YAML = """\
openapi: 3.0.3
info: {title: x, version: '1'}
paths: {}
components:
  schemas:
    Other: {type: string}
    Paid:
      type: object
      properties:
        count: {type: integer, default: many}
        orderId: {type: string}
        order_id: {type: string}
        gone: {$ref: '#/components/schemas/Gone'}
        part: {$ref: '#/components/schemas/Part'}
        list:
        - not a schema
    Part:
      type: object
      properties: {kind: {type: string}, n: {type: integer, default: x}}
      discriminator: {propertyName: kind}
    Last: {type: string}
"""
_JSON = """\
{"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}, "components": {"schemas": {
  "Paid": {"type": "object", "properties": {
      "count": {"type": "integer",
                "default": "many"},
      "part": {"$ref": "#/components/schemas/Part"}}},
  "Part": {"type": "object", "properties": {"n": {
      "default": "x", "type": "integer"}}}}}}
"""
_BODY = """\
---
id: Paid
name: Paid
version: 1.0.0
---

Its payload:

   ```json
   {"$schema": "https://example.com/own", "type": "object",
     "properties": {"count": {"type": "integer", "default": "many"},
                    "gone": {"$ref": "#/definitions/Gone"}}}
   ```
"""
_FOUND = ("payload/", "schema/", "names/")


def _places(report: Report) -> set[tuple[str, str]]:
    return {
        (found.rule, f"{Path(found.location.path).name}:{found.location.line}:{found.location.column}")
        for found in report
        if found.rule.startswith(_FOUND)
    }


def _index(file: str) -> str:
    return f"---\nid: Paid\nname: Paid\nversion: 1.0.0\nschemaPath: {file}\n---\n"


@pytest.mark.parametrize(
    ("file", "text", "both", "generated"),
    [
        pytest.param(
            "openapi.yml",
            _YAML.replace("        list:\n        - not a schema\n", ""),
            {("names/field-collision", "12:9"), ("schema/dangling-reference", "13:16"), ("schema/openapi-keyword", "18:7")},
            {("payload/default-dropped", "10:32"), ("payload/default-dropped", "17:61")},
            id="yaml",
        ),
        pytest.param(
            "openapi.json",
            _JSON,
            set[tuple[str, str]](),
            {("payload/default-dropped", "4:17"), ("payload/default-dropped", "7:7")},
            id="json",
        ),
        pytest.param(
            "openapi.yml",
            _YAML.replace("- not a schema", "  oneOf: 3")
            .replace("Gone", "Other")
            .replace("discriminator:", "example:")
            .replace("order_id", "x"),
            {("schema/invalid", "16:11")},
            set[tuple[str, str]](),
            id="no-schema",
        ),
        pytest.param(
            "index.mdx",
            _BODY,
            {("schema/unknown-dialect", "10:5"), ("schema/dangling-reference", "12:30")},
            {("payload/default-dropped", "11:50")},
            id="body",
        ),
    ],
)
def test_places_are_those_of_the_file(
    generate: Generate, tmp_path: Path, file: str, text: str, both: set[tuple[str, str]], generated: set[tuple[str, str]]
) -> None:
    files = {f"events/Paid/{file}": text}
    if file != "index.mdx":
        files["events/Paid/index.mdx"] = _index(file)
    made = generate(files)
    named = {(rule, f"{file}:{place}") for rule, place in both}
    assert _places(made.report) == named | {(rule, f"{file}:{place}") for rule, place in generated}
    assert all("#" not in place.path for found in made.report for place in (found.location, *found.related))
    assert _places(pipeline.lint(pipeline.open_project(tmp_path)).report) == named
