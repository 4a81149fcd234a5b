"""Circles: walks along relations that end where they began."""

from __future__ import annotations

from collections.abc import Iterable

Edge = tuple[str, str]


def find_cycles(edges: Iterable[Edge]) -> set[Edge]:
    """Return the edges of a directed graph that lie on a circle.

    Nodes that nothing enters or leaves are peeled off again and again; of what is left, the edges
    between nodes that reach each other are on a circle (Tarjan's strongly connected components).

    Args:
        edges: Pairs of a part and what it is part of; a pair of one and the same is left to the
            rule that forbids it.

    Returns:
        The edges on circles.
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
    """Return for each node that leads on the root of its strongly connected component."""
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
