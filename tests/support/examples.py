"""The examples that stand beside the schemas of FlowMart's messages: all of one order, and of one membership."""

import re
from functools import cache
from pathlib import Path
from typing import TypeVar

from flowmart.runtime import Message

CATALOG = Path(__file__).parents[2] / "catalog"

M = TypeVar("M", bound=Message)


def example(message: type[M]) -> M:
    """The catalog's example of a message, in the version of the class."""
    return message.from_json(_files()[message.meta.id].read_bytes())


@cache
def _files() -> dict[str, Path]:
    """By message; of several examples the one that is called as the message is. Older versions have theirs in `versioned`."""
    found: dict[str, Path] = {}
    for path in CATALOG.glob("**/examples/*.json"):
        name = path.parents[1].name
        if path.stem == re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower():
            found[name] = path
    return found
