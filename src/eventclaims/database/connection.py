"""Open an embedded DuckDB."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from eventclaims.database.sql import require_utf8


@contextmanager
def open_database(
    memory: int | None = None, *, on_disk: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty DuckDB without network access, and delete its files when the block ends.

    Args:
        memory: Limit in bytes; what exceeds it is kept on disk. half of the memory by default.
        on_disk: Whether tables are written to disk from the start: slower, with less memory.

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
        database = str(Path(folder, "tables.duckdb")) if on_disk else ":memory:"
        try:
            with closing(duckdb.connect(database, config=config)) as connection:
                connection.execute("SET enable_progress_bar = false")
                yield connection
        except RuntimeError as error:
            if is_interruption(error):
                raise KeyboardInterrupt from error
            raise


def is_interruption(error: Exception) -> bool:
    """Return whether DuckDB raised an error because Ctrl-C interrupted a query."""
    return type(error) is RuntimeError and str(error) == "Query interrupted"
