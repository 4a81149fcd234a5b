"""Open an embedded DuckDB."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from eventclaims.runtime.sql import literal, require_utf8

_MEMORY_PER_BYTE = 4
# Up to this size in bytes, DuckDB takes longer to optimise the queries than they run: without, a
# package of 11 rows takes 15 % less time, one of 9 MB as much, one of 250 MB two thirds more. The
# two that remove columns from joins are kept: they save a quarter of the time of the views. Such
# tables have too few rows to be divided among threads, which would only wait for each other.
_SMALL = 4_000_000
_KEPT = ("unused_columns", "column_lifetime")


@contextmanager
def open_database(memory: int | None = None, size: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty DuckDB without network access, and delete its files when the block ends.

    Args:
        memory: Limit in bytes; what exceeds it is kept on disk. Half of the memory by default.
        size: Size in bytes of all files that will be loaded, 0 if unknown; if they need more than
            the memory, tables are written to disk from the start: slower, with less memory.

    Raises:
        EventClaimsError: If the path of the folder for temporary files is not UTF-8.
        KeyboardInterrupt: If a query within the block is interrupted.
    """
    with TemporaryDirectory(prefix="eventclaims-", ignore_cleanup_errors=True) as folder:
        require_utf8(folder)
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder,
        }
        # A percentage is of the memory of the machine, or of the container's limit.
        config["memory_limit"] = "50%" if memory is None else f"{memory}B"
        on_disk = memory is not None and size * _MEMORY_PER_BYTE > memory
        database = str(Path(folder, "tables.duckdb")) if on_disk else ":memory:"
        try:
            with closing(duckdb.connect(database, config=config)) as connection:
                connection.execute("SET enable_progress_bar = false")
                if is_small(size):
                    connection.execute(f"SET disabled_optimizers = {_list_disabled(connection)}")
                    connection.execute("SET threads = 1")
                yield connection
        except RuntimeError as error:
            if is_interruption(error):
                raise KeyboardInterrupt from error
            raise


def is_small(size: int) -> bool:
    """Return whether queries on files of a size in bytes take less time than their plans."""
    return 0 < size <= _SMALL


def _list_disabled(connection: duckdb.DuckDBPyConnection) -> str:
    names = (name for (name,) in connection.execute("FROM duckdb_optimizers()").fetchall())
    return literal(",".join(name for name in names if name not in _KEPT))


def is_interruption(error: Exception) -> bool:
    """Return whether DuckDB raised an error because Ctrl-C interrupted a query."""
    return type(error) is RuntimeError and str(error) == "Query interrupted"
