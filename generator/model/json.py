"""The type of parsed JSON and YAML."""

from typing import TypeAlias, Union

Json: TypeAlias = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
JsonObject: TypeAlias = dict[str, Json]
