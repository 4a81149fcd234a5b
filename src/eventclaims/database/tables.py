"""The tables of a package, loaded once and read by every later layer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.package.model import Table
from eventclaims.tables.records import Record
from eventclaims.tables.row_index import RowIndex

IS_EMPTY = "is_empty"
IS_RAGGED = "is_ragged"
ORDINAL = "ordinal"
Step = tuple[str, str]
"""Layer and step to which the time of a query is added."""


class LoadedTables(Protocol):
    """Tables with every cell as text, in the engine that runs the queries.

    A loaded table has the columns `ordinal` (1 for the first row that is not blank), `is_ragged`
    (whether the row has more or fewer cells than the schema has fields), `is_empty` (whether all
    its cells are empty) and c0, c1, ..., one for each field. A cell that does not exist is NULL.

    Two kinds of SQL are distinguished. DuckDB computes whatever depends on one row alone, in every
    engine, so that a cell has one meaning. Queries that compare rows use only what DuckDB and Spark
    have in common, with two differences that an engine translates: quoted names and SEMI or ANTI
    JOIN.
    """

    @property
    def names(self) -> Mapping[str, str]:
        """The SQL name of each loaded table, by its name in the package."""

    @property
    def records(self) -> Mapping[str, list[Record]]:
        """The records of the tables that are so small that Python checks them in less time."""

    def load(self, tables: Sequence[Table], row_indexes: Mapping[str, RowIndex]) -> None:
        """Load tables in parallel.

        Args:
            tables: The tables; their files must be readable as CSV.
            row_indexes: The row index of each file, by table name.
        """

    def select(self, name: str, query: str, /) -> str:
        """Return what a query on one loaded table gives, as a source to write after FROM.

        Args:
            name: The SQL name of the table.
            query: The query, in DuckDB's SQL; each row of its result must depend on one row alone.
        """

    def convert(self, name: str, source: str, query: str, /, *, is_small: bool) -> None:
        """Define a table by a query on a loaded table; see `select`.

        Args:
            name: Name of the new table.
            source: The SQL name of the loaded table.
            query: The query.
            is_small: Whether the rows are worth keeping in memory.
        """

    def define(self, name: str, types: Mapping[str, str], queries: Sequence[str] = ()) -> None:
        """Define a table by queries that may compare rows.

        Args:
            name: Name of the new table.
            types: The types of its columns, by name.
            queries: The queries whose rows it has.
        """

    def add_table(self, name: str, rows: pa.Table) -> None:
        """Define a table by rows that Python made of the records of a small one."""

    def register(self, name: str, rows: Sequence[tuple[Any, ...]]) -> AbstractContextManager[None]:
        """Define a table of at least one row, with the columns k0, k1, ..., within the block."""

    def list_numbers(self, queries: Sequence[str]) -> set[int]:
        """Return the values of queries with one column of integers."""

    def list_ordinals(self, name: str, condition: str) -> set[int]:
        """Return the ordinals of the rows of a loaded table that meet a condition; see `select`."""

    def list_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""

    def read_cells(
        self, name: str, columns: Sequence[str], ordinals: pa.ChunkedArray
    ) -> list[pa.ChunkedArray]:
        """Return columns of the rows of a loaded table with these ordinals, which ascend."""

    def read_batches(
        self, query: str, select: Callable[[pa.RecordBatch], pa.RecordBatch], step: Step
    ) -> Iterator[pa.RecordBatch]:
        """Yield what a function selects from each batch of a query.

        Args:
            query: The query.
            select: The function, which may run in another process.
            step: What the time of the query is added to.
        """


def name_column(table: Table, field: str) -> str:
    """Return the loaded column of a field: by position, as names may differ only in their case."""
    return f"c{table.fields.index(field)}"


def list_types(table: Table) -> dict[str, str]:
    """Return the types of the columns of a loaded table, by name."""
    cells = {f"c{number}": "VARCHAR" for number in range(len(table.fields))}
    return {ORDINAL: "BIGINT", IS_RAGGED: "BOOLEAN", IS_EMPTY: "BOOLEAN"} | cells
