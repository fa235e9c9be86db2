"""Payloads against JSON Schemas, by a compiled validator that reads nothing but the catalog."""

from collections.abc import Iterator
from typing import Protocol, cast

from ..model.json import Json
from .payloads import Payload
from .references import Documents

_BASE = "flowmart:///"
Path = tuple[str | int, ...]


class _Error(Protocol):
    @property
    def message(self) -> str: ...
    @property
    def instance_path(self) -> list[str | int]: ...


class _Compiled(Protocol):
    def iter_errors(self, instance: Json) -> Iterator[_Error]: ...


class Validator:
    def __init__(self, compiled: _Compiled) -> None:
        self._compiled = compiled

    def problems(self, instance: Json, most: int) -> Iterator[tuple[Path, str]]:
        """The first problems of an instance: where in it, and what is wrong there."""
        for number, error in enumerate(self._compiled.iter_errors(instance)):
            if number == most:
                return
            text = error.message
            yield tuple(error.instance_path), text if len(text) <= 200 else f"{text[:197]}..."


def validator(payload: Payload, known: Documents) -> Validator | None:
    """None when the schema can't be compiled: it is invalid, or refers to what the catalog does not have."""
    import jsonschema_rs

    def retrieve(uri: str) -> Json:
        found = known.tree(uri.removeprefix(_BASE)) if uri.startswith(_BASE) else known.tree(known.path_of(uri) or "")
        if found is None:
            raise ValueError(f"{uri} is not in the catalog")  # the compiler turns it into its own error
        return found

    tree = payload.tree
    if not isinstance(tree, (dict, bool)):
        return None
    if isinstance(tree, dict) and "$id" in tree and not str(tree["$id"]).startswith("#"):
        # Relative references mean files beside this one, whatever address the schema gives itself.
        tree = {key: value for key, value in tree.items() if key != "$id"}
    try:
        compiled = jsonschema_rs.validator_for(tree, base_uri=_BASE + payload.schema.path, retriever=retrieve)
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
    return Validator(cast("_Compiled", compiled))
