"""Read the cells of a table as text, and recognise numbers and formulas."""

import re
from collections.abc import Iterable

from eventclaims.errors import TableError
from eventclaims.package.model import Package, Table
from eventclaims.tables.records import read_rows

# OWASP names the full-width forms too: some spreadsheets read them as the ASCII characters.
_SIGN = "[+\\-@\uff0b\uff0d\uff20]"
# Numbers and texts, each with an operator after it.
_OPERANDS = r'(?:(?:[\d.,%\s)]*|"[^"]*")[-+*/^&=<>@(])*\s*'
_CELL = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
_AFTER = r"\s*(?:[-+*/^&=<>%]|$)"
# What a spreadsheet computes from functions, cells and programs. Other cells with a sign, such as
# -5%, +1-202 or @name, are displayed as text, or as another number at worst.
_COMPUTED = "|".join(
    (
        rf"[A-Za-z_][\w.]*\([^)]*(?:\){_AFTER}|$)",  # a function
        rf"{_CELL}(?::{_CELL})?{_AFTER}",  # cells
        r"(?:'[^']*'|[\w.\[\]]+)!\$?[A-Za-z]",  # cells of another sheet or file
        r"[A-Za-z_][\w.]*\|[^!]*!",  # a program (DDE)
    )
)
FORMULA = re.compile(f"[\\t\\r\\n]*(?:[=\uff1d]|{_SIGN}{_OPERANDS}(?:{_COMPUTED}))", re.ASCII)
"""Matches the beginning of a formula; DuckDB reads the same syntax."""
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MAX_DIGITS = 18


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell as a formula.

    A formula begins with =, or with +, - or @ before a function, a cell or a program.
    """
    return bool(FORMULA.match(cell))


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
    header, rows = read_rows(table.path, table.shown_path)
    missing = next((column for column in columns if column not in header), None)
    if missing is not None:
        raise TableError(f"{table.file}: column {missing} is missing")
    return rows


def read_matching_table(table: Table) -> list[dict[str, str]]:
    """Return the rows of a table whose header is that of its schema.

    Raises:
        TableError: If the file is missing or is not valid CSV, or has another header.
    """
    header, rows = read_rows(table.path, table.shown_path)
    require_header(table, header)
    return rows


def require_header(table: Table, header: Iterable[str]) -> None:
    """Refuse a header of a table that is not that of its schema.

    Raises:
        TableError: If it is another one.
    """
    if tuple(header) != table.fields:
        raise TableError(
            f"{table.file}: the header does not match the schema; run eventclaims validate"
        )


def read_number(cell: str) -> int:
    """Return the non-negative integer in a cell; -1 for any other text."""
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= _MAX_DIGITS
    return int(cell) if is_number else -1
