"""The corrections of rows and the retired ids, with old and new values and reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from eventclaims.documentation.row_context import Piece, Row
from eventclaims.site.edition import RETIRED, Edition, order_versions

_CORRECTIONS = "corrections"
_EMPTY = "(empty)"


@dataclass(frozen=True, slots=True)
class Change:
    """A corrected cell: the version, the column, both values, the reason and a source."""

    version: str
    field: Piece
    old: Piece
    new: Piece
    reason: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that a version corrects, or an id that it retires.

    Attributes:
        version: The version.
        table: Name of the table; empty for a retired id.
        title: Title of the table.
        row: The row, or the id.
        changes: The corrected cells.
        successor: The row that a retired id leads to; without one, its text is empty.
        reason: Why the id was retired.
    """

    version: str
    table: str
    title: str
    row: Piece
    changes: tuple[Change, ...] = ()
    successor: Piece | None = None
    reason: Piece | None = None


ByVersion = list[tuple[str, list[tuple[str, list[ChangedRow]]]]]
"""Versions with their changed rows by table."""


def list_history(edition: Edition, table: str, record: str) -> list[Change]:
    """Return the corrections of a row, the earliest version first."""
    found = edition.rows.list_rows(_CORRECTIONS, table=table, record_id=record)
    order = order_versions(row.get("version", "") for row in found)
    ordered = sorted(found, key=lambda row: order.index(row.get("version", "")))
    return [_describe(edition, row) for row in ordered]


def list_changed(edition: Edition) -> list[ChangedRow]:
    """Return what each version up to this one changed, the latest first, retired ids first."""
    versions = (
        row.get("version", "")
        for name in (_CORRECTIONS, RETIRED)
        for row in edition.rows.rows.get(name, ())
    )
    return [
        changed
        for version in reversed(order_versions(versions))
        if version
        for changed in (*_list_retired(edition, version), *_list_corrected(edition, version))
    ]


def group_changed(changed: Iterable[ChangedRow]) -> ByVersion:
    """Return changed rows by version and table."""
    return [
        (version, [(table, [*rows]) for table, rows in groupby(found, attrgetter("table"))])
        for version, found in groupby(changed, attrgetter("version"))
    ]


def group_corrections(edition: Edition, version: str) -> dict[tuple[str, str], list[Row]]:
    """Return the corrections that a version makes, by table and id of the row."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in edition.rows.list_rows(_CORRECTIONS, version=version):
        name, record = row.get("table", ""), row.get("record_id", "")
        if name and record:
            found.setdefault((name, record), []).append(row)
    return found


def _list_corrected(edition: Edition, version: str) -> Iterator[ChangedRow]:
    """Yield the corrected rows in the order of the tables, those of unknown tables last."""
    tables, found = edition.rows.tables, group_corrections(edition, version)
    order = {name: n for n, name in enumerate(dict.fromkeys([*tables, *(n for n, _ in found)]))}
    for name, record in sorted(found, key=lambda each: order[each[0]]):
        title = edition.rows.get_title(tables[name]) if name in tables else name
        changes = tuple(_describe(edition, row) for row in found[name, record])
        yield ChangedRow(version, name, title, edition.describe(name, record), changes)


def _list_retired(edition: Edition, version: str) -> Iterator[ChangedRow]:
    for row in edition.rows.list_rows(RETIRED, version=version):
        successor = row.get("replaced_by", "")
        yield ChangedRow(
            version,
            "",
            "",
            edition.describe(RETIRED, row.get("record_id", "")),
            successor=edition.describe(edition.find_table(successor), successor),
            reason=edition.rows.describe_cell(edition.rows.tables[RETIRED], row, "reason"),
        )


def _describe(edition: Edition, row: Row) -> Change:
    rows, name, field = edition.rows, row.get("table", ""), row.get("field", "")
    source = row.get("source", "")
    found = [Piece(" "), rows.describe("sources", source)] if source else []
    return Change(
        row.get("version", ""),
        rows.name_column(name, field),
        _show(edition, name, field, row.get("old", "")),
        _show(edition, name, field, row.get("new", "")),
        (Piece(row.get("reason", "")), *found),
    )


def _show(edition: Edition, name: str, field: str, cell: str) -> Piece:
    """Return a value with its label; a value that the column has no longer is as it was."""
    table = edition.rows.tables.get(name)
    if not cell:
        return Piece(_EMPTY)
    if cell in edition.tombs:
        return edition.describe(RETIRED, cell)
    return edition.rows.describe_cell(table, {field: cell}, field) if table else Piece(cell)
