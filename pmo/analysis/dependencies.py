"""Milestones and what they wait for, within and across projects; and where they wait for each other."""

from collections import deque
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from pmo.model.once import once
from pmo.model.plan import Dependency, Milestone
from pmo.model.portfolio import Portfolio, Project

CYCLES_AT_MOST: Final = 10
"""Cycles that are told apart in one knot of milestones that all wait for each other."""


class Node(NamedTuple):
    """A milestone in its plan."""

    project: Project
    position: int
    """Where it stands in the plan's milestones."""
    milestone: Milestone


class Wait(NamedTuple):
    """That a milestone waits for another."""

    position: int
    """Where it stands in `after`."""
    key: str
    """The milestone that must come first: `<project>/<id>` in lower case."""
    dependency: Dependency | None
    """The details, where there are any."""


@dataclass(frozen=True)
class Dependencies:
    """All milestones of a portfolio; references that lead nowhere are left out."""

    nodes: Mapping[str, Node]
    """By `<project>/<id>` in lower case."""
    waits: Mapping[str, tuple[Wait, ...]]
    """What a milestone waits for, by the same key; only for those that wait."""

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Milestones that wait for each other: each cycle once, in order, its alphabetically first one first."""
        edges = {key: [wait.key for wait in waits] for key, waits in self.waits.items()}
        return tuple(sorted(cycles(edges)))

    @cached_property
    def on_cycles(self) -> frozenset[str]:
        """The milestones of all cycles."""
        return frozenset(key for cycle in self.cycles for key in cycle)


@once
def dependencies(portfolio: Portfolio) -> Dependencies:
    """The milestones of a portfolio and what they wait for."""
    nodes: dict[str, Node] = {}
    for project in portfolio.projects.values():
        if project.plan is not None:
            prefix = f"{project.id}/".lower()
            for index, milestone in enumerate(project.plan.milestones):
                nodes.setdefault(prefix + milestone.id.lower(), Node(project, index, milestone))
    waits = {}
    for key, node in nodes.items():
        if node.milestone.after:
            found = tuple(wait for wait in _waits(node) if wait.key in nodes)
            if found:
                waits[key] = found
    return Dependencies(nodes, waits)


def _waits(node: Node) -> Iterator[Wait]:
    for index, before in enumerate(node.milestone.after):
        reference, dependency = (before, None) if isinstance(before, str) else (before.milestone, before)
        key = reference.lower() if "/" in reference else f"{node.project.id}/{reference}".lower()
        yield Wait(index, key, dependency)


def cycles(edges: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Cycles of a graph that share no edge, at most `CYCLES_AT_MOST` of each knot, shortest ways first."""
    for knot in _knots(_peeled(edges)):
        left = {node: {other for other in edges[node] if other in knot} for node in knot}
        for _ in range(CYCLES_AT_MOST):
            cycle = _a_cycle(left)
            if cycle is None:
                break
            yield cycle
            for node, other in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
                left[node].discard(other)


def _peeled(edges: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The graph without what leads to no cycle."""
    ahead = {node: len(others) for node, others in edges.items()}
    behind: dict[str, list[str]] = {}
    for node, others in edges.items():
        for other in others:
            behind.setdefault(other, []).append(node)
    done = [node for node in behind if not ahead.get(node)]
    gone: set[str] = set(done)
    while done:
        for node in behind.get(done.pop(), ()):
            ahead[node] -= 1
            if not ahead[node] and node not in gone:
                gone.add(node)
                done.append(node)
    return {node: [one for one in others if one not in gone] for node, others in edges.items() if ahead[node]}


def _knots(edges: Mapping[str, list[str]]) -> Iterator[Set[str]]:
    """Sets of nodes that all lead to each other (Tarjan's algorithm without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: dict[str, None] = {}
    for root in edges:
        if root in number:
            continue
        work = [(root, iter(edges[root]))]
        number[root] = low[root] = len(number)
        stack[root] = None
        while work:
            node, others = work[-1]
            for other in others:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack[other] = None
                    work.append((other, iter(edges.get(other, ()))))
                    break
                if other in stack:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    knot = set()
                    while node not in knot:
                        knot.add(stack.popitem()[0])
                    if len(knot) > 1 or node in edges.get(node, ()):
                        yield knot


def _a_cycle(edges: Mapping[str, Set[str]]) -> tuple[str, ...] | None:
    """A shortest cycle through the alphabetically first node that is on one."""
    ordered = {node: sorted(others) for node, others in edges.items()}
    knot = min(_knots(_peeled(ordered)), key=min, default=None)
    if knot is None:
        return None
    start = min(knot)
    came_from: dict[str, str] = {}
    queue = deque([start])
    while True:  # every node of a knot leads back to its start
        node = queue.popleft()
        for other in ordered[node]:
            if other == start:
                return tuple(_path(came_from, start, node))
            if other in knot and other not in came_from:
                came_from[other] = node
                queue.append(other)


def _path(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
