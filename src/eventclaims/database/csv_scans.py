"""CSV files as DuckDB table functions: every cell as text, names and paths quoted."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from eventclaims.runtime.sql import escape_glob, literal
from eventclaims.tables.records import LONGEST_CELL


def scan_exactly(path: Path, header: Sequence[str]) -> str:
    """Return the DuckDB source of a CSV file, which fails if the file is malformed.

    An empty cell is an empty text. The scan accepts one thing that `records.read_records` refuses:
    empty cells after the last column. It must run in parallel: DuckDB 2.0 with one thread silently
    drops the rest of the file after a quote that is never closed.

    Args:
        path: The file.
        header: The columns in the order of the file.
    """
    not_null = ", ".join(map(literal, header))
    return _scan(path, header, f"strict_mode=true, force_not_null=[{not_null}]")


def scan_padded(path: Path, width: int) -> str:
    """Return the DuckDB source of a CSV file with the columns c0, c1, ..., which pads ragged rows.

    A cell that does not exist is NULL, an empty one is an empty text. Longer rows are cut.

    Args:
        path: The file.
        width: Number of columns.
    """
    # No cell equals this text, so NULL only marks cells that do not exist.
    never = uuid.uuid4().hex
    options = (
        f"nullstr='{never}', parallel=false, null_padding=true, strict_mode=false, "
        f"ignore_errors=true, buffer_size={2 * LONGEST_CELL}"
    )
    return _scan(path, [f"c{number}" for number in range(width)], options)


def _scan(path: Path, columns: Sequence[str], options: str) -> str:
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    return (
        f"read_csv({literal(escape_glob(str(path)))}, columns={{{types}}}, auto_detect=false, "
        f"header=true, delim=',', quote='\"', escape='\"', max_line_size={LONGEST_CELL}, "
        f"compression='none', {options})"
    )
