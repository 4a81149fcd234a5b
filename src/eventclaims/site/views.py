"""Content of the views of a site: contradictions, the claims about each event, dates as bars."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from eventclaims.documentation.intervals import Interval, describe_interval, read_interval
from eventclaims.documentation.row_context import Entry, PackageRows, Piece, Row
from eventclaims.package.model import Table
from eventclaims.tables.edtf import parse_day

_CONTRADICTS = "contradicts"
_SHOWN_OF_EVENTS = {"status", "date"}


@dataclass(frozen=True, slots=True)
class Card:
    """A row with its cells and the rows beside it.

    Attributes:
        heading: The words of the row, with its table and key.
        cells: Its other cells, or rows by what they are to it.
        sides: The rows to compare.
    """

    heading: Piece
    cells: tuple[Entry, ...]
    sides: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A dated row: its words, its days, and the deadlines of its claims."""

    row: Piece
    interval: Interval
    deadlines: tuple[date, ...]


def list_discrepancies(rows: PackageRows) -> Iterator[Card]:
    """Yield each discrepancy with the rows that it is about."""
    for row in rows.rows.get("discrepancies", ()):
        key = row.get("discrepancy_id", "")
        records = rows.list_rows("discrepancy_records", discrepancy_id=key)
        sides = tuple(
            _describe_side(rows, r.get("table", ""), r.get("record_id", "")) for r in records
        )
        cells = rows.list_cells(rows.tables["discrepancies"], row, ("discrepancy_id",))
        yield Card(Piece(key, "discrepancies", key), cells, sides)


def list_contradictions(rows: PackageRows) -> Iterator[Card]:
    """Yield each link between a claim and a claim or event that contradict each other."""
    for row in rows.list_rows("claim_links", relation=_CONTRADICTS):
        key = row.get("link_id", "")
        ends = (("claims", "claim_id"), ("claims", "to_claim_id"), ("events", "to_event_id"))
        sides = tuple(_describe_end(rows, name, row[c]) for name, c in ends if row.get(c))
        yield Card(Piece(key, "claim_links", key), (), sides)


def list_events(rows: PackageRows) -> Iterator[Card]:
    """Yield each event that somebody makes claims about or has a role in, with these rows.

    The name of an entry is the role or type of claim, its text who has the role and who says so.
    """
    for row in rows.rows.get("events", ()):
        key, table = row.get("event_id", ""), rows.tables["events"]
        entries = [
            *_list_entries(rows, "event_participants", "role", key),
            *_list_entries(rows, "claims", "claim_type", key),
        ]
        if entries:
            cells = rows.list_cells(table, row, {*table.fields} - _SHOWN_OF_EVENTS)
            yield Card(rows.describe("events", key), (*cells, *entries))


def list_dates(rows: PackageRows, table: Table, row: Row) -> list[Bar]:
    """Return the dates of a row, and of the statement and event of a claim with its deadline."""
    deadline = parse_day(row.get("deadline", ""))
    found = [(rows.get_title(table), table, row)]
    for name, column in (("statements", "statement_id"), ("events", "event_id")):
        if column not in table.key and (target := rows.find(name, row.get(column, ""))):
            found.append((rows.name_column(table.name, column).text, rows.tables[name], target))
    return [
        Bar(Piece(title), interval, (deadline,) if deadline else ())
        for title, each, cells in found
        if (interval := read_interval(cells, each.schema.get("interval", {})))
    ]


def _describe_end(rows: PackageRows, name: str, record: str) -> Entry:
    """Return a claim or event that a link connects; the name of a claim is its type."""
    side, row = _describe_side(rows, name, record), rows.find(name, record)
    if row is None or not row.get("claim_type"):
        return side
    return replace(side, name=rows.describe_cell(rows.tables[name], row, "claim_type"))


def _describe_side(rows: PackageRows, name: str, record: str) -> Entry:
    """Return a row to compare; its name is the title of its table, and its date follows."""
    table, row = rows.tables.get(name), rows.find(name, record)
    title = rows.get_title(table) if table else name
    bars = list_dates(rows, table, row) if table else ()
    days = [Piece(f", {describe_interval(bar.interval)}") for bar in bars[:1]]
    return Entry(Piece(title), (rows.describe(name, record), *days))


def _list_entries(rows: PackageRows, name: str, column: str, event: str) -> Iterator[Entry]:
    """Yield the rows of a table about an event, those with the same code one after the other."""
    table = rows.tables.get(name)
    if table is None:
        return
    found = rows.list_rows(name, event_id=event)
    order: dict[str, int] = {}
    for row in found:
        order.setdefault(row.get(column, ""), len(order))
    for row in sorted(found, key=lambda row: order[row.get(column, "")]):
        if len(table.key) == 1:
            pieces = [rows.describe(name, rows.get_key(table, row))]
        else:
            pieces = []
            for cell in rows.list_cells(table, row, ("event_id", column)):
                title = [Piece(f"; {cell.name.text}: ")] if pieces else []
                pieces += [*title, *cell.pieces]
        yield Entry(rows.describe_cell(table, row, column), tuple(pieces))
