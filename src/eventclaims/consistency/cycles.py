"""Find cycles in part-of relations."""

from collections.abc import Iterable

Edge = tuple[str, str]


def find_cycles(edges: Iterable[Edge]) -> set[Edge]:
    """Return the edges of a directed graph that are part of a cycle.

    These are the edges between nodes of one strongly connected component (Tarjan's algorithm).
    Edges from a node to itself are ignored; another rule forbids them.
    """
    follow: dict[str, list[str]] = {}
    pairs = {edge for edge in edges if edge[0] and edge[1] and edge[0] != edge[1]}
    for start, end in pairs:
        follow.setdefault(start, []).append(end)
    component = _find_components(follow)
    return {(start, end) for start, end in pairs if component.get(start) == component.get(end, "")}


def _find_components(  # noqa: C901 - one algorithm, without recursion
    follow: dict[str, list[str]],
) -> dict[str, str]:
    """Return the root of the strongly connected component of each node."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, str] = {}
    open_nodes: list[str] = []
    for root, first_ends in follow.items():
        if root in order:
            continue
        work = [(root, iter(first_ends))]
        order[root] = low[root] = len(order)
        open_nodes.append(root)
        while work:
            node, ends = work[-1]
            for end in ends:
                if end not in order:
                    order[end] = low[end] = len(order)
                    open_nodes.append(end)
                    work.append((end, iter(follow.get(end, ()))))
                    break
                if end not in component:
                    low[node] = min(low[node], order[end])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    while True:
                        member = open_nodes.pop()
                        component[member] = node
                        if member == node:
                            break
    return component
