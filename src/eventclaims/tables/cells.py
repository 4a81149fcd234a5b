"""Read the cells of a table as text, and recognise numbers and formulas."""

from __future__ import annotations

import re

from eventclaims.errors import TableError
from eventclaims.package.model import Package
from eventclaims.tables.records import read_rows

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MAX_DIGITS = 18


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell as a formula."""
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


def read_table(package: Package, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as text; empty if the package does not have the table.

    Raises:
        TableError: If the file is missing or not valid CSV.
    """
    table = package.get_table(name)
    if table is None:
        return []
    try:
        return read_rows(table.path)[1]
    except TableError as error:
        raise TableError(f"{table.file}: {error}") from error


def read_number(cell: str) -> int:
    """Return the non-negative integer in a cell; -1 for any other text."""
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= _MAX_DIGITS
    return int(cell) if is_number else -1
