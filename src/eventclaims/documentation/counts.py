"""Counts of a package: by table, document, speaker, group, claim type, channel and month."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from eventclaims.documentation.intervals import Interval, read_interval
from eventclaims.documentation.provenance import Read, Row
from eventclaims.errors import TableError
from eventclaims.package.model import Package
from eventclaims.package.standard import map_to_broader
from eventclaims.tables.cells import read_table

_INTERVAL = {"earliest": "date_earliest", "latest": "date_latest", "type": "date_type"}
_BOUNDS = ("date_earliest", "date_latest")
_UNKNOWN = "not known to the month"


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one kind, in display order.

    Attributes:
        name: Short name for programs, such as `claim_type`.
        title: Title for people.
        counts: Label and number of each category.
    """

    name: str
    title: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a package.

    Attributes:
        package: Its name.
        version: Its version.
        counts: The counts.
        dated: The days of the statements of each group, the group with most first, and of events.
    """

    package: str
    version: str | None
    counts: tuple[Count, ...]
    dated: tuple[tuple[str, tuple[Interval, ...]], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as a dictionary for JSON."""
        counts = {count.name: dict(count.counts) for count in self.counts}
        return {"package": self.package, "version": self.version, "counts": counts}


def count_package(package: Package, read: Read | None = None) -> Statistics:
    """Count rows by table; claims by document, speaker, group, type and channel; the rest by month.

    A code that the package adds is counted under its broader code, and a date that spans more than
    one month as unknown. In a package that does not declare
    the event-claim standard, tables without the columns of the standard are only counted by rows.

    Args:
        package: The opened package.
        read: Returns the rows of a table; by default, each file is read once.

    Raises:
        EventClaimsError: If a table cannot be read.
    """
    read = read or cache(partial(read_table, package))

    def select(name: str, *columns: str) -> Sequence[Row]:
        rows = read(name)
        missing = [column for column in columns if rows and column not in rows[0]]
        if missing and package.is_event_claims:
            file = next(table.file for table in package.tables if table.name == name)
            raise TableError(f"{file}: column {missing[0]} is missing")
        return () if missing else rows

    broader = {name: map_to_broader(codes) for name, codes in package.read_codelists().items()}
    types, channels = broader.get("claim_type", {}), broader.get("channel", {})
    claims = select("claims", "statement_id", "claim_type")
    events = select("events", *_BOUNDS)
    made_in = select("statements", "statement_id", "speaker_id", "document_id", "channel", *_BOUNDS)
    statements = {row["statement_id"]: row for row in made_in}
    names = {row["actor_id"]: row["name"] for row in select("actors", "actor_id", "name")}
    sources = select("sources", "source_id", "title")
    titles = {row["source_id"]: row["title"] for row in sources}
    made = [statements[row["statement_id"]] for row in claims if row["statement_id"] in statements]
    speakers = [names.get(row["speaker_id"], row["speaker_id"]) for row in made]
    groups = [names.get(group, group) for group in map(get_group, made)]
    documents = [titles.get(row["document_id"], row["document_id"]) for row in made]
    tables = [(table.name, len(read(table.name))) for table in package.tables]
    counts = (
        Count("table", "Rows by table", tuple(tables)),
        _rank("document", "Claims by document", documents),
        _rank("speaker", "Claims by speaker", speakers),
        _rank("group", "Claims by group, or else by speaker", groups),
        _rank("claim_type", "Claims by type", _widen(claims, "claim_type", types)),
        _rank("channel", "Claims by channel of their statement", _widen(made, "channel", channels)),
        _order("statement_month", "Statements by month", [_month(r) for r in statements.values()]),
        _order("event_month", "Events by month", [_month(row) for row in events]),
    )
    dated = _list_dated(made_in, events, names)
    return Statistics(package.name, package.version, counts, dated)


def _list_dated(
    statements: Sequence[Row], events: Sequence[Row], names: dict[str, str]
) -> tuple[tuple[str, tuple[Interval, ...]], ...]:
    groups: dict[str, list[Interval]] = defaultdict(list)
    for row in statements:
        if interval := read_interval(row, _INTERVAL):
            groups[get_group(row)].append(interval)
    found = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    listed = [(names.get(group, group), days) for group, days in found]
    listed.append(("Events", [days for row in events if (days := read_interval(row, _INTERVAL))]))
    for _, intervals in listed:
        intervals.sort(key=lambda found: (found.earliest or date.min, found.latest or date.max))
    return tuple((label, tuple(days)) for label, days in listed if days)


def get_group(statement: Row) -> str:
    """Return the id of the body that the speaker of a statement speaks for, or else the speaker."""
    return statement.get("on_behalf_of_id") or statement.get("speaker_id", "")


def _widen(rows: Sequence[Row], column: str, broader: dict[str, str]) -> list[str]:
    """Return the codes of a column, each that a package adds as its broader code."""
    return [broader.get(row[column], row[column]) for row in rows]


def _rank(name: str, title: str, values: list[str]) -> Count:
    """Count values, most frequent first, ties by name."""
    ranked = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return Count(name, title, tuple(ranked))


def _order(name: str, title: str, values: list[str]) -> Count:
    """Count values in ascending order."""
    return Count(name, title, tuple(sorted(Counter(values).items())))


def _month(row: Row) -> str:
    """Return the month of both bounds of a row, if it is the same."""
    months = {row.get(bound, "")[:7] for bound in _BOUNDS}
    month = months.pop() if len(months) == 1 else ""
    return month or _UNKNOWN
