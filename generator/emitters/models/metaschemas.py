"""The dialect that a JSON Schema names: which one it is, whether flowmart knows it, and what its metaschema has against the schema.

Never reaches the network: a dialect that is not one of JSON Schema's own is not looked up.
"""

import re
from typing import Final

from ...model.json import Json, JsonObject

DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
DRAFT_4: Final = "http://json-schema.org/draft-04/schema#"
_KNOWN = re.compile(r"https?://json-schema\.org/(?:draft-0[467]/schema|draft/20(?:19-09|20-12)/schema)#?")
# Other names of what is read anyway: the newest draft, and OpenAPI's dialect of it.
_NEWEST = re.compile(r"https?://json-schema\.org/schema#?|https://spec\.openapis\.org/oas/3\.[1-9]/dialect/[\w-]+")
_NO_SIBLINGS = re.compile(r"draft-0[3467]/")


def dialect(tree: Json) -> str:
    """The dialect that the schema names, and that is one of JSON Schema's own; empty for none."""
    named = str(tree.get("$schema", "")) if isinstance(tree, dict) else ""
    return named if _KNOWN.fullmatch(named) else ""


def is_known(named: Json) -> bool:
    """True for a `$schema` that means what flowmart reads."""
    return isinstance(named, str) and bool(_KNOWN.fullmatch(named) or _NEWEST.fullmatch(named))


def counts_siblings(tree: Json) -> bool:
    """Whether keywords beside `$ref` count: not before 2019-09."""
    return not _NO_SIBLINGS.search(dialect(tree))


def describes_formats(tree: Json) -> bool:
    """Whether `format` asserts nothing by itself: since 2019-09, in a schema that says so by its `$schema`."""
    return "/draft/20" in dialect(tree)


def is_metaschema(ref: str) -> bool:
    return _KNOWN.fullmatch(ref.partition("#")[0]) is not None


def fault(tree: Json) -> tuple[str, tuple[str, ...]] | None:
    """What keeps the schema from being one, and the steps to the place; None for nothing.

    Without a dialect, any that takes it will do; an unknown one would have to come over the network.
    """
    if not isinstance(tree, dict | bool):
        return "it is neither an object nor true or false", ()
    if isinstance(tree, bool) or dialect(tree):
        return _against_metaschema(tree)
    plain = {key: value for key, value in tree.items() if key != "$schema"}
    found = _against_metaschema(plain)
    if found is not None and not all(_against_metaschema({**plain, "$schema": older}) for older in (DRAFT_7, DRAFT_4)):
        return None
    return found


def _against_metaschema(tree: JsonObject | bool) -> tuple[str, tuple[str, ...]] | None:
    import jsonschema_rs

    try:
        jsonschema_rs.meta.validate(tree)
    except jsonschema_rs.ValidationError as error:
        return error.message, tuple(str(step) for step in error.instance_path)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return str(error), ()
    return None
