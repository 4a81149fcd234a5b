"""The tables of a package in an embedded DuckDB."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.arrays import find_kind, make_array
from eventclaims.database.cells import convert_records, select_cells
from eventclaims.database.tables import ORDINAL, Step, list_types
from eventclaims.errors import EventClaimsError
from eventclaims.package.model import Table
from eventclaims.runtime.connection import is_small, open_database
from eventclaims.runtime.profiling import count_rows, measure
from eventclaims.runtime.sql import quote, require_utf8
from eventclaims.runtime.threads import run_for_each
from eventclaims.tables.records import Record, read_records
from eventclaims.tables.row_index import RowIndex

_ROWS_A_BATCH = 100_000


# Up to this number of rows and bytes, Python reads and checks a table in less time than DuckDB
# takes to plan the queries.
_SMALL_ROWS, _SMALL_BYTES = 2000, 1_000_000


class _Names(dict[str, str]):
    """The SQL name of each table, by its name in the package.

    A small table is created when its name is first read, because most are never read in SQL.
    """

    def __init__(self) -> None:
        self.pending: dict[str, Callable[[], str]] = {}

    def __missing__(self, name: str) -> str:
        self[name] = self.pending.pop(name)()
        return self[name]


@dataclass(frozen=True, slots=True)
class EmbeddedTables:
    """The methods are those of `LoadedTables`.

    Attributes:
        connection: The connection.
        is_small: Whether the package is small; see `open_database`.
        names: The SQL name of each table, by its name in the package.
        records: The records of the small tables.
    """

    connection: duckdb.DuckDBPyConnection
    is_small: bool = False
    names: _Names = field(default_factory=_Names)
    records: dict[str, list[Record]] = field(default_factory=dict)

    def load(self, tables: Sequence[Table], row_indexes: Mapping[str, RowIndex]) -> None:
        large = []
        for number, table in enumerate(tables):
            name, row_index = f"loaded.t{number}", row_indexes[table.name]
            require_utf8(str(table.path))  # whatever the size of the table
            if row_index.rows <= _SMALL_ROWS and table.path.stat().st_size <= _SMALL_BYTES:
                self.records[table.name] = [*read_records(table.path)]
                self.names.pending[table.name] = partial(self._create_small, table, name)
            else:
                self.names[table.name] = name
                large.append(table)
        run_for_each(lambda table: self._load(table, row_indexes[table.name]), large)
        # From here on rows have ordinals; keeping them in order would cost memory.
        self.connection.execute("SET preserve_insertion_order = false")

    def _create_small(self, table: Table, name: str) -> str:
        self._copy(table, name, self.records[table.name])
        return name

    def _load(self, table: Table, row_index: RowIndex) -> None:
        name = self.names[table.name]
        if not row_index.filled:  # there may be millions of blank lines
            self.connection.cursor().execute(_create(name, list_types(table)))
        elif not self._scan(table, name, row_index.filled):
            self._copy(table, name, read_records(table.path))

    def _scan(self, table: Table, name: str, rows: int) -> bool:
        """Load a table by a CSV scan, and return whether DuckDB read as many rows as Python."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(f"CREATE TABLE {name} AS {select_cells(table.path, len(table.fields))}")
        except (duckdb.OutOfMemoryException, duckdb.IOException):  # such as a full disk
            raise
        except duckdb.Error:
            return False
        return cursor.execute(f"SELECT count(*) FROM {name}").fetchall() == [(rows,)]  # noqa: S608

    def _copy(self, table: Table, name: str, records: Iterable[Record]) -> None:
        cursor = self.connection.cursor()
        cursor.register("records", convert_records(records, len(table.fields)))
        cursor.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM records")  # noqa: S608
        cursor.unregister("records")

    def select(self, _name: str, query: str, /) -> str:
        return f"({query})"

    def convert(self, name: str, _source: str, query: str, /, *, is_small: bool) -> None:
        kind = "TABLE" if is_small else "VIEW"
        self.connection.execute(f"CREATE {kind} {quote(name)} AS {query}")

    def define(self, name: str, types: Mapping[str, str], queries: Sequence[str] = ()) -> None:
        self.connection.execute(_create(quote(name), types))
        for query in queries:
            self.connection.execute(f"INSERT INTO {quote(name)} {query}")

    def add_table(self, name: str, rows: pa.Table) -> None:
        # A table takes less time to plan than Arrow rows, which DuckDB asks for their columns.
        self.connection.register("arrow_rows", rows)
        self.connection.execute(f"CREATE TABLE {quote(name)} AS FROM arrow_rows")
        self.connection.unregister("arrow_rows")

    @contextmanager
    def register(self, name: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[None]:
        self.connection.register(name, make_keys(rows))
        try:
            yield
        finally:
            self.connection.unregister(name)

    def list_numbers(self, queries: Sequence[str]) -> set[int]:
        return {int(row[0]) for query in queries for row in self.list_rows(query)}

    def list_ordinals(self, name: str, condition: str) -> set[int]:
        return self.list_numbers([f"SELECT {ORDINAL} FROM {name} WHERE {condition}"])  # noqa: S608

    def list_rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows

    def read_cells(
        self, name: str, columns: Sequence[str], ordinals: pa.ChunkedArray
    ) -> list[pa.ChunkedArray]:
        self.connection.register("wanted", pa.table({ORDINAL: ordinals}))
        query = (
            f"SELECT {', '.join(columns)} FROM {name} "  # noqa: S608 - ours
            f"SEMI JOIN wanted USING ({ORDINAL}) ORDER BY {ORDINAL}"
        )
        rows = self.connection.sql(query).to_arrow_table()
        self.connection.unregister("wanted")
        return [*rows.columns]

    def read_batches(
        self, query: str, select: Callable[[pa.RecordBatch], pa.RecordBatch], step: Step
    ) -> Iterator[pa.RecordBatch]:
        with measure(*step):
            batches = iter(self._run(query))
        while True:
            with measure(*step):
                batch = next(batches, None)
            if batch is None:
                return
            count_rows(*step, batch.num_rows)
            yield select(batch)

    def _run(self, query: str) -> pa.RecordBatchReader:
        if not self.is_small:
            return self.connection.sql(query).to_arrow_reader(_ROWS_A_BATCH)
        # DuckDB plans the query of a relation twice, which takes longer than to copy few rows.
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            return self.connection.execute(query).to_arrow_reader(_ROWS_A_BATCH)


def make_keys(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Return rows as a table with the columns k0, k1, ..."""
    columns = [make_array(cells, find_kind(cells)) for cells in zip(*rows, strict=True)]
    return pa.Table.from_arrays(columns, [f"k{n}" for n in range(len(columns))])


@contextmanager
def open_tables(memory: int | None = None, size: int = 0) -> Iterator[EmbeddedTables]:
    """Open a DuckDB for the tables of a package.

    Args:
        memory: Limit in bytes; what exceeds it is kept on disk. Half of the memory by default.
        size: Size of all files in bytes; see `open_database`.

    Raises:
        EventClaimsError: If DuckDB fails within the block.
        KeyboardInterrupt: If a query within the block is interrupted.
    """
    try:
        with open_database(memory, size) as connection:
            connection.execute("CREATE SCHEMA loaded")
            yield EmbeddedTables(connection, is_small(size))
    except duckdb.OutOfMemoryException as error:
        raise EventClaimsError("not enough memory for these tables; raise --memory") from error
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise EventClaimsError(f"the tables cannot be read: {reason}") from error


def _create(name: str, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{quote(column)} {kind}" for column, kind in types.items())
    return f"CREATE TABLE {name} ({columns})"
