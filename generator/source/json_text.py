"""Places in JSON text: the line and column of what a path of keys and indexes leads to.

Runs only when there is something to report, so it may read the text again. Does not check that the text is JSON.
"""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)


def place(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column (from 1) of the value, or of the nearest one around it that the text has; of a property it is the key."""
    wanted = tuple(str(step) for step in path)
    best, offset = 0, _start(text)
    for found, at in _walk(text):
        depth = len(found)
        if best < depth <= len(wanted) and wanted[:depth] == found:
            best, offset = depth, at
            if depth == len(wanted):
                break
    return line_and_column(text, offset)


def steps_at(text: str, line: int, column: int) -> tuple[str, ...]:
    """What stands at a place, as its path: the last key or item that does not begin after it."""
    wanted = sum(len(each) for each in text.splitlines(keepends=True)[: line - 1]) + column - 1
    best: tuple[str, ...] = ()
    for found, offset in _walk(text):
        if offset > wanted:
            break
        best = found
    return best


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _start(text: str) -> int:
    first = _TOKEN.search(text)
    return first.start() if first else 0


def _walk(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each property and each item, as its path and offset, in the order of the text."""
    path: list[str] = []
    open_: list[str] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if open_ and open_[-1] == "[" and token not in "],:" and not expects_key:
            yield tuple(path), match.start()
        if token in ("{", "["):
            open_.append(token)
            path.append("0" if token == "[" else "")
            expects_key = token == "{"
        elif token in ("}", "]"):
            if not open_:
                return
            open_.pop()
            path.pop()
            expects_key = False
        elif token == ",":
            if not open_:
                return
            expects_key = open_[-1] == "{"
            if open_[-1] == "[":
                path[-1] = str(int(path[-1]) + 1)
        elif expects_key:
            path[-1] = _unquoted(token)
            yield tuple(path), match.start()
            expects_key = False


def _unquoted(token: str) -> str:
    import json

    try:
        return str(json.loads(token))
    except ValueError:
        return token.strip('"')
