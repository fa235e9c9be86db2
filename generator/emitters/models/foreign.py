"""Words of a schema that its dialect does not have, so that they assert nothing: said at their places, once for lint and generate.

An unknown `$schema` is one, and so are OpenAPI's `nullable` and `discriminator` where they can't be understood (see source/openapi.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.json import Json, JsonObject
from .library import keywords
from .metaschemas import is_known

UNKNOWN_DIALECT, OPENAPI_KEYWORD = "schema/unknown-dialect", "schema/openapi-keyword"


@dataclass(frozen=True, slots=True)
class Foreign:
    """`rule` is the id of the lint rule that documents it, `steps` lead to the word."""

    rule: str
    steps: tuple[str, ...]
    message: str
    hint: str


def foreign_words(tree: Json, text: str) -> Iterator[Foreign]:
    """`tree` is what `text` says, after OpenAPI's words in it were understood. Nearly every schema has none, and costs three looks at its text."""
    named = tree.get("$schema") if isinstance(tree, dict) else None
    if (named is not None and not is_known(named)) or text.count("$schema") > 1:
        yield from (found for steps, schema in keywords(tree) if (found := _dialect(schema, steps)) is not None)
    if "discriminator" in text or (named is not None and "nullable" in text):
        yield from (found for steps, schema in keywords(tree) for found in _openapi(schema, steps, has_dialect=named is not None))


def _dialect(schema: JsonObject, steps: tuple[str, ...]) -> Foreign | None:
    named = schema.get("$schema")
    if not isinstance(named, str) or is_known(named) or (steps and "$id" not in schema):
        return None
    said = f"'$schema' names '{named}', a dialect that flowmart does not read; the schema is read as JSON Schema, by its newest draft that takes it"
    return Foreign(UNKNOWN_DIALECT, (*steps, "$schema"), said, "name a draft of JSON Schema, 04 to 2020-12, or leave '$schema' out")


def _openapi(schema: JsonObject, steps: tuple[str, ...], *, has_dialect: bool) -> Iterator[Foreign]:
    if has_dialect and isinstance(schema.get("nullable"), bool):
        said = "'nullable' is OpenAPI's: in a schema that names a '$schema' it asserts nothing"
        yield Foreign(OPENAPI_KEYWORD, (*steps, "nullable"), said, 'write "type": [..., "null"], or leave \'$schema\' out')
    if not isinstance(schema.get("discriminator"), dict | str):
        return
    if has_dialect:
        said = "'discriminator' is OpenAPI's: in a schema that names a '$schema' it asserts nothing"
        hint = "give each branch of the union a required property with a 'const' of its own, or leave '$schema' out"
    else:
        said = "'discriminator' tells nothing apart here: there is no oneOf or anyOf beside it, and no schema of this file extends it"
        hint = "put oneOf with the schemas beside it, or define those that extend it (allOf with a $ref to this one) in this file"
    yield Foreign(OPENAPI_KEYWORD, (*steps, "discriminator"), said, hint)
