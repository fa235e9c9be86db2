"""The judge of samples of JSON Schemas: a compiled validator that reads nothing but the files it is given.

Formats are checked in every draft: a sample is to satisfy the strict reader and the tolerant one.
"""

from collections.abc import Mapping
from typing import Protocol, cast
from urllib.parse import quote, unquote

from ..emitters.models.library import Library
from ..model.json import Json
from .outcome import Mismatch, NoSample

_BASE = "flowmart:///"
_KNOWN = ("json-schema.org/draft-04", "json-schema.org/draft-06", "json-schema.org/draft-07", "json-schema.org/draft/20")


class _Compiled(Protocol):
    def is_valid(self, instance: Json) -> bool: ...
    def validate(self, instance: Json) -> None: ...


class Validator:
    """Of one schema. Raises NoSample where the schema itself is wrong."""

    def __init__(self, tree: Json, path: str, library: Library, addresses: Mapping[str, Json]) -> None:
        import jsonschema_rs

        def retrieve(uri: str) -> Json:
            plain = uri.rstrip("#")
            found = addresses.get(plain, addresses.get(uri))
            if found is None and plain.startswith(_BASE):
                found = library.tree(unquote(plain.removeprefix(_BASE)))
            if found is None:
                raise ValueError(f"{uri} is not at hand")
            return found

        try:
            compiled = jsonschema_rs.validator_for(
                _understood(tree, path), base_uri=_BASE + quote(path), retriever=retrieve, validate_formats=True
            )
        except (ValueError, TypeError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            raise NoSample(f"the schema can't be used: {error}") from None
        self._compiled = cast("_Compiled", compiled)

    def accepts(self, value: Json) -> bool:
        return self._compiled.is_valid(value)

    def problem(self, value: Json) -> Mismatch | None:
        """What the schema has against the value; None for nothing."""
        import jsonschema_rs

        try:
            self._compiled.validate(value)
        except jsonschema_rs.ValidationError as error:
            return Mismatch(tuple(error.instance_path), error.message)
        return None


def _understood(tree: Json, path: str) -> "dict[str, object] | bool":
    """The schema as the validator takes it: a dialect that it does not know is read as the newest."""
    if not isinstance(tree, dict):
        return tree is not False
    found: dict[str, object] = dict(tree)
    dialect = found.get("$schema")
    if dialect is not None and not any(known in str(dialect) for known in _KNOWN):
        del found["$schema"]
    identifier = found.get("$id", found.get("id"))
    if isinstance(identifier, str) and "://" not in identifier and not identifier.startswith(("#", "urn:")):
        found.pop("$id", None)  # relative references mean files beside this one
    return found
