"""Actors, statements, claims and events as a graph in GraphML.

Claims are nodes rather than edges from statements to events, because many claims are about no
event, and claims refer to each other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable

# The tables whose rows are nodes, and the kind of node.
NODES = {"actors": "actor", "statements": "statement", "claims": "claim", "events": "event"}
_TYPES = {"boolean": "boolean", "integer": "long", "number": "double"}
Keys = dict[str, str]
_LABELS = ("name", "title", "summary")
# Characters that XML 1.0 forbids, and the carriage return, which XML parsers change.
_FORBIDDEN = re.compile("[^\\t\\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Edges:
    """A kind of edge.

    Attributes:
        table: Table with one row per edge; its name becomes an attribute of the edge.
        start: Column with the id of the start node.
        end: Column with the id of the end node; a row where it is empty makes no edge.
        name: Type of the edge, or in brackets the column with the type.
        extra: Further columns to add as attributes.
    """

    table: str
    start: str
    end: str
    name: str
    extra: tuple[str, ...] = ()


EDGES = (
    Edges("statements", "speaker_id", "statement_id", "makes"),
    Edges("statements", "statement_id", "on_behalf_of_id", "on_behalf_of"),
    Edges("claims", "statement_id", "claim_id", "holds"),
    Edges("claims", "claim_id", "event_id", "about", ("claim_type",)),
    Edges("claim_actors", "claim_id", "actor_id", "[role]"),
    Edges("claim_links", "claim_id", "to_claim_id", "[relation]", ("link_id",)),
    Edges("claim_links", "claim_id", "to_event_id", "[relation]", ("link_id",)),
    Edges("event_participants", "actor_id", "event_id", "[role]"),
    Edges(
        *("actor_relations", "subject_id", "object_id", "[relation]"),
        ("relation_id", "title", "valid_from", "valid_until", "source_id"),
    ),
)


def make_graph(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `metadata/graph.graphml`."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    tables = [(table, NODES[table.name]) for table in release.tables if table.name in NODES]
    types = {"kind": "string", "label": "string"}
    for table, _kind in tables:
        types |= _list_types(table, table.columns)
    node_keys = _declare(root, "node", types)
    edges = [
        (kind, found) for kind in EDGES if (found := release.get_table(kind.table)) is not None
    ]
    types = {"type": "string", "table": "string"}
    for kind, table in edges:
        types |= _list_types(table, kind.extra)
    edge_keys = _declare(root, "edge", types)
    graph = ET.SubElement(root, "graph", edgedefault="directed")
    ET.SubElement(graph, "desc").text = _show(f"{release.title}, version {release.version}")
    nodes: set[str] = set()
    for table, name in tables:
        nodes |= {*_add_nodes(graph, table, name, node_keys)}
    for kind, table in edges:
        _add_edges(graph, kind, table, nodes, edge_keys)
    ET.indent(root, " ")
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")
    title = "Actors, statements, claims and events as a graph."
    yield ReleaseFile("metadata/graph.graphml", title, f"{text}\n".encode())


def _list_types(table: ReleaseTable, columns: tuple[str, ...]) -> dict[str, str]:
    """Return the GraphML type of some columns of a table."""
    types = {field["name"]: field["type"] for field in table.schema["fields"]}
    return {name: _TYPES.get(types[name], "string") for name in columns if name in types}


def _declare(root: ET.Element, domain: str, types: dict[str, str]) -> Keys:
    """Declare the attributes of nodes or edges, and return their ids by name."""
    keys = {name: f"{domain}{number}" for number, name in enumerate(types, 1)}
    for name, kind in types.items():
        named = {"id": keys[name], "for": domain, "attr.name": _show(name)}
        ET.SubElement(root, "key", named | {"attr.type": kind})
    return keys


def _add_nodes(graph: ET.Element, table: ReleaseTable, kind: str, keys: Keys) -> Iterator[str]:
    """Add a node for each row of a table, and yield its id."""
    label = next((column for column in _LABELS if column in table.columns), "")
    for row in table.rows:
        name = "/".join(row[column] for column in table.key)
        node = ET.SubElement(graph, "node", id=_show(name))
        _add_data(node, {"kind": kind, "label": row.get(label, "")} | row, keys)
        yield name


def _add_edges(
    graph: ET.Element, kind: Edges, table: ReleaseTable, nodes: set[str], keys: Keys
) -> None:
    for row in table.rows:
        start, end = row.get(kind.start, ""), row.get(kind.end, "")
        if start in nodes and end in nodes:
            name = row.get(kind.name[1:-1], "") if kind.name.startswith("[") else kind.name
            edge = ET.SubElement(graph, "edge", source=_show(start), target=_show(end))
            extra = {column: row[column] for column in kind.extra if column in row}
            _add_data(edge, {"type": name, "table": table.name} | extra, keys)


def _add_data(element: ET.Element, values: dict[str, str], keys: Keys) -> None:
    for name, value in values.items():
        if value:
            data = ET.SubElement(element, "data", key=keys[name])
            data.text = _show(value)


def _show(text: str) -> str:
    r"""Return a text with forbidden characters escaped, such as \x0b."""
    return _FORBIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
