"""A YAML mapping that gives typed values and reports what has another type. Every value knows its place.

Does not know which keys a resource has.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import yaml

from ..diagnostics import Diagnostic, Fix, Location, Severity
from ..model.json import Json, JsonObject
from .typos import meant

_STR, _NULL, _BOOL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_MOST_NODES = 200_000
"""Nodes that one file may expand to through aliases: a catalog file has hundreds, a YAML bomb billions."""
_MOST_PLAIN = 20_000
"""Nodes that one free value (`x-` keys) may expand to."""


class FileContext:
    """The file a block is in: its path, the line offset of its YAML, and the findings about it."""

    __slots__ = ("_budget", "diagnostics", "first_line", "path")

    def __init__(self, path: str, first_line: int = 0) -> None:
        self.path = path
        self.first_line = first_line
        self.diagnostics: list[Diagnostic] = []
        self._budget = _MOST_NODES

    def affords(self, nodes: int, node: yaml.Node) -> bool:
        """Takes `nodes` from what this file may expand to. False, and a finding the first time, when that is used up."""
        if self._budget < 0:
            return False
        if nodes > self._budget:
            self.report(self.place(node), "structure/yaml-bomb", "aliases expand this value beyond any reason", "write it out")
            self._budget = -1  # what is cut short now would look wrong in other ways
            return False
        self._budget -= nodes
        return True

    def place(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self.path, mark.line + 1 + self.first_line, mark.column + 1)

    def report(
        self,
        place: Location,
        rule: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
        *,
        fix: Fix | None = None,
    ) -> None:
        if self._budget >= 0:
            self.diagnostics.append(Diagnostic(place, rule, severity, message, hint=hint, fix=fix))


class Block:
    """A mapping of a file. Accessors return a neutral value for what is absent, null or of a wrong type; the last is reported."""

    __slots__ = ("_entries", "file", "node")

    def __init__(self, node: yaml.MappingNode, file: FileContext) -> None:
        self.node = node
        self.file = file
        self._entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        if file.affords(len(node.value) + 1, node):
            merged = self._add(node, own=True)
            if merged:
                self._merge(merged, {id(node)})

    def _add(self, node: yaml.MappingNode, *, own: bool) -> list[yaml.Node]:
        """Takes the entries of a mapping that are not there yet; gives the values of its merge keys."""
        merged: list[yaml.Node] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.file.report(self.file.place(key), "schema/valid-type", "a key must be text", "remove the brackets around it")
            elif key.value == "<<":
                merged.append(value)
            elif own and key.value in self._entries:
                hint = f"keep one of the two; the first is on line {self.file.place(self._entries[key.value][0]).line}"
                self.file.report(self.file.place(key), "schema/duplicate-key", f"'{key.value}' is given twice", hint)
            else:
                self._entries.setdefault(key.value, (key, value))
        return merged

    def _merge(self, pending: list[yaml.Node], seen: set[int]) -> None:
        """Adds what merge keys (`<<: *anchor`) bring, each mapping once, the nearest first."""
        while pending:
            value = pending.pop(0)
            if id(value) in seen or not self.file.affords(1, self.node):
                continue
            seen.add(id(value))
            if isinstance(value, yaml.SequenceNode):
                pending += value.value
            elif isinstance(value, yaml.MappingNode) and self.file.affords(len(value.value), value):
                pending += self._add(value, own=False)

    # --- keys and places

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        """The keys, in file order."""
        return iter(self._entries)

    @property
    def location(self) -> Location:
        return self.file.place(self.node)

    def marks(self) -> Mapping[str, tuple[int, int]]:
        offset = self.file.first_line + 1
        return {name: ((mark := key.start_mark).line + offset, mark.column + 1) for name, (key, _) in self._entries.items()}

    def at(self, key: str) -> Location:
        """The place of a key's value, of the block itself when the key is absent."""
        entry = self._entries.get(key)
        return self.file.place(entry[1]) if entry else self.location

    def at_key(self, key: str) -> Location:
        """The place of the key itself."""
        entry = self._entries.get(key)
        return self.file.place(entry[0]) if entry else self.location

    def node_of(self, key: str) -> yaml.Node | None:
        entry = self._entries.get(key)
        if entry is None or entry[1].tag == _NULL:
            return None
        return entry[1]

    def check_keys(
        self, known: frozenset[str], *, rule: str = "schema/unknown-nested-field", severity: Severity = Severity.WARNING
    ) -> None:
        """Reports keys that the format does not have, with the nearest one that it has. `x-` keys are free."""
        if self._entries.keys() <= known:
            return
        for name, (key, _) in self._entries.items():
            if name in known or name.startswith("x-"):
                continue
            close = get_close_matches(name, known, n=1, cutoff=0.75)
            hint = f"did you mean '{close[0]}'?" if close else "remove it, or start it with 'x-'"
            self.file.report(self.file.place(key), rule, f"unknown key '{name}'", hint, severity, fix=self._fix(name, key, known))

    def _fix(self, name: str, key: yaml.Node, known: frozenset[str]) -> Fix | None:
        """The right spelling of a key, where it can be only one that the block does not have yet."""
        right = meant(name, known)
        plain = isinstance(key, yaml.ScalarNode) and not key.style
        return Fix(name, right) if plain and right is not None and right not in self._entries else None

    # --- typed values

    def text(self, key: str, *, any_scalar: bool = False) -> str:
        """The text as it is written, also of a number, date or truth value: a finding unless the format allows those."""
        entry = self._entries.get(key)
        if entry is None:
            return ""
        node = entry[1]
        tag = node.tag
        if tag == _STR or (any_scalar and isinstance(node, yaml.ScalarNode) and tag != _NULL):
            return str(node.value)
        if tag == _NULL:
            return ""
        if isinstance(node, yaml.ScalarNode):
            quoted = f"quote it: {key}: '{node.value}'"
            self.file.report(self.file.place(node), "schema/valid-type", f"'{key}' must be text, and {node.value} is not in YAML", quoted)
            return str(node.value)
        self._wrong(node, key, "text")
        return ""

    def required(self, key: str, *, any_scalar: bool = False) -> str:
        text = self.text(key, any_scalar=any_scalar)
        if not text.strip() and not isinstance(self.node_of(key), yaml.CollectionNode):
            self.file.report(self.location, "schema/required-fields", f"'{key}' is missing", f"add '{key}: ...'")
        return text

    def flag(self, key: str, *, default: bool = False) -> bool:
        node = self.node_of(key)
        if node is None:
            return default
        if isinstance(node, yaml.ScalarNode) and node.tag == _BOOL:
            return str(node.value).lower() == "true"
        self._wrong(node, key, "true or false")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(node.value for node in self.nodes(key) if self._is_scalar(node, key))

    def nodes(self, key: str) -> list[yaml.Node]:
        """The entries of a list. A single value where a list belongs is reported and taken as a list of one."""
        node = self.node_of(key)
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            if not self.file.affords(len(node.value), node):
                return []
            return [entry for entry in node.value if entry.tag != _NULL]
        self._wrong(node, key, "a list")
        return [node]

    def blocks(self, key: str) -> list["Block"]:
        found: list[Block] = []
        for node in self.nodes(key):
            if isinstance(node, yaml.MappingNode):
                found.append(Block(node, self.file))
            else:
                self._wrong(node, key, "a list of mappings")
        return found

    def block(self, key: str) -> "Block | None":
        node = self.node_of(key)
        if node is None:
            return None
        if isinstance(node, yaml.MappingNode):
            return Block(node, self.file)
        self._wrong(node, key, "a mapping")
        return None

    def value(self, key: str) -> Json:
        node = self.node_of(key)
        return None if node is None else self.plain(node)

    def plain(self, node: yaml.Node) -> Json:
        """The node as plain JSON values; dates stay text. A value that expands beyond reason becomes None and a finding."""
        try:
            return plain(node, _MOST_PLAIN)
        except (OverflowError, RecursionError):
            self.file.report(self.file.place(node), "structure/yaml-bomb", "aliases expand this value beyond any reason", "write it out")
            return None

    def _is_scalar(self, node: yaml.Node, key: str) -> bool:
        if isinstance(node, yaml.ScalarNode):
            return True
        self._wrong(node, key, "a list of texts")
        return False

    def _wrong(self, node: yaml.Node, key: str, wanted: str) -> None:
        self.file.report(
            self.file.place(node), "schema/valid-type", f"'{key}' must be {wanted}, not {_description(node)}", f"write {wanted}"
        )


def is_text(node: yaml.Node) -> bool:
    return bool(node.tag == _STR)


def _description(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a mapping" if isinstance(node, yaml.MappingNode) else f"'{node.value}'"


def plain(node: yaml.Node, most: int) -> Json:
    """The node as plain JSON values. Raises OverflowError beyond `most` nodes, RecursionError for one that contains itself."""
    return _plain(node, [most])


def _plain(node: yaml.Node, budget: list[int]) -> Json:
    budget[0] -= 1
    if budget[0] < 0:
        raise OverflowError
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry, budget) for entry in node.value]
    if isinstance(node, yaml.MappingNode):
        found: JsonObject = {}
        for key, value in node.value:
            if key.value == "<<":
                merged = _plain(value, budget)
                for part in merged if isinstance(merged, list) else [merged]:
                    found = {**part, **found} if isinstance(part, dict) else found
            else:
                found[str(key.value)] = _plain(value, budget)
        return found
    return scalar(node.tag, node.value)


def scalar(tag: str, text: str) -> Json:
    """A YAML scalar as JSON; what does not parse as its tag says stays text."""
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return text.lower() == "true"
    try:
        if tag == _INT:
            return int(text.replace("_", ""), 0)
        if tag == _FLOAT:
            return float(text.replace("_", ""))
    except ValueError:
        pass
    return text
