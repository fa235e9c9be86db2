"""Fenced JSON blocks in the body of a message: where some catalogs keep the only thing they say about a payload.

A block that is a JSON Schema is the message's schema; another object is an example. Does not infer a schema from an example.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

from ..diagnostics import Location
from ..model.formats import JSON_SCHEMA
from ..model.json import Json
from ..model.resources import Cutting, Example, Message, SchemaFile
from .schemas import digest

_LANGUAGES = frozenset({"json", "jsonc", "json5", "jsonschema", "json-schema"})
_MOST_BLOCKS = 50


def with_fenced_payloads(message: Message, text: str) -> Message:
    """The message with what its body's blocks say; `text` is its whole file. Only for one that has no schema of its own."""
    schemas: list[SchemaFile] = []
    examples: list[Example] = []
    for line, content in _blocks(text):
        tree = _parsed(content)
        path = f"{message.location.path}#{line}"
        if not isinstance(tree, dict):
            continue
        if _is_schema(tree):
            place = Location(message.location.path, line, 1)
            name = str(tree.get("title") or "Schema")
            cuttings = (Cutting("", place.path, content, line),)
            text = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
            default = not schemas
            schemas.append(SchemaFile(path, JSON_SCHEMA, place, text, digest(text), name, default=default, derived=True, cuttings=cuttings))
        else:
            examples.append(Example(path, content, f"line {line}"))
    if not schemas and (not examples or message.examples):
        return message
    return replace(message, schemas=tuple(schemas), examples=message.examples or tuple(examples))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Line number and content of each closed JSON block."""
    fence, start, content, found = "", 0, list[str](), 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not fence:
            ticks = len(stripped) - len(stripped.lstrip("`"))
            if ticks >= 3:
                language = stripped[ticks:].strip().partition(" ")[0].lower()
                fence, start, content = "`" * ticks, number + 1 if language in _LANGUAGES else 0, []
        elif stripped.startswith(fence) and not stripped.strip("`"):
            if start:
                yield start, "\n".join(content)
                found += 1
                if found == _MOST_BLOCKS:
                    return
            fence = ""
        else:
            content.append(line)


def _parsed(content: str) -> Json:
    try:
        tree: Json = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return tree


def _is_schema(tree: dict[str, Json]) -> bool:
    if "$schema" in tree:
        return True
    return isinstance(tree.get("properties"), dict) and (tree.get("type") == "object" or isinstance(tree.get("required"), list))
