"""The graph of a release, as networkx reads it."""

from collections import Counter

import networkx as nx
import pytest
from support.editing import add_flag
from support.packages import build
from support.releasing import HOSTILE, change, make_hostile, release

from eventclaims.release.metadata.graphml import NODES


def read(folder):
    release_input, files = release(folder)
    content = files["metadata/graph.graphml"].content
    return release_input, nx.parse_graphml(content.decode(), force_multigraph=True)


@pytest.fixture(scope="module")
def read_full(tmp_path_factory):
    """Give the edition of the full package, and its graph."""
    return read(add_flag(build("full", tmp_path_factory.mktemp("full"))))


def test_every_actor_statement_claim_and_event_is_a_node_with_all_its_cells(read_full):
    release_input, graph = read_full
    counted = Counter(values["kind"] for _, values in graph.nodes(data=True))
    for name, kind in NODES.items():
        table = release_input.get_table(name)
        assert counted.pop(kind) == len(table.rows)
        for row in table.rows:
            values = graph.nodes[row[table.key[0]]]
            for column, cell in row.items():
                stated = values.get(column, "")
                assert (str(stated).lower() if isinstance(stated, bool) else stated) == cell
    assert not counted


def test_every_tie_is_an_edge_of_its_type(read_full):
    release_input, graph = read_full
    rows = {table.name: table.rows for table in release_input.tables}
    wanted = Counter()
    for row in rows["statements"]:
        wanted["statements", "makes", row["speaker_id"], row["statement_id"]] += 1
        if row["on_behalf_of_id"]:
            edge = "statements", "on_behalf_of", row["statement_id"], row["on_behalf_of_id"]
            wanted[edge] += 1
    for row in rows["claims"]:
        wanted["claims", "holds", row["statement_id"], row["claim_id"]] += 1
        if row["event_id"]:
            wanted["claims", "about", row["claim_id"], row["event_id"]] += 1
    for row in rows["claim_actors"]:
        wanted["claim_actors", row["role"], row["claim_id"], row["actor_id"]] += 1
    for row in rows["claim_links"]:
        end = row["to_claim_id"] or row["to_event_id"]
        wanted["claim_links", row["relation"], row["claim_id"], end] += 1
    for row in rows["event_participants"]:
        wanted["event_participants", row["role"], row["actor_id"], row["event_id"]] += 1
    for row in rows["actor_relations"]:
        wanted["actor_relations", row["relation"], row["subject_id"], row["object_id"]] += 1
    edges = [(v["table"], v["type"], a, b) for a, b, v in graph.edges(data=True)]
    assert Counter(edges) == wanted


def test_an_edge_from_a_claim_tells_the_type_of_the_claim(read_full):
    _, graph = read_full
    (about,) = [v for _, _, v in graph.out_edges("CLM-0001", data=True) if v["type"] == "about"]
    assert about["claim_type"] == "responsibility"


def test_flags_and_numbers_keep_their_types(read_full):
    _, graph = read_full
    assert graph.nodes["EVT-0001"]["is_disputed"] is True


def test_what_xml_cannot_hold_is_written_out(tmp_path):
    _, graph = read(make_hostile(build("full", tmp_path)))
    summary = graph.nodes["CLM-0001"]["summary"]
    kept = HOSTILE.replace("\r\n", "\n").replace("\x00", "")
    for sign in ("\x0b", "\x1b", "\ufffe"):
        assert sign in kept
        kept = kept.replace(sign, sign.encode("unicode_escape").decode())
    assert summary == kept


def test_an_edge_to_a_row_that_is_not_there_is_left_out(full_copy):
    _, graph = read(change(full_copy, "claims", event_id="EVT-7777"))
    assert "EVT-7777" not in graph
