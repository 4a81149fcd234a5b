"""The tables of a package in DuckDB: each file is parsed once, into the columns that are asked for.

Memory stays under a limit; what goes beyond it lies on the disk until the connection is closed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.sql import escape_glob, literal
from eventclaims.errors import EventClaimsError
from eventclaims.package.model import Table

SUSPECT = "is_suspect"
ORDINAL = "ordinal"
_MAX_LINE_BYTES = 16 * 1024**2
_MEMORY_A_BYTE = 4


@dataclass(slots=True)
class LoadedTables:
    """Tables in DuckDB.

    Attributes:
        connection: The connection.
        names: The name in SQL of each table that was loaded.
        columns: The columns that each has there.
    """

    connection: duckdb.DuckDBPyConnection
    names: dict[str, str] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def load(self, table: Table, columns: Iterable[str], faultless: str) -> int:
        """Load a table, every cell as text.

        Args:
            table: The table; its header must be that of its schema, its bytes sound.
            columns: The columns to keep.
            faultless: SQL over all columns, true only for a row without a fault in any cell.

        Returns:
            The number of rows; blank ones are none, ragged ones are padded or cut. Beside its
            columns the relation has the ordinal of each row, and whether it is suspect: ragged,
            or not known to be faultless.
        """
        kept = frozenset(columns)
        selected = [name_column(table, name) for name in table.fields if name in kept]
        end = len(table.fields)
        ragged = f"c{end - 1} IS NULL OR c{end} IS NOT NULL"
        name = f"loaded.t{next(self._numbers)}"
        parts = [
            f"row_number() OVER () AS {ORDINAL}",
            f"{ragged} OR NOT COALESCE({faultless}, FALSE) AS {SUSPECT}",
            *selected,
        ]
        self.connection.cursor().execute(
            f"CREATE TABLE {name} AS SELECT {', '.join(parts)} FROM {_scan(table)}"  # noqa: S608
        )
        self.names[table.name], self.columns[table.name] = name, kept
        row = self.connection.cursor().execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
        return int(row[0]) if row else 0

    def drop(self, table: Table) -> None:
        """Forget a table."""
        del self.columns[table.name]
        self.connection.execute(f"DROP TABLE {self.names.pop(table.name)}")

    def count_rows(self, rest: str) -> int:
        """Return how many rows a query has, given from its FROM on."""
        row = self.connection.execute(f"SELECT count(*) {rest}").fetchone()
        return int(row[0]) if row else 0

    def list_numbers(self, query: str) -> set[int]:
        """Return the one column of a query, which is of whole numbers."""
        return {int(row[0]) for row in self.list_rows(query)}

    @contextmanager
    def lend(self, name: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[None]:
        """Let rows, of which there must be some, stand as a table with the columns k0, k1, ..."""
        columns = {
            f"k{place}": pa.array(cells) for place, cells in enumerate(zip(*rows, strict=True))
        }
        columns = {
            key: cells.cast(pa.string()) if cells.type == pa.null() else cells
            for key, cells in columns.items()
        }
        self.connection.register(name, pa.table(columns))
        try:
            yield
        finally:
            self.connection.unregister(name)

    def list_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows


def explain(error: duckdb.Error) -> EventClaimsError:
    """Return what to tell the user where DuckDB could not do its work."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return EventClaimsError("the memory is too little for these tables; see --memory")
    return EventClaimsError(f"the tables cannot be read: {str(error).splitlines()[0]}")


def is_interruption(error: Exception) -> bool:
    """Return whether an error is what DuckDB makes of Ctrl-C during a query."""
    return type(error) is RuntimeError and str(error) == "Query interrupted"


def name_column(table: Table, field: str) -> str:
    """Return the column that a field has in the relation of its table.

    It is called by its place: names of fields may differ in nothing but their case.
    """
    return f"c{table.fields.index(field)}"


def _scan(table: Table) -> str:
    """Return the DuckDB source of a CSV as text, with a column for what a row has too much."""
    # No cell is this text, so that NULL marks a cell that is not there, and only that.
    nothing = uuid.uuid4().hex
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(table.fields) + 1))
    options = (
        f"columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"', "
        f"escape='\"', nullstr='{nothing}', parallel=false, null_padding=true, "
        f"strict_mode=false, ignore_errors=true, "
        f"max_line_size={_MAX_LINE_BYTES}, buffer_size={2 * _MAX_LINE_BYTES}"
    )
    return f"read_csv({literal(escape_glob(str(table.path)))}, {options})"


@contextmanager
def open_tables(memory: int | None = None, size: int = 0) -> Iterator[LoadedTables]:
    """Open an empty DuckDB, cut off from the network, and drop it with its files at the end.

    Args:
        memory: Bytes that it may take before it goes to the disk; by default half of the memory.
        size: Bytes of the files to come; where they are many for the memory, the tables lie in a
            file from the first, which takes longer and less memory.

    Raises:
        EventClaimsError: If DuckDB cannot do its work, here or in what is done with it.
        KeyboardInterrupt: If it is interrupted there.
    """
    try:
        with _connect(memory, size) as connection:
            connection.execute("CREATE SCHEMA loaded")
            yield LoadedTables(connection)
    except duckdb.Error as error:
        raise explain(error) from error
    except RuntimeError as error:
        if is_interruption(error):
            raise KeyboardInterrupt from error
        raise


@contextmanager
def _connect(memory: int | None, size: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with TemporaryDirectory(prefix="eventclaims-", ignore_cleanup_errors=True) as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder,
        }
        # A percentage is of the memory of the machine, or of the container's limit.
        config["memory_limit"] = "50%" if memory is None else f"{memory}B"
        is_large = memory is not None and size * _MEMORY_A_BYTE > memory
        database = str(Path(folder, "relations.duckdb")) if is_large else ":memory:"
        with closing(duckdb.connect(database, config=config)) as connection:
            yield connection
