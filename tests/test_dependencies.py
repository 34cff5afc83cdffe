"""Cycles in graphs, against looking for them one by one."""

from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.dependencies import cycles

graphs = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=4), max_size=6
)


def reaches_itself(graph: dict[str, list[str]], start: str) -> bool:
    seen: set[str] = set()
    left = list(graph.get(start, ()))
    while left:
        node = left.pop()
        if node == start:
            return True
        if node not in seen:
            seen.add(node)
            left.extend(graph.get(node, ()))
    return False


@given(graphs)
def test_every_cycle_is_one_and_begins_with_its_first(graph: dict[str, list[str]]) -> None:
    used: list[tuple[str, str]] = []
    for cycle in cycles(graph):
        steps = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        assert all(other in graph[node] for node, other in steps)
        assert cycle[0] == min(cycle)
        assert len(set(cycle)) == len(cycle)
        used += steps
    assert len(used) == len(set(used))


@given(graphs)
def test_cycles_are_found_exactly_where_there_are_some(graph: dict[str, list[str]]) -> None:
    found = list(cycles(graph))
    assert bool(found) == any(reaches_itself(graph, node) for node in graph)
    broken = {step for cycle in found for step in zip(cycle, (*cycle[1:], cycle[0]), strict=True)}
    rest = {
        node: [other for other in others if (node, other) not in broken] for node, others in graph.items()
    }
    assert not any(reaches_itself(rest, node) for node in rest)
