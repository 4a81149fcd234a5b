"""The records of a CSV file, the lines that they stand on, and their canonical form."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import TableError

HEADER_ROW = 1
LONGEST_CELL = 16 * 1024**2
"""Signs that a cell may have; a quote that is never closed would else fill the memory."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a CSV file.

    Attributes:
        row: Number of the record, header = 1.
        line: Physical line on which it begins, counted from 1.
        cells: Its cells as text.
        raw: The characters of the file that it was read from.
    """

    row: int
    line: int
    cells: list[str]
    raw: str


def read_records(path: Path, *, strict: bool = False) -> Iterator[Record]:
    """Read the records of a UTF-8 CSV file one by one, the header first.

    Args:
        path: The file.
        strict: Whether quoting that RFC 4180 does not know is an error.

    Yields:
        The records; a blank line is a record without cells.

    Raises:
        TableError: If the file cannot be read as CSV; the message begins with the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from split_records(file, strict=strict)
    except OSError as error:
        raise TableError(f"line 1: cannot be read ({error.strerror})") from error


def split_records(
    lines: Iterable[str], row: int = HEADER_ROW, line: int = 1, *, strict: bool = False
) -> Iterator[Record]:
    """Split lines into records.

    Args:
        lines: The lines with their ends.
        row: Number of the first record.
        line: Number of the first line.
        strict: Whether quoting that RFC 4180 does not know is an error.

    Yields:
        The records.

    Raises:
        TableError: If they cannot be read as CSV; the message begins with the line.
    """
    buffer: list[str] = []
    # One limit for the whole process, which Frictionless sets, too, once it is loaded.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_remember(lines, buffer), strict=strict)
    try:
        for number, cells in enumerate(reader, row):
            yield Record(number, line, cells, "".join(buffer))
            line += len(buffer)
            buffer.clear()
    except (csv.Error, UnicodeDecodeError) as error:
        raise TableError(f"line {line}: {error}") from error


def _remember(lines: Iterable[str], buffer: list[str]) -> Iterator[str]:
    for line in lines:
        buffer.append(line)
        yield line


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a table, each row as a dict of text cells.

    Raises:
        TableError: If the file is not there or broken, or a row has more or fewer cells than
            the header.
    """
    if not path.is_file():
        raise TableError("no such file")
    records = read_records(path, strict=True)
    header = next(records, Record(HEADER_ROW, 1, [], "")).cells
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise TableError(f"line {HEADER_ROW}: the column {doubled[0]!r} stands there twice")
    rows = []
    for record in records:
        if len(record.cells) != len(header):
            count = f"{len(record.cells)} cells, the header has {len(header)}"
            raise TableError(f"line {record.line}: {count}")
        rows.append(dict(zip(header, record.cells, strict=True)))
    return header, rows
