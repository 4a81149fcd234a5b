"""Read single cells: numbers and formulas."""

from __future__ import annotations

import re

from eventclaims.errors import TableError
from eventclaims.package.model import Package
from eventclaims.tables.records import read_rows

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet that opens the CSV would run a cell as a formula."""
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


_MOST_DIGITS = 18


def read_table(package: Package, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as text, none where the package has no such table.

    Raises:
        TableError: If the file is not there or broken.
    """
    table = package.get_table(name)
    if table is None:
        return []
    try:
        return read_rows(table.path)[1]
    except TableError as error:
        raise TableError(f"{table.file}: {error}") from error


def read_number(cell: str) -> int:
    """Return the whole number that a cell holds, -1 where it holds none."""
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS
    return int(cell) if is_number else -1
