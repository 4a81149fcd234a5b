"""Write the rows that a release needs: of changed cells in `corrections`, of ids in `retired`."""

import unicodedata
from collections.abc import Iterable

from eventclaims.authoring.derive import require_one_file
from eventclaims.comparison.diff import Diff
from eventclaims.errors import EventClaimsError, PackageError, TableError
from eventclaims.package.changes import Change, write_changes
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.versions import parse_version
from eventclaims.tables.canonical import format_table
from eventclaims.tables.records import read_rows

CORRECTIONS, RETIRED = "corrections", "retired"
_REASONS = "retirement_reason"
Rows = list[dict[str, str]]


def write_corrections(package: Package, diff: Diff, reason: str) -> int:
    """Add a row to `corrections` for each changed cell that lacks one.

    A row of the same version and cell that no longer fits is replaced.

    Args:
        package: The newer package, opened from its folder.
        diff: The open diff of the previous release and the package.
        reason: Why the values were changed.

    Returns:
        The number of rows that were written.

    Raises:
        EventClaimsError: If the reason or the version is invalid, or the table cannot be changed.
    """
    reason = unicodedata.normalize("NFC", reason.strip())
    if not reason or not reason.isprintable():
        raise EventClaimsError(f"{reason!r}: the reason must be one line of text")
    return _add_rows(
        package,
        diff,
        CORRECTIONS,
        [
            {"table": change.table, "record_id": change.record, "field": change.field}
            | {"old": change.old, "new": change.new, "reason": reason}
            for change in diff.read_changes(uncorrected=True)
        ],
    )


def write_retired(package: Package, diff: Diff, reason: str) -> int:
    """Add a row to `retired` for each removed row whose id is not retired.

    Args:
        package: The newer package, opened from its folder.
        diff: The open diff of the previous release and the package.
        reason: A code of the list `retirement_reason`.

    Returns:
        The number of rows that were written.

    Raises:
        EventClaimsError: If the reason or the version is invalid, or the table cannot be changed.
    """
    codes = [row["code"] for row in package.read_codelists().get(_REASONS, ())]
    if reason not in codes:
        raise EventClaimsError(f"{reason!r}: the reason must be one of {', '.join(codes)}")
    removed = (
        change
        for table in diff.tables
        if table.unretired
        for change in diff.read_changes(table.name)
        if change.record and change.old and not (change.field or change.reason)
    )
    return _add_rows(
        package,
        diff,
        RETIRED,
        [{"record_id": change.record, "reason": reason} for change in removed],
    )


def _add_rows(package: Package, diff: Diff, name: str, rows: Rows) -> int:
    """Add rows of the version of a package to a table, and write it in canonical form."""
    if not rows:
        return 0
    if parse_version(diff.new_version) is None or diff.is_version_low:
        raise EventClaimsError(
            f"{DESCRIPTOR}: version {diff.new_version} is too low for these changes since "
            f"{diff.old_version}; raise it to {diff.needed_version or 'a version such as 1.0.1'} "
            "first"
        )
    table = package.get_table(name)
    if table is None:
        raise PackageError(f"{DESCRIPTOR}: has no table {name}, which records these changes")
    require_one_file(table)
    added = [row | {"version": str(diff.new_version)} for row in rows]
    before = table.path.read_bytes() if table.path.is_file() else b""
    header, kept = _read(table, added[0])
    content = format_table(header, _merge(kept, added, table.key), table.key, table.key_types)
    write_changes([Change(package.root, table.file, before, content.encode())])
    return len(added)


def _read(table: Table, row: dict[str, str]) -> tuple[list[str], Rows]:
    header, rows = read_rows(table.path, table.shown_path)
    missing = sorted({*row, *table.key} - {*header})
    if missing:
        raise TableError(f"{table.file}: column {missing[0]} is missing")
    return header, rows


def _merge(kept: Iterable[dict[str, str]], added: Rows, key: tuple[str, ...]) -> Rows:
    """Return the kept rows and the added rows, which replace cells of rows with the same key."""
    places = {tuple(row[name] for name in key): row for row in added}
    merged = [row | places.pop(tuple(row[name] for name in key), {}) for row in kept]
    return [*merged, *places.values()]
