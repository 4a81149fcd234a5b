"""The difference of two packages: rows, cells, schemas, code lists and the required version."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import duckdb

from eventclaims.comparison.corrections import load_reasons, load_retirements
from eventclaims.comparison.load_tables import have_same_rows, load_table
from eventclaims.comparison.package_changes import (
    Change,
    find_bump,
    list_own_tables,
    list_package_changes,
    list_row_changes,
)
from eventclaims.comparison.parts import find_owner, leave_out_owners, load_parts
from eventclaims.comparison.rows import ComparedTable, RowChange, compare_rows
from eventclaims.errors import TableError
from eventclaims.package.model import Package, Table
from eventclaims.package.versions import format_version, parse_version, raise_version
from eventclaims.runtime.connection import is_small, open_database
from eventclaims.runtime.sql import literal
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import FORMULA, is_formula

HEADER = ("table", "record", "field", "old", "new", "reason")
_MEMORY = 10**9
# DuckDB reserves buffers for every column of a table, most of which stay empty.
_MEMORY_PER_COLUMN = 10**6
_BATCH = 10_000
_CSV = "HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"


class Diff:
    """The difference of two packages; its rows are read from disk while `compare` is open.

    Attributes:
        name: Name of the newer package.
        old_version: Version of the older package.
        new_version: Version of the newer package.
        tables: The tables of both packages, in the order of the newer one.
        changes: All changes that raise the version, tables and schemas first.
        bump: The part of the version that the changes raise at least.
        reason: The first change that requires this bump; empty if there is none.
        retired: Number of ids that were retired since the older package.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, old: Package, new: Package
    ) -> None:
        self._connection, self._folder = connection, folder
        self.name, self.old_version, self.new_version = new.name, old.version, new.version
        self._asks_corrections = load_reasons(connection, old, new, folder)
        load_retirements(connection, new, folder)
        both = [(old.get_table(table.name), table) for table in list_own_tables(new)]
        pairs = [(before, table) for before, table in both if before is not None]
        names = {table.name for _, table in pairs}
        self._compared = {
            table.name: self._compare(n, before, table, names)
            for n, (before, table) in enumerate(pairs)
        }
        for compared in self._compared.values():
            if compared.owner:
                leave_out_owners(connection, compared, self._compared[compared.owner])
        self.tables = tuple(compared.count(connection) for compared in self._compared.values())
        self._whole = tuple(_list_whole_tables(old, new))
        rows = [
            list_row_changes(diff, is_part=bool(self._compared[diff.name].owner))
            for diff in self.tables
        ]
        self.changes: tuple[Change, ...] = (*list_package_changes(old, new), *chain(*rows))
        self.bump, self.reason = find_bump(self.changes)
        self.retired = next((diff.added for diff in self.tables if diff.name == "retired"), 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, except the version and the date of creation."""
        return not self.changes

    @property
    def needed_version(self) -> str | None:
        """The lowest version that the newer package may have; None if the older has no version."""
        version = parse_version(self.old_version)
        return format_version(raise_version(version, self.bump)) if version else None

    @property
    def is_version_low(self) -> bool:
        """Whether the version of the newer package is lower than its changes require."""
        needed, version = parse_version(self.needed_version), parse_version(self.new_version)
        return bool(needed and version and version < needed)

    @property
    def uncorrected(self) -> int:
        """Number of changed cells that lack a required row in `corrections`; see `TableDiff`."""
        return sum(table.uncorrected for table in self.tables)

    def read_changes(
        self, table: str | None = None, *, limit: int | None = None, uncorrected: bool = False
    ) -> Iterator[RowChange]:
        """Read the changes of the data one by one.

        Removed and added tables come first; then, for each table, removed and added columns,
        removed rows, added rows and changed cells, in the order of their keys.

        Args:
            table: The table to read; None for all.
            limit: The maximum number of removed rows, of added rows and of changed cells.
            uncorrected: Whether to read only the cells that lack a required correction.

        Raises:
            TableError: If the disk is full.
        """
        if not uncorrected:
            yield from (c for c in self._whole if table is None or c.table == table)
        for name, compared in self._compared.items():
            if table in (None, name):
                yield from () if uncorrected else compared.columns
                for query in compared.list_queries(limit, uncorrected=uncorrected):
                    for row in self._fetch(query):
                        yield RowChange(name, *row)

    def write_csv(self, file: IO[bytes]) -> None:
        """Write all changes as CSV, the file changes.csv of a release.

        An apostrophe is put before a cell that a spreadsheet would run as a formula (see the rule
        `formula-cell`).

        Raises:
            TableError: If the disk is full.
        """
        # Several threads that keep the order of rows buffer them until memory is full; one thread
        # does not, and is not slower.
        self._connection.execute("SET threads = 1")
        file.write(format_record(HEADER).encode())
        for change in self._whole:
            file.write(_format(change))
        for name, compared in self._compared.items():
            for change in compared.columns:
                file.write(_format(change))
            for query in compared.list_queries():
                part = self._folder / "changes.csv"
                columns = ", ".join(f"nullif({_defuse(column)}, '')" for column in HEADER[1:])
                rows = f"SELECT {_defuse(literal(name))}, {columns} FROM ({query})"  # noqa: S608 - quoted
                self._connection.execute(f"COPY ({rows}) TO {literal(str(part))} ({_CSV})")
                with part.open("rb") as written:
                    shutil.copyfileobj(written, file)
                part.unlink()
        self._connection.execute("RESET threads")

    def _compare(self, number: int, old: Table, new: Table, names: set[str]) -> ComparedTable:
        owner = find_owner(new)
        is_part = self._asks_corrections and owner in names and old.key == new.key
        owner = owner if is_part else ""
        is_same = have_same_rows(old, new)
        compared = ComparedTable(number, old, new, self._asks_corrections, owner, is_same)
        if is_same:
            return compared
        sides = {"older": old, "newer": new}
        for name, table in sides.items():
            load_table(self._connection, name, table, name, self._folder)
        compare_rows(self._connection, compared)
        if compared.owner:
            load_parts(self._connection, compared)
        for name in sides:
            self._connection.execute(f"DROP TABLE {name}")
        return compared

    def _fetch(self, query: str) -> Iterator[tuple[str, str, str, str, str]]:
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(_BATCH):
                yield from rows


@contextmanager
def compare(old: Package, new: Package) -> Iterator[Diff]:
    """Compare two packages table by table, rows by primary key, cells as text.

    The order of rows and columns and the line endings do not matter. Tables whose files and columns
    are the same are not read. Memory is limited: DuckDB
    moves to disk what does not fit.

    Yields:
        The difference, open until the block ends.

    Raises:
        EventClaimsError: If a table or a code list cannot be read, a table has no primary key, or a
            key is empty or duplicate.
    """
    with TemporaryDirectory(prefix="eventclaims-") as folder:
        try:
            columns = max((len(table.fields) for table in (*old.tables, *new.tables)), default=0)
            memory = _MEMORY + columns * _MEMORY_PER_COLUMN
            size = old.size + new.size
            with open_database(memory, size) as connection:
                # It takes quadratic time in the number of columns.
                if not is_small(size):
                    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
                yield Diff(connection, Path(folder), old, new)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise TableError(f"the packages cannot be compared: {reason}") from error


def _list_whole_tables(old: Package, new: Package) -> Iterator[RowChange]:
    names = [{table.name for table in list_own_tables(package)} for package in (old, new)]
    for name in sorted(names[0] - names[1]):
        yield RowChange(name, "", "", name, "", "")
    for name in sorted(names[1] - names[0]):
        yield RowChange(name, "", "", "", name, "")


def _format(change: RowChange) -> bytes:
    cells = (change.table, change.record, change.field, change.old, change.new, change.reason)
    return format_record([f"'{cell}" if is_formula(cell) else cell for cell in cells]).encode()


def _defuse(column: str) -> str:
    """Return the SQL that puts an apostrophe before a formula."""
    begins = f"regexp_matches({column}, {literal(f'^{FORMULA.pattern}')})"
    return f"CASE WHEN {begins} THEN '''' || {column} ELSE {column} END"
