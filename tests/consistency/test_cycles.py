"""Circles: exactly the edges on a walk that ends where it began, however long the walk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims.consistency.cycles import find_cycles

NODES = st.sampled_from("abcdefg")
GRAPHS = st.lists(st.tuples(NODES, NODES), max_size=20)
LONG = 100_000


def reaches(edges, start, end):
    """Return whether a walk along edges leads from one node to another."""
    seen, new = set(), {start}
    while new:
        seen |= new
        new = {b for a, b in edges if a in seen} - seen
    return end in seen


@given(edges=GRAPHS)
def test_an_edge_is_part_of_a_cycle_if_its_start_can_be_reached_from_its_end(edges):
    expected = {(a, b) for a, b in edges if a != b and reaches(edges, b, a)}
    assert find_cycles(edges) == expected


@given(edges=GRAPHS, data=st.data())
def test_the_order_of_the_edges_does_not_matter(edges, data):
    assert find_cycles(data.draw(st.permutations(edges))) == find_cycles(edges)


def test_a_tree_has_no_cycle_and_two_cycles_are_both_found():
    assert find_cycles([("b", "a"), ("c", "a"), ("d", "b"), ("e", "b")]) == set()
    one, two = {("a", "b"), ("b", "a")}, {("x", "y"), ("y", "z"), ("z", "x")}
    assert find_cycles([*one, ("b", "x"), *two, ("z", "end")]) == one | two


def test_what_has_no_name_or_is_part_of_itself_is_left_out():
    assert find_cycles([("a", "a"), ("", "b"), ("b", ""), (None, "b"), ("b", None)]) == set()


@pytest.mark.long
def test_a_chain_and_a_cycle_of_100_000_nodes_are_searched_without_recursion():
    chain = [(str(n), str(n + 1)) for n in range(LONG)]
    assert find_cycles(chain) == set()
    assert len(find_cycles([*chain, (str(LONG), "0")])) == LONG + 1
