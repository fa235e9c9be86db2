"""The line and column of a JSON pointer in a JSON or YAML text. Runs for findings only: it reads the text once more."""

import yaml

from ..diagnostics import Location
from ..source.composer import compose
from ..source.json_text import place


def location(text: str, path: str, pointer: str) -> Location:
    """The place of the key (or the entry) that the pointer leads to, or of the nearest one around it."""
    steps = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if path.endswith((".yaml", ".yml")):
        node, _ = compose(text, path)
        mark = _find(node, steps).start_mark if node is not None else None
        return Location(path, 1, 1) if mark is None else Location(path, mark.line + 1, mark.column + 1)
    return Location(path, *place(text, steps))


def _find(node: yaml.Node, steps: list[str]) -> yaml.Node:
    best = node
    for step in steps:
        key: yaml.Node | None = None
        value: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            key, value = next(((key, value) for key, value in node.value if key.value == step), (None, None))
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            key = value = node.value[int(step)]
        if key is None or value is None:
            break
        best, node = key, value
    return best
