"""A fault of a schema has one id, one place and one wording, whether lint says it or generate; words that assert nothing are said."""

from pathlib import Path

import pytest

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import Report

from .conftest import Generate

Said = tuple[str, str, int, int, str]

_FAULTS = {
    "no-json": ("schema.json", '{"type": "object",}', "schema/unreadable", (1, 19)),
    "empty": ("schema.json", "", "schema/unreadable", (1, 1)),
    "no-schema": ("schema.json", '{"properties": {\n  "a": {"type": "strin"}}}', "schema/invalid", (2, 9)),
    "no-object": ("schema.json", "[]", "schema/invalid", (1, 1)),
    "draft-that-nothing-is": ("schema.json", '{"exclusiveMinimum": true, "items": [3]}', "schema/invalid", (1, 28)),
    "no-schema-in-yaml": ("schema.yaml", "type: object\nproperties:\n  a:\n    type: strin\n", "schema/invalid", (4, 5)),
    "document": ("schema.json", '{"openapi": "3.1.0", "paths": {}}', "schema/invalid", (1, 1)),
    "swagger": ("schema.json", '{"paths": {}, "swagger": "2.0"}', "schema/invalid", (1, 1)),
    "dangling": ("schema.json", '{"properties": {\n  "a": {"$ref": "none.json"}}}', "schema/dangling-reference", (2, 9)),
    "dialect": ("schema.json", '{"type": "object",\n "$schema": "https://example.com/own"}', "schema/unknown-dialect", (2, 2)),
    "draft-3": ("schema.json", '{"$schema": "http://json-schema.org/draft-03/schema#"}', "schema/unknown-dialect", (1, 2)),
    "dialect-in-yaml": ("schema.yaml", "type: object\n$schema: https://example.com/own\n", "schema/unknown-dialect", (2, 1)),
    "dialect-of-a-part": (
        "schema.json",
        '{"$defs": {"a": {"$id": "https://example.com/a",\n  "$schema": "https://example.com/own"}}, "$schema": "http://json-schema.org/schema#"}',
        "schema/unknown-dialect",
        (2, 3),
    ),
    "nullable": (
        "schema.json",
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {\n  "a": {"type": "string", "nullable": true}}}',
        "schema/openapi-keyword",
        (2, 27),
    ),
    "discriminator-with-a-dialect": (
        "schema.json",
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "oneOf": [{"type": "object"}],\n  "discriminator": {"propertyName": "a"}}',
        "schema/openapi-keyword",
        (2, 3),
    ),
    "discriminator-of-nothing": (
        "schema.json",
        '{"type": "object", "properties": {"a": {"type": "string"}},\n  "discriminator": {"propertyName": "a"}}',
        "schema/openapi-keyword",
        (2, 3),
    ),
    "avro": ("schema.avsc", '{"type": "record", "name": "A", "fields": [\n {"name": "a", "type": "b"}]}', "schema/invalid", (2, 16)),
    "avro-default": (
        "schema.avsc",
        '{"type": "record", "name": "A", "fields": [\n {"name": "a", "type": "int", "default": "x"}]}',
        "schema/invalid",
        (2, 31),
    ),
    "logical-type": (
        "schema.avsc",
        '{"type": "record", "name": "A", "fields": [\n {"name": "a", "type": {"type": "long", "logicalType": "decimal", "precision": 4}}]}',
        "schema/logical-type",
        (2, 41),
    ),
    "protobuf": ("schema.proto", 'syntax = "proto3";\nmessage A {\n  string a = ;\n}', "schema/invalid", (3, 14)),
}


def _of_schema(report: Report, file: str) -> list[Said]:
    found = [each for each in report if each.location.path.endswith(file)]
    return [(each.rule, Path(each.location.path).name, each.location.line, each.location.column, each.message) for each in found]


@pytest.mark.parametrize(("file", "text", "rule", "place"), _FAULTS.values(), ids=_FAULTS)
def test_lint_and_generate_say_a_fault_alike(
    generate: Generate, tmp_path: Path, file: str, text: str, rule: str, place: tuple[int, int]
) -> None:
    index = f"---\nid: Odd\nname: Odd\nversion: 1.0.0\nschemaPath: {file}\n---\n"
    generated = generate({"events/Odd/index.mdx": index, f"events/Odd/{file}": text})
    said = _of_schema(generated.report, file)
    assert [(each[0], each[2:4]) for each in said] == [(rule, place)]
    linting = pipeline.lint(pipeline.open_project(tmp_path))
    assert _of_schema(linting.report, file) == said
    assert generated["Odd"].meta.id == "Odd"
    assert all(found.hint for found in (*generated.report, *linting.report) if found.rule == rule)


@pytest.mark.parametrize(
    "schema",
    [
        '{"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}',
        '{"$schema": "https://json-schema.org/draft/2020-12/schema#", "properties": {"nullable": {"type": "string"}}, "required": ["nullable"]}',
        '{"$schema": "https://spec.openapis.org/oas/3.1/dialect/base", "type": "object"}',
        '{"properties": {"discriminator": {"type": "object"}, "$schema": {"type": "string"}}}',
        '{"const": {"$schema": "own", "nullable": true, "discriminator": {"propertyName": "a"}}, "nullable": true}',
        '{"properties": {"a": {"type": "string", "nullable": true}}}',
    ],
)
def test_words_that_mean_what_they_say_are_no_finding(generate: Generate, tmp_path: Path, schema: str) -> None:
    assert generate(Fine=schema).rules() == []
    linting = pipeline.lint(pipeline.open_project(tmp_path))
    assert _of_schema(linting.report, "schema.json") == []


def test_a_file_that_is_referred_to_has_its_findings_once(generate: Generate, tmp_path: Path) -> None:
    part = '{"type": "string",\n "$schema": "https://example.com/own"}'
    schema = {"properties": {"part": {"$ref": "../../parts/part.json"}}}
    generated = generate({"parts/part.json": part}, One=schema, Two=schema)
    said = _of_schema(generated.report, "part.json")
    assert [(each[0], each[2:4]) for each in said] == [("schema/unknown-dialect", (2, 2))]
    assert _of_schema(pipeline.lint(pipeline.open_project(tmp_path)).report, "part.json") == said
