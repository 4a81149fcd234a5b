"""The network of actors as of a date: pairs of actors, and the days on which a relation exists."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.render.scripts import embed_script, read_script
from eventclaims.site.layout import Box, place_boxes, shorten_label
from eventclaims.tables.edtf import parse_day

# More actors cannot be read in one picture.
MOST_DRAWN = 150
_OPEN = ".."
_SCRIPT = "site/network.js"

Days = tuple[date | None, date | None]
"""First and last day of a relation; None for an open end."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two actors.

    Attributes:
        row: The row of the relation.
        subject: The actor that has the relation.
        kind: Its code, with its title if it has one.
        target: The actor to which it has the relation.
        days: The days on which it exists.
    """

    row: Piece
    subject: Piece
    kind: Piece
    target: Piece
    days: Days


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair of actors with their relations, and its ends in the picture."""

    relations: tuple[Relation, ...]
    start: Box
    end: Box

    @property
    def days(self) -> tuple[Days, ...]:
        """The days on which one of its relations exists."""
        return merge_days(relation.days for relation in self.relations)

    @property
    def words(self) -> str:
        """Its relations in words, each once."""
        texts = (f"{r.subject.text} {r.kind.text} {r.target.text}" for r in self.relations)
        return "; ".join(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class Node:
    """An actor in the picture, and the days on which it has a relation."""

    actor: Piece
    label: str
    box: Box
    days: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The actors with relations.

    Attributes:
        relations: All relations, in the order of their actors.
        edges: The drawn pairs of actors.
        nodes: The drawn actors.
        size: Width and height of the picture.
        left_out: The number of actors that are not drawn.
        stops: The days on which a relation begins or no longer exists, up to the last day of
            which anything is known.
    """

    relations: tuple[Relation, ...]
    edges: tuple[Edge, ...]
    nodes: tuple[Node, ...]
    size: tuple[float, float]
    left_out: int
    stops: tuple[date, ...]


def make_network(rows: PackageRows) -> Network:
    """Return the relations between actors, drawn for the actors with most relations."""
    listed = sorted(rows.rows.get("actor_relations", ()), key=_get_pair)
    found = [row for row in listed if all(rows.find("actors", end) for end in _get_ends(row))]
    degrees = Counter(
        actor for pair in sorted({_get_pair(row) for row in found}) for actor in {*pair}
    )
    drawn = {actor for actor, _ in degrees.most_common(MOST_DRAWN)}
    relations: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for row in found:
        relations[_get_pair(row)].append(_make_relation(rows, row))
    pairs = [pair for pair in relations if pair[0] != pair[1] and drawn.issuperset(pair)]
    days: dict[str, list[Days]] = defaultdict(list)
    for pair, group in relations.items():
        for actor in {*pair}:
            days[actor] += [relation.days for relation in group]
    labels = {
        actor: shorten_label(row.get("short_name") or row.get("name") or actor)
        for actor in sorted(drawn)
        if (row := rows.find("actors", actor))
    }
    boxes, size = place_boxes(labels, pairs)
    return Network(
        relations=tuple(relation for group in relations.values() for relation in group),
        edges=tuple(Edge(tuple(relations[p]), boxes[p[0]], boxes[p[1]]) for p in pairs),
        nodes=tuple(
            Node(rows.describe("actors", actor), label, boxes[actor], merge_days(days[actor]))
            for actor, label in labels.items()
        ),
        size=size,
        left_out=len(degrees) - len(drawn),
        stops=list_stops(relation.days for group in relations.values() for relation in group),
    )


def render_network(rows: PackageRows, most: int) -> dict[str, Any]:
    """Return the values of the page: the network as of the last stop, and the script.

    Args:
        rows: The rows of the package.
        most: The largest number of relations below the picture; of more, only those of drawn pairs
            are listed.
    """
    network = make_network(rows)
    last = network.stops[-1] if network.stops else None
    listed = network.relations
    if len(listed) > most:
        listed = tuple(relation for edge in network.edges for relation in edge.relations)[:most]
    values: dict[str, Any] = {
        "digest": "",
        "network": network,
        "listed": listed,
        "write_days": write_days,
        "is_shown": lambda days: is_valid(days, last),
    }
    if network.stops:
        stops = [day.isoformat() for day in network.stops]
        values |= embed_script(read_script(_SCRIPT), "startNetwork", stops)
    return values


def is_valid(days: Iterable[Days], day: date | None) -> bool:
    """Return whether one of some intervals contains a day; without a day, whether one is open."""
    return any(
        (first is None or (day is not None and first <= day))
        and (last is None or (day is not None and day <= last))
        for first, last in days
    )


def list_stops(days: Iterable[Days]) -> tuple[date, ...]:
    """Return the days on which something changes, without those after all dated relations."""
    known = [*days]
    begins = {first for first, _ in known if first}
    ends = {last for _, last in known if last}
    after = {last + timedelta(1) for last in ends if last < date.max}
    final = max(begins | ends, default=date.min)
    # Without a beginning, only the last day shows what exists no longer after it.
    stops = {day for day in begins | after if day <= final}
    return tuple(sorted(stops or ends))


def merge_days(days: Iterable[Days]) -> tuple[Days, ...]:
    """Return intervals in order, those that touch or overlap as one."""
    merged: list[Days] = []
    for first, last in sorted(days, key=lambda pair: (pair[0] or date.min, pair[1] or date.max)):
        before = merged[-1][1] if merged else date.min
        if merged and (before is None or first is None or (first - before).days <= 1):
            start = merged.pop()[0]
            merged.append((start, None if before is None or last is None else max(before, last)))
        else:
            merged.append((first, last))
    return tuple(merged)


def write_days(days: Iterable[Days]) -> str:
    """Return intervals as the page has them: `first/last`, `..` for an open end."""
    return " ".join(f"{first or _OPEN}/{last or _OPEN}" for first, last in days)


def _get_ends(row: Row) -> tuple[str, str]:
    return row.get("subject_id", ""), row.get("object_id", "")


def _get_pair(row: Row) -> tuple[str, str]:
    """Return both actors of a relation, in the same order whatever its direction."""
    first, second = sorted(_get_ends(row))
    return first, second


def _make_relation(rows: PackageRows, row: Row) -> Relation:
    table = rows.tables["actor_relations"]
    kind = rows.describe_cell(table, row, "relation")
    title = f" ({row['title']})" if row.get("title") else ""
    key = rows.get_key(table, row)
    return Relation(
        Piece(key, table.name, key),
        rows.describe("actors", row.get("subject_id", "")),
        Piece(f"{kind.text.lower()}{title}", hint=kind.hint),
        rows.describe("actors", row.get("object_id", "")),
        (parse_day(row.get("valid_from", "")), parse_day(row.get("valid_until", ""))),
    )
