"""Which resource a path holds. The type comes from the folder names only; id and version come from the file.

The rule, decided once (docs/catalog-format.md): the nearest folder above the file that is named like a collection gives the
type. Collections whose resources may be grouped (channels, flows, containers, diagrams, systems) allow folders between.
"""

import posixpath
from dataclasses import dataclass

from ..model.ids import ResourceType

INDEX_NAMES = frozenset({"index.md", "index.mdx", "index.yaml", "index.yml"})

COLLECTIONS: dict[str, ResourceType] = {
    "domains": ResourceType.DOMAIN,
    "subdomains": ResourceType.DOMAIN,
    "systems": ResourceType.SYSTEM,
    "services": ResourceType.SERVICE,
    "agents": ResourceType.AGENT,
    "events": ResourceType.EVENT,
    "commands": ResourceType.COMMAND,
    "queries": ResourceType.QUERY,
    "channels": ResourceType.CHANNEL,
    "flows": ResourceType.FLOW,
    "entities": ResourceType.ENTITY,
    "containers": ResourceType.CONTAINER,
    "data-products": ResourceType.DATA_PRODUCT,
    "adrs": ResourceType.ADR,
    "diagrams": ResourceType.DIAGRAM,
}
_GROUPED = frozenset({ResourceType.CHANNEL, ResourceType.FLOW, ResourceType.CONTAINER, ResourceType.DIAGRAM, ResourceType.SYSTEM})
_PEOPLE = {"users": ResourceType.USER, "teams": ResourceType.TEAM}
# Where EventCatalog itself looks: the collections above a service's or domain's own. The other collections may lie at any depth.
_ANCHORS: dict[str, set[tuple[str, ...]]] = {
    "domains": {()},
    "subdomains": {("domains",)},
    "services": {(), ("domains",), ("domains", "subdomains"), ("systems",), ("domains", "systems"), ("domains", "subdomains", "systems")},
}
_NOT_RESOURCES = frozenset({"docs", "examples", "pages", "components", "snippets", "public", "_data", "chat-prompts"})


@dataclass(frozen=True, slots=True)
class Place:
    """What a path holds. `loaded` is False for a file that looks like a resource but has no folder of its own.

    `expected` is False for a resource that flowmart reads and EventCatalog does not, `stub` True for one below `dependencies/`.
    """

    type: ResourceType
    versioned: bool = False
    subdomain: bool = False
    loaded: bool = True
    expected: bool = True
    stub: bool = False


def classify(path: str) -> Place | None:
    """The resource that a path holds, None for a file that is no resource (schemas, documents, pages ...)."""
    parts = path.split("/")
    name = parts.pop()
    if parts[:1] == ["federated"]:
        parts = parts[2:]
    stub = parts[:1] == ["dependencies"]
    if stub:
        parts = parts[1:]
    if len(parts) == 1 and parts[0] in _PEOPLE:
        return Place(_PEOPLE[parts[0]]) if name.endswith((".md", ".mdx", ".yaml", ".yml")) else None
    if not _NOT_RESOURCES.isdisjoint(parts):
        return None
    if name not in INDEX_NAMES:
        # EventCatalog ignores `events/OrderPlaced.mdx` without a word; a person who wrote it wants to know.
        if name.endswith((".md", ".mdx")) and len(parts) >= 1 and parts[-1] in COLLECTIONS:
            return Place(COLLECTIONS[parts[-1]], loaded=False)
        return None
    versioned = len(parts) >= 2 and parts[-2] == "versioned"
    if versioned:
        parts = parts[:-2]
    for distance, part in enumerate(reversed(parts)):
        type = COLLECTIONS.get(part)
        if type is None:
            continue
        if distance == 0:
            return Place(type, loaded=False)
        above = parts[: -distance - 1]
        return Place(type, versioned, part == "subdomains", distance == 1 or type in _GROUPED, _expected(part, above), stub)
    return None


def _expected(collection: str, above: list[str]) -> bool:
    anchors = _ANCHORS.get(collection)
    return anchors is None or (len(above) % 2 == 0 and tuple(above[::2]) in anchors)


def resolved(source: str, path: str) -> str | None:
    """`path` as written in the file `source`, relative to the catalog root; None when it leads out of the catalog or is a URL."""
    path = path.removeprefix("file://")
    if "://" in path or path.startswith("/") or "\\" in path or "\0" in path:
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return None if target.startswith("..") else target
