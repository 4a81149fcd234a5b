"""A CSV table as DuckDB scans it: every cell as text, names and paths quoted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from eventclaims.database.sql import escape_glob, literal, quote
from eventclaims.package.model import Table

_MAX_LINE_BYTES = 16 * 1024**2


def scan_csv(table: Table, names: Collection[str]) -> str:
    """Return the DuckDB source of a CSV as text; it pads ragged rows, and drops blank ones only.

    Args:
        table: The table.
        names: The columns that are wanted of it; of the others two may differ only in their case.
    """
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(table.fields)))
    wanted = (
        f"c{place} AS {quote(name)}" for place, name in enumerate(table.fields) if name in names
    )
    options = (
        f"columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"', "
        "escape='\"', parallel=false, null_padding=true, strict_mode=false, ignore_errors=true, "
        f"max_line_size={_MAX_LINE_BYTES}"
    )
    path = literal(escape_glob(str(table.path)))
    selected = ", ".join(["row_number() OVER () AS ordinal", *wanted])
    return f"(SELECT {selected} FROM read_csv({path}, {options}))"  # noqa: S608 - quoted


def scan_exactly(path: Path, header: Sequence[str]) -> str:
    """Return the DuckDB source of a CSV as text, which fails rather than mend what it reads.

    An empty cell is an empty text. Of all that `records.read_records` refuses it takes one thing,
    empty cells beyond the last column. It must run in parallel: alone, DuckDB 2.0 drops the rest of
    the file after a quote that is never closed, and says nothing.

    Args:
        path: The file.
        header: The columns in the order of the file.
    """
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    options = (
        f"columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"', "
        f"escape='\"', strict_mode=true, force_not_null=[{', '.join(map(literal, header))}], "
        f"max_line_size={_MAX_LINE_BYTES}"
    )
    return f"read_csv({literal(escape_glob(str(path)))}, {options})"
