"""Cycles in a directed graph of ids."""

from collections.abc import Mapping, Sequence


def cycles(edges: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """One cycle per group of ids that reach each other, each starting at its smallest id, sorted. Linear in ids and edges."""
    found: list[tuple[str, ...]] = []
    for group in _groups(edges):
        members = set(group)
        start = min(group)
        if len(group) > 1 or start in edges.get(start, ()):
            found.append(_shortest(start, edges, members))
    return sorted(found)


def _shortest(start: str, edges: Mapping[str, Sequence[str]], members: set[str]) -> tuple[str, ...]:
    """The shortest way from `start` back to it within a group."""
    came_from: dict[str, str] = {}
    level = [start]
    while level:
        following: list[str] = []
        for id in level:
            for target in edges.get(id, ()):
                if target == start:
                    path = [id]
                    while path[-1] != start:
                        path.append(came_from[path[-1]])
                    return tuple(reversed(path))
                if target in members and target not in came_from:
                    came_from[target] = id
                    following.append(target)
        level = following
    return (start,)


def _groups(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Strongly connected components, by Tarjan's algorithm without recursion."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    groups: list[list[str]] = []
    for root in edges:
        if root in number:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            id, position = work.pop()
            if position == 0:
                number[id] = low[id] = len(number)
                stack.append(id)
                on_stack.add(id)
            targets = edges.get(id, ())
            descended = False
            for index in range(position, len(targets)):
                target = targets[index]
                if target not in number:
                    work += [(id, index + 1), (target, 0)]
                    descended = True
                    break
                if target in on_stack:
                    low[id] = min(low[id], number[target])
            if descended:
                continue
            if low[id] == number[id]:
                group: list[str] = []
                while not group or group[-1] != id:
                    group.append(stack.pop())
                    on_stack.discard(group[-1])
                groups.append(group)
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[id])
    return groups
