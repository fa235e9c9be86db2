"""What the format of a schema file is: one answer, by which lint, models, breaking and check go."""

from pathlib import Path

import pytest

from flowmart.generator.config import BreakingSettings
from flowmart.generator.emitters.models.library import Library
from flowmart.generator.emitters.models.reading import read_schema
from flowmart.generator.graph.compare import Differences
from flowmart.generator.graph.graph import Graph
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.model.formats import TITLES, format_of
from flowmart.generator.rules.payloads import UNKNOWN, payloads
from flowmart.generator.rules.review import UNJUDGED, Review
from flowmart.generator.source import read_catalog

JSON = '{"type": "object", "properties": {"id": {"type": "%s"}}}'
AVRO = '{"type": "record", "name": "Made", "fields": [{"name": "id", "type": "%s"}]}'
PROTO = 'syntax = "proto3";\nmessage Made { %s id = 1; }\n'
TEXTS = {"jsonschema": (JSON, "string", "integer"), "avro": (AVRO, "string", "int"), "protobuf": (PROTO, "string", "int32")}


@pytest.mark.parametrize(
    ("path", "named", "format"),
    [
        *(
            ("schema.txt", name, "jsonschema")
            for name in ("jsonschema", "json-schema", "JSON Schema", "JSONSchema", "json_schema", "json", "JSON")
        ),
        *(("schema.txt", name, "avro") for name in ("avro", "Avro", "AVRO", "avsc")),
        *(("schema.txt", name, "protobuf") for name in ("protobuf", "Protobuf", "proto", "proto3", "proto-3")),
        *(("schema.yaml", name, "yaml") for name in ("", "yaml", "json-schema", "jsonschema")),
        *(("schema.json", name, "jsonschema") for name in ("", "yaml", "json", "nobody's")),
        *((f"schema.{ending}", name, "avro") for ending in ("avsc", "avro", "AVSC") for name in ("", "json", "avro")),
        ("schema.proto", "", "protobuf"),
        ("schema.json", "avro", "avro"),
        ("schema.json", "OpenAPI", "openapi"),
        ("schema.json", "swagger", "openapi"),
        ("schema.yml", "asyncapi", "asyncapi"),
        ("schema.xsd", "", "xsd"),
        ("schema.xsd", "XML", "xml"),
    ],
)
def test_a_format_has_one_name(path: str, named: str, format: str) -> None:
    assert format_of(path, named) == format


def _graph(folder: Path, text: str, named: str) -> Graph:
    home = folder / "events" / "Made"
    home.mkdir(parents=True)
    (home / "schema.txt").write_text(text)
    (home / "index.mdx").write_text(f"---\nid: Made\nversion: 1.0.0\nschemas: [{{file: schema.txt, format: '{named}'}}]\n---\n")
    return resolve(read_catalog(folder, frozenset()).catalog).graph


@pytest.mark.parametrize(
    ("named", "language"),
    [
        *((name, "jsonschema") for name in ("jsonschema", "json-schema", "JSON Schema", "json", "yaml")),
        *((name, "avro") for name in ("avro", "Avro", "avsc")),
        *((name, "protobuf") for name in ("protobuf", "Protobuf", "proto", "proto3")),
    ],
)
def test_every_part_goes_by_the_same_format(tmp_path: Path, named: str, language: str) -> None:
    text, before, after = TEXTS[language]
    old, new = _graph(tmp_path / "old", text % before, named), _graph(tmp_path / "new", text % after, named)
    (schema,) = (message.schemas[0] for message in new.messages)
    assert [payload.kind for payload in payloads(new)] == [language]
    assert read_schema(schema, Library({}), "Made").language == language
    (pair,) = Review(Differences(old, new), BreakingSettings()).schemas
    assert pair.comparison.changes and UNJUDGED not in {change.rule for change in pair.comparison.changes}
    assert language in TITLES  # which check compares


def test_a_format_that_nobody_knows_is_judged_by_nobody(tmp_path: Path) -> None:
    old, new = _graph(tmp_path / "old", "<a/>", "XML"), _graph(tmp_path / "new", "<b/>", "XML")
    assert [payload.kind for payload in payloads(new)] == [UNKNOWN]
    (pair,) = Review(Differences(old, new), BreakingSettings()).schemas
    assert {change.rule for change in pair.comparison.changes} == {UNJUDGED}
