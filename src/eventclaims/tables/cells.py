"""Read the cells of a table as text, and recognise numbers and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eventclaims.errors import TableError
from eventclaims.package.model import Package
from eventclaims.tables.records import read_rows

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MAX_DIGITS = 18


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell as a formula."""
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


def read_table(package: Package, name: str, columns: Iterable[str] = ()) -> list[dict[str, str]]:
    """Return the rows of a table as text; empty if the package does not have the table.

    Args:
        package: The opened package.
        name: Name of the table.
        columns: Columns that the caller needs.

    Raises:
        TableError: If the file is missing, is not valid CSV, or lacks a needed column.
    """
    table = package.get_table(name)
    if table is None:
        return []
    try:
        header, rows = read_rows(table.path)
    except TableError as error:
        raise TableError(f"{table.file}: {error}") from error
    missing = next((column for column in columns if column not in header), None)
    if missing is not None:
        raise TableError(f"{table.file}: column {missing} is missing")
    return rows


def read_number(cell: str) -> int:
    """Return the non-negative integer in a cell; -1 for any other text."""
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= _MAX_DIGITS
    return int(cell) if is_number else -1
