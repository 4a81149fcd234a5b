"""The tables of a package, loaded into DuckDB once and read by every later layer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.arrays import find_kind, make_array
from eventclaims.database.connection import open_database
from eventclaims.database.csv_scans import scan_padded
from eventclaims.errors import EventClaimsError
from eventclaims.package.model import Table
from eventclaims.runtime.threads import run_for_each
from eventclaims.tables.records import HEADER_ROW, read_records
from eventclaims.tables.row_index import RowIndex

IS_RAGGED = "is_ragged"
ORDINAL = "ordinal"
_ROWS_PER_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class LoadedTables:
    """Tables in DuckDB, every cell as text.

    A loaded table has the columns `ordinal` (1 for the first row that is not blank), `is_ragged`
    (whether the row has more or fewer cells than the schema has fields) and c0, c1, ..., one for
    each field. A cell that does not exist is NULL.

    Attributes:
        connection: The connection.
        names: The quoted SQL name of each table, by its name in the package.
    """

    connection: duckdb.DuckDBPyConnection
    names: dict[str, str] = field(default_factory=dict)

    def load(self, tables: Sequence[Table], row_indexes: Mapping[str, RowIndex]) -> None:
        """Load tables in parallel.

        Args:
            tables: The tables; their files must be readable as CSV.
            row_indexes: The row index of each file, by table name.
        """
        for number, table in enumerate(tables):
            self.names[table.name] = f"loaded.t{number}"
        run_for_each(lambda table: self._load(table, row_indexes[table.name]), tables)

    def _load(self, table: Table, row_index: RowIndex) -> None:
        name = self.names[table.name]
        if not row_index.filled:  # there may be millions of blank lines
            columns = [f"{ORDINAL} BIGINT", f"{IS_RAGGED} BOOLEAN"]
            columns += [f"c{place} VARCHAR" for place in range(len(table.fields))]
            self.connection.cursor().execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        elif not self._scan(table, name, row_index.filled):
            self._copy_records(table, name)

    def _scan(self, table: Table, name: str, rows: int) -> bool:
        """Load a table by a CSV scan, and return whether DuckDB read as many rows as Python."""
        width = len(table.fields)
        columns = ", ".join(f"c{place}" for place in range(width))
        cursor = self.connection.cursor()
        try:
            cursor.execute(
                f"CREATE TABLE {name} AS SELECT row_number() OVER () AS {ORDINAL}, "  # noqa: S608
                f"c{width - 1} IS NULL OR c{width} IS NOT NULL AS {IS_RAGGED}, {columns} "
                f"FROM {scan_padded(table.path, width + 1)}"
            )
        except (duckdb.OutOfMemoryException, duckdb.IOException):  # such as a full disk
            raise
        except duckdb.Error:
            return False
        return _count(cursor, f"FROM {name}") == rows

    def _copy_records(self, table: Table, name: str) -> None:
        """Load a table through Python's CSV reader, such as one with mixed line ends."""
        width = len(table.fields)
        texts = [(f"c{place}", pa.large_string()) for place in range(width)]
        schema = pa.schema([(ORDINAL, pa.int64()), (IS_RAGGED, pa.bool_()), *texts])
        records = (r.cells for r in read_records(table.path) if r.row > HEADER_ROW and r.cells)
        rows = enumerate(records, 1)

        def make_batches() -> Iterator[pa.RecordBatch]:
            while batch := list(islice(rows, _ROWS_PER_BATCH)):
                padded = [
                    [ordinal, len(cells) != width, *cells[:width], *[None] * (width - len(cells))]
                    for ordinal, cells in batch
                ]
                columns = zip(*padded, strict=True)
                arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

        reader = pa.RecordBatchReader.from_batches(schema, make_batches())
        cursor = self.connection.cursor()
        cursor.register(f"records of {name}", reader)
        cursor.execute(f'CREATE OR REPLACE TABLE {name} AS SELECT * FROM "records of {name}"')  # noqa: S608
        cursor.unregister(f"records of {name}")

    def count_rows(self, rest: str) -> int:
        """Return the number of rows of a query, which is given from its FROM on."""
        return _count(self.connection, rest)

    def list_numbers(self, query: str) -> set[int]:
        """Return the values of a query with one column of integers."""
        return {int(row[0]) for row in self.list_rows(query)}

    def list_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows

    @contextmanager
    def register(self, name: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[None]:
        """Register at least one row as a table with the columns k0, k1, ... within the block."""
        columns = [make_array(cells, find_kind(cells)) for cells in zip(*rows, strict=True)]
        names = [f"k{n}" for n in range(len(columns))]
        self.connection.register(name, pa.Table.from_arrays(columns, names))
        try:
            yield
        finally:
            self.connection.unregister(name)


def name_column(table: Table, field: str) -> str:
    """Return the loaded column of a field: by position, as names may differ only in their case."""
    return f"c{table.fields.index(field)}"


@contextmanager
def open_tables(memory: int | None = None, size: int = 0) -> Iterator[LoadedTables]:
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
            yield LoadedTables(connection)
    except duckdb.Error as error:
        raise explain(error) from error


def explain(error: duckdb.Error) -> EventClaimsError:
    """Return the error to show to the user if DuckDB fails."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return EventClaimsError("not enough memory for these tables; raise --memory")
    return EventClaimsError(f"the tables cannot be read: {str(error).splitlines()[0]}")


def _count(connection: duckdb.DuckDBPyConnection, rest: str) -> int:
    # `fetchone` would leave a result open, and no table can be registered then.
    return int(connection.execute(f"SELECT count(*) {rest}").fetchall()[0][0])
