"""Load a CSV table into DuckDB as text, without repairing it, and check its keys."""

import filecmp
from pathlib import Path

import duckdb

from eventclaims.database.csv_scans import scan_exactly
from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.runtime.sql import quote
from eventclaims.tables.canonical import format_record
from eventclaims.tables.records import HEADER_ROW, Record, read_records


def have_same_rows(old: Table, new: Table) -> bool:
    """Return whether two versions of a table have the same columns, and files of the same bytes."""
    if (old.key, old.fields) != (new.key, new.fields):
        return False
    try:
        return filecmp.cmp(old.path, new.path, shallow=False)
    except OSError:  # `load_table` reports it
        return False


def load_table(
    connection: duckdb.DuckDBPyConnection, name: str, table: Table, side: str, folder: Path
) -> None:
    """Load a table as text; an empty cell is an empty text.

    Args:
        connection: A connection.
        name: Name of the table in DuckDB.
        table: A table of a package.
        side: Name of the package in messages: older or newer.
        folder: Where a copy in canonical form is written if DuckDB cannot read the file itself.

    Raises:
        TableError: If the file is missing, is not CSV, has ragged rows, or its header is not that
            of its schema; if the table has no primary key, or a key is empty or duplicate.
    """
    try:
        _load(connection, name, table, folder)
        _check_key(connection, name, table)
    except TableError as error:
        raise TableError(f"the {side} package: {table.shown_path}: {error}") from error
    except OSError as error:
        raise TableError(f"{table.file}: cannot be copied ({error.strerror})") from error


def _load(connection: duckdb.DuckDBPyConnection, name: str, table: Table, folder: Path) -> None:
    if not table.key:
        raise TableError("the table has no primary key, so its rows cannot be compared")
    header = _read_header(table)
    create = f"CREATE TABLE {name} AS SELECT * FROM "  # noqa: S608 - the names are ours
    try:
        connection.execute(create + scan_exactly(table.path, header))
    except duckdb.Error:
        # For example mixed line endings. The record reader of the other layers names the line.
        copy = folder / f"{name}.csv"
        _write_plainly(table, len(header), copy)
        connection.execute(create + scan_exactly(copy, header))
        copy.unlink()


def _read_header(table: Table) -> list[str]:
    if not table.path.is_file():
        raise TableError("the file is missing")
    header = next(read_records(table.path, strict=True), Record(HEADER_ROW, 1, [], "")).cells
    if sorted(header) != sorted(table.fields):
        raise TableError("the header differs from the schema; run eventclaims validate")
    return header


def _write_plainly(table: Table, width: int, copy: Path) -> None:
    """Write a table in canonical form without blank lines."""
    with copy.open("w", encoding="utf-8", newline="") as file:
        for record in read_records(table.path, strict=True):
            if record.cells:
                _check_width(record, width)
                file.write(format_record(record.cells))


def _check_width(record: Record, width: int) -> None:
    if len(record.cells) != width:
        raise TableError(f"line {record.line}: {len(record.cells)} values, {width} columns")


def _check_key(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    key = ", ".join(map(quote, table.key))
    empty = " AND ".join(f"{quote(column)} = ''" for column in table.key)
    query = (
        f"SELECT {key}, {empty} FROM {name} GROUP BY {key} "  # noqa: S608 - quoted
        f"HAVING {empty} OR count(*) > 1 ORDER BY {empty} DESC, {key} LIMIT 1"
    )
    wrong = connection.execute(query).fetchone()
    if wrong and wrong[-1]:
        raise TableError("a row has an empty key, so it cannot be compared")
    if wrong:
        raise TableError(f"duplicate key {'/'.join(map(str, wrong[:-1]))!r}")
