"""Tables in Parquet, written as one CSV file when a package is opened."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.errors import PackageError
from eventclaims.package.parts import Join, Part, PartError
from eventclaims.runtime.connection import is_interruption, open_database
from eventclaims.runtime.sql import escape_glob, literal

_ROWS_A_BATCH = 20_000
# DuckDB computes so many rows at once. A small file may repeat a value that, written so often,
# fills the memory.
_ROWS_AT_ONCE, _MOST_BYTES = 2048, 256 * 1024**2
# DuckDB reads a decimal of more digits as a float, and so changes it.
_MOST_DIGITS = 38
_LONGEST_REASON = 200
_TEXTS = {"VARCHAR", "JSON"}
# The SQL of a cell, by the type of its value; a fraction does not end with zeros.
_CELLS = {
    "VARCHAR|JSON|BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|UUID|DATE|TIME(_NS)?": "{}::VARCHAR",
    r"FLOAT|DOUBLE|DECIMAL\(.*\)": r"regexp_replace({}::VARCHAR, '\.0*$|(\.\d*?)0+$', '\1')",
    "TIMESTAMP(_S|_MS|_NS)?": "replace({}::VARCHAR, ' ', 'T')",
    "TIME(STAMP)? WITH TIME ZONE": "replace(replace({}::VARCHAR, ' ', 'T'), '+00', 'Z')",
    '"NULL"': "NULL",
}


@contextmanager
def open_converter() -> Iterator[Join]:
    """Yield what writes Parquet files as one CSV file; see `_convert`."""
    with open_database() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET arrow_large_buffer_size = true")
        # It takes minutes for thousands of columns.
        connection.execute("SET disabled_optimizers = 'common_subexpressions'")
        yield partial(_convert, connection)


def _convert(
    connection: duckdb.DuckDBPyConnection, files: Sequence[tuple[str, Path]], converted: Path
) -> list[Part]:
    """Write Parquet files with the same columns as one CSV file in canonical form.

    A missing value is an empty cell, as is an empty text.

    Args:
        connection: What reads them.
        files: The files: the path relative to the package, and the absolute path.
        converted: The file to write.

    Raises:
        PartError: If a file cannot be read as a table.
        PackageError: If the rows of a file could fill the memory.
        OSError: If the CSV file cannot be written.
    """
    parts: list[Part] = []
    header = b""
    with converted.open("wb") as target:
        for file, path in files:
            blocks = _read_blocks(connection, file, path)
            own_header = next(blocks)
            if not parts:
                header = bytes(own_header)
                target.write(header)
            elif own_header != header:
                raise PartError(file, f"its columns are not those of `{parts[0].file}`")
            parts.append(Part(file, path, target.tell(), 1, 1, b""))
            for block in blocks:
                target.write(block)
    return parts


def _read_blocks(
    connection: duckdb.DuckDBPyConnection, file: str, path: Path
) -> Iterator[bytes | memoryview]:
    """Yield the header, then the rows of a file as CSV."""
    place = literal(escape_glob(str(path)))
    scan = f"FROM read_parquet({place}, hive_partitioning=false)"
    try:
        found = connection.sql(scan)
        types = [str(type_) for type_ in found.types]
        forms = [_find_form(file, *column) for column in zip(found.columns, types, strict=True)]
        yield _make_header(connection, file, place)
        columns = [f"c{number}" for number in range(len(types))]
        scan += f" AS t({', '.join(columns)})"
        texts = [c for c, type_ in zip(columns, types, strict=True) if type_ in _TEXTS]
        if texts and _measure(connection, texts, scan) > _MOST_BYTES:
            limit = _MOST_BYTES // 1024**2
            cause = f"{_ROWS_AT_ONCE:,} of its rows have more than {limit} MiB"
            raise PackageError(f"{file}: refused; {cause}")
        cells = [
            _quote(c) if c in texts else form.format(c)
            for c, form in zip(columns, forms, strict=True)
        ]
        for batch in connection.sql(f"SELECT {_join(cells)} {scan}").to_arrow_reader(_ROWS_A_BATCH):
            lines = batch.column(0)
            _, offsets, content = lines.buffers()
            ends = memoryview(offsets).cast("q")[lines.offset :]
            yield memoryview(content)[ends[0] : ends[len(lines)]]
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError, UnicodeError) as error:
        if is_interruption(error):
            raise
        reason = str(error).splitlines()[0].replace(str(path), file)[:_LONGEST_REASON]
        raise PartError(file, f"it cannot be read ({reason})") from error


def _find_form(file: str, column: str, type_: str) -> str:
    """Return the SQL that makes a cell of a value of a type."""
    form = next((form for types, form in _CELLS.items() if re.fullmatch(types, type_)), None)
    if form is None:
        cause = f"the column `{column}` has values of the type {type_[:_LONGEST_REASON]}"
        raise PartError(file, f"{cause}, which are not text, numbers, booleans, dates or times")
    return form


def _make_header(connection: duckdb.DuckDBPyConnection, file: str, place: str) -> bytes:
    """Return the header with the names in the file, of which DuckDB changes those that repeat."""
    query = f"SELECT name, precision, {_quote('name')} FROM parquet_schema({place}) OFFSET 1"  # noqa: S608 - quoted
    columns = connection.sql(query).fetchall()
    for name, digits, _ in columns:
        if (digits or 0) > _MOST_DIGITS:
            cause = f"the column `{name}` has numbers of more than {_MOST_DIGITS} digits"
            raise PartError(file, cause)
    header = ",".join(quoted for _, _, quoted in columns) or '""'
    return f"{header}\n".encode()


def _measure(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], scan: str) -> int:
    """Return the greatest length in bytes of the rows that DuckDB computes at once."""
    lengths = ", ".join(f"strlen({column})" for column in texts)
    rows = f"SELECT list_sum([{lengths}]) AS length, row_number() OVER () AS number {scan}"
    groups = f"SELECT sum(length) AS length FROM ({rows}) GROUP BY number // {_ROWS_AT_ONCE}"  # noqa: S608 - ours
    ((greatest,),) = connection.sql(f"SELECT max(length) FROM ({groups})").fetchall()  # noqa: S608 - ours
    return int(greatest or 0)


def _quote(text: str) -> str:
    """Return the SQL of a text as a cell in canonical form."""
    marks = " OR ".join(f"contains({text}, chr({code}))" for code in b',"\r\n')
    return f"""CASE WHEN {marks} THEN '"' || replace({text}, '"', '""') || '"' ELSE {text} END"""


def _join(cells: Sequence[str]) -> str:
    """Return the SQL of a record in canonical form; a single empty cell is quoted."""
    if len(cells) == 1:
        return f"""coalesce(nullif({cells[0]}, ''), '""') || chr(10)"""
    separated = ", ',', ".join(cells)
    return f"concat({separated}, chr(10))"
