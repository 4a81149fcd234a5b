"""The tables of a package in an embedded DuckDB."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.arrays import find_kind, make_array
from eventclaims.database.cells import convert_records, select_cells
from eventclaims.database.connection import open_database
from eventclaims.database.sql import quote
from eventclaims.database.tables import ORDINAL, Step, list_types
from eventclaims.errors import EventClaimsError
from eventclaims.package.model import Table
from eventclaims.runtime.profiling import count_rows, measure
from eventclaims.runtime.threads import run_for_each
from eventclaims.tables.records import read_records
from eventclaims.tables.row_index import RowIndex

_ROWS_A_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class EmbeddedTables:
    """The methods are those of `LoadedTables`.

    Attributes:
        connection: The connection.
        names: The SQL name of each table, by its name in the package.
    """

    connection: duckdb.DuckDBPyConnection
    names: dict[str, str] = field(default_factory=dict)

    def load(self, tables: Sequence[Table], row_indexes: Mapping[str, RowIndex]) -> None:
        for number, table in enumerate(tables):
            self.names[table.name] = f"loaded.t{number}"
        run_for_each(lambda table: self._load(table, row_indexes[table.name]), tables)
        # From here on rows have ordinals; keeping them in order would cost memory.
        self.connection.execute("SET preserve_insertion_order = false")

    def _load(self, table: Table, row_index: RowIndex) -> None:
        name = self.names[table.name]
        if not row_index.filled:  # there may be millions of blank lines
            self.connection.cursor().execute(_create(name, list_types(table)))
        elif not self._scan(table, name, row_index.filled):
            self._copy_records(table, name)

    def _scan(self, table: Table, name: str, rows: int) -> bool:
        """Load a table by a CSV scan, and return whether DuckDB read as many rows as Python."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(f"CREATE TABLE {name} AS {select_cells(table.path, len(table.fields))}")
        except (duckdb.OutOfMemoryException, duckdb.IOException):  # such as a full disk
            raise
        except duckdb.Error:
            return False
        return _count(cursor, f"FROM {name}") == rows

    def _copy_records(self, table: Table, name: str) -> None:
        reader = convert_records(read_records(table.path), len(table.fields))
        cursor = self.connection.cursor()
        cursor.register(f"records of {name}", reader)
        cursor.execute(f'CREATE OR REPLACE TABLE {name} AS SELECT * FROM "records of {name}"')  # noqa: S608
        cursor.unregister(f"records of {name}")

    def select(self, _name: str, query: str, /) -> str:
        return f"({query})"

    def convert(self, name: str, _source: str, query: str, /, *, is_small: bool) -> None:
        kind = "TABLE" if is_small else "VIEW"
        self.connection.execute(f"CREATE {kind} {quote(name)} AS {query}")

    def define(self, name: str, types: Mapping[str, str], queries: Sequence[str] = ()) -> None:
        self.connection.execute(_create(quote(name), types))
        for query in queries:
            self.connection.execute(f"INSERT INTO {quote(name)} {query}")

    def add(self, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        cells = [make_array([r[n] for r in rows], pa.large_string()) for n in range(len(columns))]
        self.connection.register(name, pa.Table.from_arrays(cells, names=list(columns)))

    @contextmanager
    def register(self, name: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[None]:
        self.connection.register(name, make_keys(rows))
        try:
            yield
        finally:
            self.connection.unregister(name)

    def count_rows(self, rest: str) -> int:
        return _count(self.connection, rest)

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
            batches = iter(self.connection.sql(query).to_arrow_reader(_ROWS_A_BATCH))
        while True:
            with measure(*step):
                batch = next(batches, None)
            if batch is None:
                return
            count_rows(*step, batch.num_rows)
            yield select(batch)


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
            yield EmbeddedTables(connection)
    except duckdb.Error as error:
        raise explain(error) from error


def explain(error: duckdb.Error) -> EventClaimsError:
    """Return the error to show to the user if DuckDB fails."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return EventClaimsError("not enough memory for these tables; raise --memory")
    return EventClaimsError(f"the tables cannot be read: {str(error).splitlines()[0]}")


def _create(name: str, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{quote(column)} {kind}" for column, kind in types.items())
    return f"CREATE TABLE {name} ({columns})"


def _count(connection: duckdb.DuckDBPyConnection, rest: str) -> int:
    # `fetchone` would leave a result open, and no table can be registered then.
    return int(connection.execute(f"SELECT count(*) {rest}").fetchall()[0][0])
