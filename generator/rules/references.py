"""`$ref`s of JSON Schemas: where they stand and what they lead to, below the catalog folder and never over the network."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urldefrag, urljoin

from ..emitters.models.library import Library
from ..graph.graph import Graph
from ..model.json import Json
from ..source.paths import resolved


class Documents:
    """What references may lead to: the files that schemas refer to, and the schemas of messages, by path and by `$id`."""

    def __init__(self, graph: Graph) -> None:
        from .payloads import payloads

        self._texts = {path: document.content for path, document in graph.catalog.documents.items()}
        self._trees: dict[str, Json] = {}
        self._ids: dict[str, str] = {}
        for payload in payloads(graph):
            if payload.tree is not None:
                self._trees[payload.schema.path] = payload.tree
                if isinstance(payload.tree, dict) and isinstance(id := payload.tree.get("$id"), str):
                    self._ids.setdefault(id.rstrip("#"), payload.schema.path)

    def tree(self, path: str) -> Json:
        """The parsed file at a path of the catalog; None when there is none or it does not parse."""
        if path not in self._trees and path in self._texts:
            self._trees[path] = _parsed(self._texts[path], path)
        return self._trees.get(path)

    def follow(self, ref: str, path: str) -> tuple[str, Json] | None:
        """The file and the value that a `$ref` in the file `path` leads to, None when it leads nowhere."""
        uri, fragment = urldefrag(ref)
        target = self._target(uri, path)
        if target is None:
            return None
        tree = self.tree(target)
        if tree is None:
            return None
        found = _fragment(tree, unquote(fragment))
        return None if found is None else (target, found[0])

    def path_of(self, id: str) -> str | None:
        """The file of the message schema that has this `$id`."""
        return self._ids.get(id.rstrip("#"))

    def _target(self, uri: str, path: str) -> str | None:
        if not uri:
            return path
        if uri in self._ids:
            return self._ids[uri]
        target = resolved(path, unquote(uri))
        if target is not None and self.tree(target) is not None:
            return target
        tree = self.tree(path)
        base = tree.get("$id") if isinstance(tree, dict) else None
        if isinstance(base, str):
            whole = urljoin(base, uri)
            return path if whole == base.rstrip("#") else self._ids.get(whole) or _embedded(tree, whole, path)
        return None


@lru_cache(maxsize=1)
def documents(graph: Graph) -> Documents:
    return Documents(graph)


@lru_cache(maxsize=1)
def library(graph: Graph) -> Library:
    """The same files as the model emitter sees them: what it can follow, lint can."""
    return Library({path: document.content for path, document in graph.catalog.documents.items()})


def _fragment(tree: Json, fragment: str) -> tuple[Json] | None:
    if not fragment:
        return (tree,)
    if not fragment.startswith("/"):
        return _anchored(tree, fragment)
    node = tree
    for step in fragment[1:].split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return (node,)


def _anchored(tree: Json, anchor: str) -> tuple[Json] | None:
    for node in _objects(tree):
        if anchor in (node.get("$anchor"), node.get("$dynamicAnchor")) or node.get("$id") == f"#{anchor}" or node.get("id") == f"#{anchor}":
            return (node,)
    return None


def _embedded(tree: Json, id: str, path: str) -> str | None:
    """A schema inside this file that has the id: the reference stays in the file."""
    base = tree.get("$id") if isinstance(tree, dict) else None
    for node in _objects(tree):
        own = node.get("$id")
        if isinstance(own, str) and isinstance(base, str) and urljoin(base, own) == id:
            return path
    return None


def _objects(tree: Json) -> Iterator[dict[str, Json]]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _parsed(text: str, path: str) -> Json:
    from .payloads import parse_text

    return parse_text(text, path)
