"""Where in the text of a file a part of it is written, by the steps of its JSON Pointer."""

from collections.abc import Sequence


def position(text: str, steps: Sequence[str]) -> tuple[int, int]:
    """Line and column of the key (or item) that the steps of a pointer lead to; (0, 0) when it can't be told."""
    import yaml

    try:
        # JSON is YAML but for tabs, and the YAML nodes know their places.
        node = yaml.compose(text.replace("\t", " "), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return 0, 0
    mark = node.start_mark if node is not None else None
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == step), None)
            if entry is None:
                break
            mark, node = entry[0].start_mark, entry[1]
        elif isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
            node = node.value[int(step)]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
