"""The type of parsed JSON and YAML, and references rewritten in it."""

from collections.abc import Callable
from typing import TypeAlias, Union

Json: TypeAlias = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
JsonObject: TypeAlias = dict[str, Json]


def with_references(tree: Json, lead: Callable[[str], str]) -> Json:
    """A copy in which every `$ref` is what `lead` makes of it."""
    if isinstance(tree, list):
        return [with_references(item, lead) for item in tree]
    if not isinstance(tree, dict):
        return tree
    result = {key: with_references(value, lead) for key, value in tree.items()}
    if isinstance(reference := tree.get("$ref"), str):
        result["$ref"] = lead(reference)
    return result
