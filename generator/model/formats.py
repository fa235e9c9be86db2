"""The formats of schema files: the names that catalogs give them, the endings of their files, and what they are called in prose.

The only table of them; whoever needs to know what a schema is asks its `language`.
"""

import posixpath
from collections.abc import Mapping
from typing import Final

JSON_SCHEMA: Final = "jsonschema"
AVRO: Final = "avro"
PROTOBUF: Final = "protobuf"
YAML: Final = "yaml"
"""A JSON Schema that is written in YAML."""
DOCUMENTS: Final = frozenset({"openapi", "asyncapi"})
"""Whole documents, which hold schemas."""
TITLES: Final[Mapping[str, str]] = {JSON_SCHEMA: "JSON Schema", AVRO: "Avro", PROTOBUF: "Protobuf"}
"""The languages that flowmart reads."""

# By letters and digits in lower case: `JSON Schema`, `json-schema` and `jsonschema` are one name.
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys((JSON_SCHEMA, "json", YAML, "yml"), JSON_SCHEMA),
    **dict.fromkeys((AVRO, "avsc"), AVRO),
    **dict.fromkeys((PROTOBUF, "proto", "proto2", "proto3"), PROTOBUF),
    **dict.fromkeys(("openapi", "swagger"), "openapi"),
    "asyncapi": "asyncapi",
}
_ENDINGS: Final[Mapping[str, str]] = {
    ".avsc": AVRO,
    ".avro": AVRO,
    ".proto": PROTOBUF,
    ".json": JSON_SCHEMA,
    ".yaml": JSON_SCHEMA,
    ".yml": JSON_SCHEMA,
}
ENDINGS: Final = frozenset(_ENDINGS)
"""Those of files that may be schemas."""


def format_of(path: str, named: str = "") -> str:
    """The format of a file whose catalog entry names one; one that nobody knows is given as it is named, else by the file's ending.

    An ending that only Avro or Protobuf has is believed before the name.
    """
    ending = posixpath.splitext(path)[1].lower()
    by_ending = _ENDINGS.get(ending)
    plain = "".join(character for character in named.lower() if character.isalnum())
    found = by_ending if by_ending in (AVRO, PROTOBUF) else _NAMES.get(plain, by_ending)
    if found == JSON_SCHEMA and ending in (".yaml", ".yml"):
        return YAML
    return found or named.lower() or ending.lstrip(".")


def language_of(format: str) -> str:
    """The language that a format is written in: YAML is one of JSON Schema's spellings."""
    return JSON_SCHEMA if format == YAML else format
