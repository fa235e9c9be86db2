"""The JSON Schema Test Suite against generated models: every schema a message, every test a payload."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

DRAFTS = {
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def suite() -> Path | None:
    corpora = os.environ.get("FLOWMART_CORPORA")
    found = Path(corpora or "/nowhere") / "json-schema-test-suite"
    return found if found.is_dir() else None


@dataclass(frozen=True)
class Group:
    """A schema of the suite and its tests. `name` is the class that the schema becomes."""

    name: str
    file: str
    description: str
    schema: Any
    tests: list[Any]


@cache
def groups(draft: str) -> list[Group]:
    return list(_groups(draft))


def _groups(draft: str) -> Iterator[Group]:
    folder = suite()
    assert folder is not None
    for path in sorted((folder / "tests" / draft).glob("*.json")):
        for index, group in enumerate(json.loads(path.read_text())):
            schema = group["schema"]
            if isinstance(schema, dict) and "$schema" not in schema:
                schema = {"$schema": DRAFTS[draft], **cast("dict[str, Any]", schema)}
            name = "".join(word.capitalize() for word in path.stem.replace("-", "_").split("_")) + f"Case{index}"
            yield Group(name, path.stem, group["description"], schema, group["tests"])


def copies(draft: str) -> dict[str, str]:
    """What the suite has at http://localhost:1234/, as copies below a catalog: each with the address as its `$id`, unless it has another."""
    folder = suite()
    assert folder is not None
    found: dict[str, str] = {}
    for path in sorted((folder / "remotes").rglob("*.json")):
        name = path.relative_to(folder / "remotes").as_posix()
        if not name.startswith("draft") or name.startswith(f"{draft}/"):
            found[f"remotes/{name}"] = json.dumps({"$id": f"http://localhost:1234/{name}", **json.loads(path.read_text())})
    return found


def accepts(model: Any, value: Any) -> bool:
    try:
        model.from_json(json.dumps(value))
    except ValidationError:
        return False
    return True
