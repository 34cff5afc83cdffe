"""Puts the nodes of a directed graph into columns, so that arrows go to the right and cross little."""

from collections.abc import Iterable, Mapping, Sequence

Edge = tuple[str, str]


def layered(nodes: Sequence[str], edges: Iterable[Edge]) -> list[list[str]]:
    """Columns of nodes; each stands right of all that lead to it, as far as there is no circle."""
    onward = _without_circles(nodes, edges)
    behind: dict[str, list[str]] = {node: [] for node in nodes}
    for node, others in onward.items():
        for other in others:
            behind[other].append(node)
    column: dict[str, int] = {}
    for node in _in_order(nodes, onward):
        column[node] = max((column[one] + 1 for one in behind[node]), default=0)
    # what nothing leads to stands as near as it can to what it leads to
    for node in nodes:
        if not behind[node] and onward[node]:
            column[node] = min(column[one] for one in onward[node]) - 1
    columns: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in nodes:
        columns[column[node]].append(node)
    return _uncrossed(columns, onward, behind)


def _without_circles(nodes: Sequence[str], edges: Iterable[Edge]) -> dict[str, list[str]]:
    """Where each node leads to, without the edges that would close a circle."""
    onward: dict[str, list[str]] = {node: [] for node in nodes}
    for first, second in edges:
        if not _leads(onward, second, first):
            onward[first].append(second)
    return onward


def _leads(onward: Mapping[str, Sequence[str]], start: str, end: str) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        if node == end:
            return True
        for other in onward[node]:
            if other not in seen:
                seen.add(other)
                ahead.append(other)
    return False


def _in_order(nodes: Sequence[str], onward: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes, each after all that lead to it."""
    open_ = dict.fromkeys(nodes, 0)
    for others in onward.values():
        for other in others:
            open_[other] += 1
    ready, found = [node for node in nodes if not open_[node]], []
    while ready:
        node = ready.pop(0)
        found.append(node)
        for other in onward[node]:
            open_[other] -= 1
            if not open_[other]:
                ready.append(other)
    return found


def _uncrossed(
    columns: list[list[str]], onward: Mapping[str, Sequence[str]], behind: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """Every column in the order of the middle of its neighbours, a few times to and fro."""
    for number in range(4):
        sides = behind if number % 2 == 0 else onward
        place = {node: index for column in columns for index, node in enumerate(column)}
        for column in columns if number % 2 == 0 else reversed(columns):

            def middle(
                node: str, place: dict[str, int] = place, sides: Mapping[str, Sequence[str]] = sides
            ) -> float:
                near = [place[one] for one in sides[node]]
                return sum(near) / len(near) if near else float(place[node])

            column.sort(key=middle)
            place.update({node: index for index, node in enumerate(column)})
    return columns
