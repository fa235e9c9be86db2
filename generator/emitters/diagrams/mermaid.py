"""Flowcharts in Mermaid's language: nodes, groups, edges, and text that the language cannot mistake for its own.

Nodes keep the order in which they were added; the same calls give the same lines.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import Enum

from ...naming import words

_NAMED = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
_SPECIAL = re.compile(r'["<>&#`\\%;{}|]')
_LABEL_LIMIT = 120  # characters; the catalog has the whole text


_LOOKS = {
    "system": "fill:#e8f0fe,stroke:#4a6fa5,color:#1b2a41",
    "domain": "fill:#e8f0fe,stroke:#4a6fa5,color:#1b2a41",
    "service": "fill:#e8f0fe,stroke:#4a6fa5,color:#1b2a41",
    "external": "fill:#f1f1f1,stroke:#777777,color:#333333",
    "store": "fill:#eef7ee,stroke:#4f8a4f,color:#1f3b1f",
    "event": "fill:#fff4e0,stroke:#c98a1b,color:#4a3308",
    "command": "fill:#fde8ea,stroke:#b84a5a,color:#4a141c",
    "query": "fill:#f0eafc,stroke:#7a5bb5,color:#2c1d4a",
    "actor": "fill:#ffffff,stroke:#555555,color:#222222",
    "step": "fill:#ffffff,stroke:#999999,color:#222222",
}


class Shape(Enum):
    """How a node is drawn: what opens and closes it, and its style class."""

    SERVICE = ("[", "]", "service")
    SYSTEM = ("[", "]", "system")
    DOMAIN = ("[", "]", "domain")
    EXTERNAL = ("[[", "]]", "external")
    STORE = ("[(", ")]", "store")
    EVENT = ("([", "])", "event")
    COMMAND = (">", "]", "command")
    QUERY = ("{{", "}}", "query")
    ACTOR = ("((", "))", "actor")
    STEP = ("(", ")", "step")


@dataclass(frozen=True, slots=True)
class DiagramView:
    """`lines` are the body, indented; `looks` the style classes that it uses, with their attributes."""

    header: str
    direction: str
    lines: tuple[str, ...]
    looks: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Group:
    id: str
    title: str
    lines: list[str]
    groups: list["_Group"]


class Chart:
    """A flowchart in the making. Nodes, groups and edges are told apart by keys, any hashable values."""

    def __init__(self, direction: str = "LR") -> None:
        self._direction = direction
        self._ids: dict[Hashable, str] = {}
        self._taken: set[str] = set()
        self._styles: set[str] = set()
        self._groups: dict[Hashable, _Group] = {}
        self._top = _Group("", "", [], [])
        self._edges: dict[tuple[str, str], list[str]] = {}
        self._dotted: set[tuple[str, str]] = set()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._ids

    def group(self, key: Hashable, name: str, title: str, *, parent: Hashable = None) -> None:
        """A box with a title, in the group `parent` or at the top. Does nothing when it exists."""
        if key in self._groups:
            return
        group = self._groups[key] = _Group(self._id(key, "group", name), title, [], [])
        self._groups.get(parent, self._top).groups.append(group)

    def node(self, key: Hashable, name: str, label: str, shape: Shape, *, group: Hashable = None) -> None:
        """A node whose id is made of `name`. Does nothing when it exists."""
        if key in self._ids:
            return
        opening, closing, style = shape.value
        self._styles.add(style)
        line = f"{self._id(key, style, name)}{opening}{quoted(label or name)}{closing}:::{style}"
        self._groups.get(group, self._top).lines.append(line)

    def edge(self, source: Hashable, target: Hashable, label: str = "", *, dotted: bool = False) -> None:
        """An arrow between two nodes or groups that exist. Labels of the same pair gather, each once."""
        pair = (self._ids[source], self._ids[target])
        labels = self._edges.setdefault(pair, [])
        if label and label not in labels:
            labels.append(label)
        if dotted:
            self._dotted.add(pair)

    def view(self, header: str, *, both_ways: bool = False) -> DiagramView:
        """The chart. `both_ways`: two arrows between the same nodes become one with two heads, and the labels of both."""
        lines = list(_body(self._top, 1))
        drawn: set[tuple[str, str]] = set()
        for pair, labels in self._edges.items():
            source, target = pair
            if pair in drawn:
                continue
            arrow = "-.->" if pair in self._dotted else "-->"
            back = self._edges.get((target, source))
            if both_ways and back is not None and source != target:
                drawn.add((target, source))
                arrow, labels = f"<{arrow}", [*labels, *(label for label in back if label not in labels)]
            text = f"|{quoted(*labels)}|" if labels else ""
            lines.append(f"    {source} {arrow}{text} {target}")
        looks = tuple((style, look) for style, look in _LOOKS.items() if style in self._styles)
        return DiagramView(header, self._direction, tuple(lines), looks)

    def _id(self, key: Hashable, kind: str, name: str) -> str:
        base = f"{kind}_{slug(name, '_')}"
        number, candidate = 2, base
        while candidate in self._taken:
            candidate, number = f"{base}_{number}", number + 1
        self._taken.add(candidate)
        self._ids[key] = candidate
        return candidate


def _body(group: _Group, depth: int) -> Iterable[str]:
    margin = "    " * depth
    for inner in group.groups:
        if not inner.lines and not inner.groups:
            continue  # Mermaid draws an empty group as a node
        yield f"{margin}subgraph {inner.id}[{quoted(inner.title)}]"
        yield from _body(inner, depth + 1)
        yield f"{margin}end"
    for line in group.lines:
        yield f"{margin}{line}"


def slug(name: str, separator: str = "-") -> str:
    """Lower-case ASCII words of a name; other letters by their numbers, so that different names stay different."""
    text = separator.join(words(name)).lower()
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in text) or "x" + "".join(f"{ord(c):x}" for c in name)


def quoted(*lines: str) -> str:
    """The lines as one quoted label, in which every character stands for itself."""
    return '"' + "<br/>".join(_escaped(line) for line in lines) + '"'


def comment_text(text: str) -> str:
    """Text for a comment line; a directive cannot hide in it."""
    return re.sub(r"[%{}]", "_", "".join(c for c in " ".join(text.split()) if c.isprintable()))


def _escaped(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    text = "".join(c for c in text if c.isprintable())
    if len(text) > _LABEL_LIMIT:
        text = text[: _LABEL_LIMIT - 1].rstrip() + "…"
    return _SPECIAL.sub(lambda match: _NAMED.get(match[0]) or f"#{ord(match[0])};", text) or "?"
