"""JSON Schemas of the catalog as components of one OpenAPI document: each file a component, every `$ref` made to point at one.

OpenAPI 3.1 schemas are JSON Schema, so apart from references nothing is translated.
"""

import json
import posixpath
from typing import cast
from urllib.parse import unquote

import yaml

from ...graph.graph import Graph
from ...model.formats import JSON_SCHEMA, YAML, format_of, language_of
from ...model.json import Json, JsonObject
from ...model.resources import SchemaFile
from ...naming import class_name

# They would give the component another base, and then its own references would lead out of the document.
_DROPPED = frozenset(("$schema", "$id", "id", "$comment"))
_MAPS = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependencies", "dependentSchemas"))
_DEPTH = 120
_VALUES = frozenset(("const", "enum", "default", "examples", "example"))


class Components:
    """Collects `schemas` and `responses` by component name."""

    def __init__(self, graph: Graph) -> None:
        self._documents = graph.catalog.documents
        self.schemas: JsonObject = {}
        self.responses: JsonObject = {}
        self._components: dict[str, str] = {}  # by class name
        self._names: dict[str, str] = {}  # by the path of the schema

    def reference(self, schema: SchemaFile | None, name: str) -> JsonObject:
        """A `$ref` to the component for the message class `name`; for a schema that is missing, foreign or none, to any object."""
        component = self._components.get(name)
        if component is None:
            component = self._components[name] = self._free(_ascii(name))
            self.schemas[component] = {"type": "object"}  # before its content, which may refer to it
            parsed = None if schema is None else parsed_schema(schema.content, schema.format)
            if schema is not None and parsed is not None:
                self._names.setdefault(schema.path, component)
                self._fill(component, parsed, schema.path)
        return {"$ref": f"#/components/schemas/{component}"}

    def schema_of(self, reference: JsonObject) -> Json:
        """The component that a `$ref` from here points at."""
        return self.schemas[str(reference["$ref"]).rpartition("/")[2]]

    def _fill(self, name: str, parsed: Json, path: str) -> None:
        self.schemas[name] = self._moved(parsed, path, name) if _is_shallow(parsed) else {"type": "object"}

    def _moved(self, schema: Json, path: str, name: str) -> Json:
        """The schema with its references rewritten; `path` is its file, `name` the component of that file."""
        if isinstance(schema, list):
            return [self._moved(item, path, name) for item in schema]
        if not isinstance(schema, dict):
            return schema
        moved: JsonObject = {}
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                moved |= self._target(value, path, name)
            elif key in _VALUES or key.startswith("x-"):
                moved[key] = value
            elif key in _MAPS and isinstance(value, dict):
                moved[key] = {inner: self._moved(item, path, name) for inner, item in value.items()}
            elif key not in _DROPPED:
                moved[key] = self._moved(value, path, name)
        return moved

    def _target(self, reference: str, path: str, name: str) -> JsonObject:
        """Where a `$ref` leads in the OpenAPI document; what cannot be found there may be anything."""
        file, _, pointer = reference.partition("#")
        target = path if not file else posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
        component = name if target == path else self._component(target)
        if component is None or (pointer and not pointer.startswith("/")):
            return {"description": f"see {reference}"}
        return {"$ref": f"#/components/schemas/{component}{pointer}"}

    def _component(self, path: str) -> str | None:
        """The component made of another file; None for a file that the catalog does not have, such as a URL."""
        known = self._names.get(path)
        if known is not None:
            return known
        document = self._documents.get(path)
        parsed = None if document is None else parsed_schema(document.content, format_of(path))
        if parsed is None:
            return None
        stem = posixpath.basename(path).partition(".")[0]
        name = self._names[path] = self._free(_ascii(class_name(stem) or "Schema"))
        self.schemas[name] = {}
        self._fill(name, parsed, path)
        return name

    def _free(self, name: str) -> str:
        number = 2
        candidate = name
        while candidate in self.schemas:
            candidate, number = f"{name}{number}", number + 1
        return candidate


def _is_shallow(schema: Json) -> bool:
    """False for one nested so deep that reading the document would end in recursion errors."""
    level: list[Json] = [schema]
    for _ in range(_DEPTH):
        level = [
            inner for value in level for inner in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
        if not level:
            return True
    return False


def _ascii(name: str) -> str:
    """A component may be named with ASCII letters and digits only."""
    return "".join(c if c.isascii() else f"_u{ord(c):x}" for c in name)


def properties(schema: Json) -> JsonObject:
    """The properties that a schema lists at its top, empty for one that does not."""
    found = schema.get("properties") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def parsed_schema(content: str | None, format: str) -> Json:
    """None for what is no JSON Schema: the models emitter reports it."""
    if content is None or language_of(format) != JSON_SCHEMA:
        return None
    try:
        parsed = cast("Json", yaml.load(content, yaml.CSafeLoader) if format == YAML else json.loads(content))
    except (ValueError, RecursionError, yaml.YAMLError):
        return None
    return parsed if isinstance(parsed, dict) else None
