"""Where the references of a JSON Schema lead by address: `$id`s and anchors of files, also of schemas inside of them.

Paths of files are the library's business (models/library.py); nothing is read over the network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin

from ...model.json import Json, JsonObject
from ..models.library import Library, Place, step_into

MAPS = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies"})
VALUES = frozenset({"enum", "const", "default", "examples", "example"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A schema with an address of its own. `dynamic` are its dynamic anchors; that of `$recursiveAnchor` is empty."""

    place: Place
    anchors: dict[str, Place]
    dynamic: set[str]


class Addresses:
    """`siblings` where keywords beside `$ref` count, and so `$id` does."""

    def __init__(self, library: Library, *, siblings: bool) -> None:
        self._library, self._siblings = library, siblings
        self._resources: dict[str, Resource] = {}
        self._read = set[str]()

    def add(self, path: str) -> None:
        """Knows the addresses in a file from now on."""
        if path not in self._read:
            self._read.add(path)
            for place, node, base in self._schemas(self._library.tree(path), Place(path), base_of(path)):
                self._note(place, node, base)

    def base(self, node: JsonObject, around: str) -> str:
        """The address of the resource that a schema is in: its own, else that around it."""
        identifier = node.get("$id", node.get("id"))
        if not isinstance(identifier, str) or identifier.startswith("#") or ("$ref" in node and not self._siblings):
            return around
        return urljoin(around, identifier).partition("#")[0]

    def follow(self, ref: str, base: str) -> Place | None:
        """None for an address that none of the files has."""
        address, _, fragment = (base + ref if ref.startswith("#") else urljoin(base, ref)).partition("#")
        resource = self._resources.get(address)
        if resource is None or (fragment and not fragment.startswith("/")):
            return None if resource is None else resource.anchors.get(fragment)
        steps = tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:])
        place = resource.place.below(*steps)
        found = step_into(self._library.tree(place.path), place.steps)
        return place if isinstance(found, dict | bool) else None

    def is_dynamic(self, ref: str, base: str) -> bool:
        """Whether what a dynamic reference leads to depends on the way that led to it: several schemas have the anchor."""
        address, _, anchor = (base + ref if ref.startswith("#") else urljoin(base, ref)).partition("#")
        first = self._resources.get(address)
        return first is not None and anchor in first.dynamic and sum(anchor in each.dynamic for each in self._resources.values()) > 1

    def _note(self, place: Place, node: JsonObject, base: str) -> None:
        resource = self._resources.setdefault(base, Resource(place, {}, set()))
        for keyword in ("$anchor", "$dynamicAnchor", "$id", "id"):
            anchor = node.get(keyword)
            if isinstance(anchor, str) and (keyword.startswith("$") and "nchor" in keyword or anchor.startswith("#")):
                resource.anchors.setdefault(anchor.removeprefix("#"), place)
        if isinstance(dynamic := node.get("$dynamicAnchor"), str):
            resource.dynamic.add(dynamic)
        if node.get("$recursiveAnchor") is True:
            resource.dynamic.add("")

    def _schemas(self, tree: Json, place: Place, base: str) -> Iterator[tuple[Place, JsonObject, str]]:
        """Every object that may be a schema, with the address of its resource; outer before inner."""
        pending: list[tuple[Json, Place, str, bool]] = [(tree, place, base, True)]
        while pending:
            node, where, around, is_schema = pending.pop()
            if isinstance(node, list):
                pending += ((item, where.below(str(index)), around, True) for index, item in enumerate(node))
            elif isinstance(node, dict):
                inside = self.base(node, around) if is_schema else around
                if is_schema:
                    yield where, node, inside
                pending += (
                    (item, where.below(key), inside, not is_schema or key not in MAPS)
                    for key, item in node.items()
                    if not is_schema or key not in VALUES
                )


def base_of(path: str) -> str:
    """The address of a file that says none itself."""
    return "file:///" + quote(path)
