"""Repair what a spreadsheet did to a table, where the intended cells are unambiguous."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eventclaims.lint.file_kind import SEPARATORS
from eventclaims.package.model import Table
from eventclaims.tables.edtf import parse_day
from eventclaims.tables.records import is_utf8, read_header, read_rows

Rows = list[dict[str, str]]
# A spreadsheet adds midnight when a date column is converted.
_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_MIDNIGHT}", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Repairs:
    """Facts that the caller knows about the files.

    Attributes:
        encoding: The encoding of files that are not UTF-8, such as windows-1252; if empty, they
            are an error.
        dates: The order of dates that do not begin with the year, "mdy" or "dmy"; if empty, such
            dates stay.
    """

    encoding: str = ""
    dates: str = ""


def read_repaired(table: Table, repairs: Repairs) -> tuple[list[str], Rows, list[str]]:
    """Return the header and the rows of a table, and what was repaired in them.

    Repaired are: cells separated by semicolons, tabs or vertical bars; an encoding that the caller
    states; TRUE and FALSE in columns of the type boolean; dates whose order is known, in columns
    of the type date; a decimal comma in a file separated by semicolons. Blank rows are left out,
    except in a table without a key, in which any row may be empty.

    Args:
        table: The table.
        repairs: Facts that the caller knows about the files.

    Returns:
        The header, the rows, and a line for each repair, such as
        `CLM-0001 deadline: 3/8/2031 -> 2031-03-08`.

    Raises:
        TableError: If the table cannot be read.
    """
    done = []
    encoding = ""
    if repairs.encoding and not is_utf8(table.path):
        encoding = repairs.encoding
        done.append(f"read as {encoding}, written as UTF-8")
    separator = _find_separator(table, encoding)
    if separator != ",":
        done.append(f"cells separated by {SEPARATORS[separator]}, written with commas")
    header, rows = read_rows(
        table.path,
        table.shown_path,
        keep_empty=not table.key,
        encoding=encoding,
        separator=separator,
    )
    for row in rows:
        done += _repair_row(table, row, repairs.dates, has_decimal_comma=separator == ";")
    return header, rows, done


def _find_separator(table: Table, encoding: str) -> str:
    """Return the separator with which the first line is the header of the table."""
    line = read_header(table.path, encoding)
    for separator in SEPARATORS:
        if tuple(next(csv.reader([line], delimiter=separator), [])) == table.fields:
            # A table with one column has no separator.
            return separator if len(table.fields) > 1 else ","
    return ","


def _repair_row(
    table: Table, row: dict[str, str], order: str, *, has_decimal_comma: bool
) -> Iterator[str]:
    """Repair the cells of a row, and yield a line for each repair."""
    name = "/".join(row.get(column, "") for column in table.key)
    for field in table.schema["fields"]:
        column = field["name"]
        cell = row.get(column, "")
        repaired = cell
        if field["type"] == "boolean" and cell.lower() in {"true", "false"}:
            repaired = cell.lower()
        elif field["type"] == "date" and field.get("format", "default") == "default":
            repaired = repair_date(cell, order)
        elif field["type"] == "number" and has_decimal_comma and _DECIMAL_COMMA.fullmatch(cell):
            repaired = cell.replace(",", ".")
        if repaired != cell:
            row[column] = repaired
            yield f"{name} {column}: {cell} -> {repaired}".lstrip()


def repair_date(cell: str, order: str) -> str:
    """Return a date as YYYY-MM-DD; the cell as it is if its order is unknown or it is not a day."""
    if not cell or parse_day(cell):
        return cell
    if match := _YEAR_FIRST.fullmatch(cell):
        year, month, day = map(int, match.groups())
    elif order and (match := _YEAR_LAST.fullmatch(cell)):
        first, second, year = map(int, match.groups())
        month, day = (first, second) if order == "mdy" else (second, first)
    else:
        return cell
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return cell
