"""The corrections of rows and the retired ids, with old and new values and reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from eventclaims.documentation.row_context import Piece, Row
from eventclaims.package.versions import is_version, sort_versions
from eventclaims.site.edition import RETIRED, Edition
from eventclaims.site.paging import divide

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
class ChangedTable:
    """A table with its changed rows and their changes."""

    name: str
    title: str
    rows: tuple[tuple[Piece, tuple[Change, ...]], ...]


@dataclass(frozen=True, slots=True)
class ChangedVersion:
    """A version with its changes: the corrected rows, and each retired id, successor and reason."""

    version: str
    tables: tuple[ChangedTable, ...]
    retired: tuple[tuple[Piece, Piece, Piece], ...]

    @property
    def number(self) -> int:
        """The number of corrected rows."""
        return sum(len(table.rows) for table in self.tables)


def list_history(edition: Edition, table: str, record: str) -> list[Change]:
    """Return the corrections of a row, the earliest version first."""
    found = edition.rows.list_rows(_CORRECTIONS, table=table, record_id=record)
    order = {version: n for n, version in enumerate(_sort(row.get("version", "") for row in found))}
    ordered = sorted(found, key=lambda row: order[row.get("version", "")])
    return [_describe(edition, row) for row in ordered]


def list_versions(edition: Edition) -> list[ChangedVersion]:
    """Return the versions with changes up to this one, the latest first."""
    rows = edition.rows
    versions = (
        r.get("version", "") for name in (_CORRECTIONS, RETIRED) for r in rows.rows.get(name, ())
    )
    return [_make_version(edition, version) for version in reversed(_sort(versions)) if version]


def divide_changes(versions: Sequence[ChangedVersion], most: int) -> list[list[ChangedVersion]]:
    """Return the versions of each page, with so many retired ids and corrected rows at most."""
    entries = [
        entry
        for version in versions
        for entry in (
            *(replace(version, tables=(), retired=(each,)) for each in version.retired),
            *(
                replace(version, tables=(replace(table, rows=(row,)),), retired=())
                for table in version.tables
                for row in table.rows
            ),
        )
    ]
    return [
        [_join(tuple(found)) for _, found in groupby(part, attrgetter("version"))]
        for part in divide(entries, most)
    ]


def _join(parts: tuple[ChangedVersion, ...]) -> ChangedVersion:
    every = (table for part in parts for table in part.tables)
    tables = groupby(every, attrgetter("name", "title"))
    return ChangedVersion(
        parts[0].version,
        tuple(
            ChangedTable(name, title, tuple(row for table in found for row in table.rows))
            for (name, title), found in tables
        ),
        tuple(each for part in parts for each in part.retired),
    )


def _sort(versions: Iterable[str]) -> list[str]:
    """Return the versions from the lowest to the highest, after texts that are none."""
    found = {*versions}
    known = sort_versions(version for version in found if is_version(version))
    return [*sorted(found - {*known}), *known]


def _make_version(edition: Edition, version: str) -> ChangedVersion:
    rows = edition.rows
    changed: dict[str, dict[str, list[Change]]] = {}
    for row in rows.list_rows(_CORRECTIONS, version=version):
        records = changed.setdefault(row.get("table", ""), {})
        records.setdefault(row.get("record_id", ""), []).append(_describe(edition, row))
    names = [name for name in rows.tables if name in changed]
    names += [name for name in changed if name not in rows.tables]
    tables = tuple(
        ChangedTable(
            name,
            rows.get_title(rows.tables[name]) if name in rows.tables else name,
            tuple(
                (edition.describe(name, record), tuple(changes))
                for record, changes in changed[name].items()
            ),
        )
        for name in names
    )
    retired = tuple(
        (
            edition.describe(RETIRED, row.get("record_id", "")),
            edition.describe(edition.find_table(successor), successor),
            rows.describe_cell(rows.tables[RETIRED], row, "reason"),
        )
        for row in rows.list_rows(RETIRED, version=version)
        for successor in (row.get("replaced_by", ""),)
    )
    return ChangedVersion(version, tables, retired)


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
