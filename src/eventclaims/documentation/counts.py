"""Counts of a package: by table, document, speaker, claim type, channel and month."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eventclaims.package.model import Package
from eventclaims.package.opening import open_package
from eventclaims.tables.cells import read_table

Row = dict[str, str]
_UNKNOWN = "not known to the month"


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one kind, each with a label for people, in the order in which they are shown.

    Attributes:
        name: What they are counted by, as one word for programs.
        title: What is counted, by what.
        counts: The label and the number of each.
    """

    name: str
    title: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a package."""

    package: str
    version: str | None
    counts: tuple[Count, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain values, ready for JSON."""
        whole = asdict(self)
        return whole | {"counts": {c.name: dict(c.counts) for c in self.counts}}


def count_package(location: str | Path) -> Statistics:
    """Count the rows of a package.

    Args:
        location: Folder of the package, its datapackage.json, or a zip of it.

    Returns:
        Rows by table; claims by document, speaker, type and channel; statements and events by
        month. A date that spans more than one month counts for none.

    Raises:
        EventClaimsError: If the package or a table cannot be read.
    """
    with open_package(location) as package:
        return _count(package)


def _count(package: Package) -> Statistics:
    claims, events = read_table(package, "claims"), read_table(package, "events")
    statements = {row["statement_id"]: row for row in read_table(package, "statements")}
    names = {row["actor_id"]: row["name"] for row in read_table(package, "actors")}
    titles = {row["source_id"]: row["title"] for row in read_table(package, "sources")}
    made = [statements[row["statement_id"]] for row in claims if row["statement_id"] in statements]
    speakers = [names.get(row["speaker_id"], row["speaker_id"]) for row in made]
    documents = [titles.get(row["document_id"], row["document_id"]) for row in made]
    tables = [(table.name, len(read_table(package, table.name))) for table in package.tables]
    counts = (
        Count("table", "Rows by table", tuple(tables)),
        _rank("document", "Claims by document", documents),
        _rank("speaker", "Claims by speaker", speakers),
        _rank("claim_type", "Claims by type", [row["claim_type"] for row in claims]),
        _rank("channel", "Claims by channel of their statement", [row["channel"] for row in made]),
        _order("statement_month", "Statements by month", [_month(r) for r in statements.values()]),
        _order("event_month", "Events by month", [_month(row) for row in events]),
    )
    return Statistics(package.name, package.version, counts)


def _rank(name: str, title: str, values: list[str]) -> Count:
    """Count values, the most frequent first and equals by name."""
    ranked = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return Count(name, title, tuple(ranked))


def _order(name: str, title: str, values: list[str]) -> Count:
    """Count values in their own order."""
    return Count(name, title, tuple(sorted(Counter(values).items())))


def _month(row: Row) -> str:
    """Return the month that holds both bounds of a row, if there is one."""
    months = {row.get(bound, "")[:7] for bound in ("date_earliest", "date_latest")}
    month = months.pop() if len(months) == 1 else ""
    return month or _UNKNOWN
