"""Read CSV files record by record, with line numbers."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from eventclaims.errors import TableError
from eventclaims.package.standard import find_duplicate

HEADER_ROW = 1
# In characters; without a limit, a quote that is not closed could fill the memory.
LONGEST_CELL = 16 * 1024**2
UTF8 = "utf-8-sig"
NOT_UTF8_MESSAGE = "byte {position} of the line is not valid UTF-8"


class Record(NamedTuple):
    """One record of a CSV file.

    Attributes:
        row: Number of the record, header = 1.
        line: First line of the record in the file, from 1.
        cells: Its cells as text.
        raw: Its unparsed text.
    """

    row: int
    line: int
    cells: list[str]
    raw: str


def read_records(
    path: Path, *, strict: bool = False, encoding: str = "", separator: str = ","
) -> Iterator[Record]:
    """Yield the records of a CSV file, the header first.

    A blank line is a record without cells.

    Args:
        path: The file.
        strict: Whether quotes that do not follow RFC 4180 are an error.
        encoding: Its encoding; UTF-8 if empty.
        separator: What separates its cells.

    Raises:
        TableError: If the file is not valid CSV; the message begins with the line.
    """
    try:
        with path.open(encoding=encoding or UTF8, newline="") as file:
            yield from split_records(file, strict=strict, separator=separator)
    except LookupError as error:
        raise TableError(f"the encoding {encoding!r} is unknown") from error
    except UnicodeError as error:
        raise TableError(_explain_encoding(path, encoding)) from error
    except OSError as error:
        raise TableError(f"line 1: cannot be read ({error.strerror})") from error


def is_utf8(path: Path) -> bool:
    """Return whether a file is valid UTF-8; also if it cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            return all(line is not None for line in file)
    except UnicodeDecodeError:
        return False
    except OSError:
        return True


def read_header(path: Path, encoding: str = "") -> str:
    """Return the first line of a file, without its end; empty if it cannot be read."""
    try:
        with path.open(encoding=encoding or UTF8, errors="replace") as file:
            return file.readline(LONGEST_CELL).rstrip("\n")
    except (OSError, LookupError, UnicodeError):
        return ""


def _explain_encoding(path: Path, encoding: str) -> str:
    """Describe the first line that is not UTF-8."""
    if encoding:
        return f"line 1: the file is not valid {encoding}"
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                message = NOT_UTF8_MESSAGE.format(position=error.start + 1)
                return f"line {number}: {message}; save the file as UTF-8 (in Excel: CSV UTF-8)"
    return "line 1: the file is not valid UTF-8"


def split_records(
    lines: Iterable[str],
    row: int = HEADER_ROW,
    line: int = 1,
    *,
    strict: bool = False,
    separator: str = ",",
) -> Iterator[Record]:
    """Yield the records in some lines.

    Args:
        lines: The lines with their line ends.
        row: Number of the first record.
        line: Number of the first line.
        strict: Whether quotes that do not follow RFC 4180 are an error.
        separator: What separates the cells.

    Raises:
        TableError: If the lines are not valid CSV; the message begins with the line.
    """
    buffer: list[str] = []
    # The limit applies to the whole process, and Frictionless also sets it.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_remember(lines, buffer), delimiter=separator, strict=strict)
    try:
        for number, cells in enumerate(reader, row):
            yield Record(number, line, cells, "".join(buffer))
            line += len(buffer)
            buffer.clear()
    except csv.Error as error:
        raise TableError(f"line {line}: {error}") from error


def _remember(lines: Iterable[str], buffer: list[str]) -> Iterator[str]:
    for line in lines:
        buffer.append(line)
        yield line


def read_rows(
    path: Path,
    place: str = "",
    *,
    keep_empty: bool = False,
    encoding: str = "",
    separator: str = ",",
) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a table, each row as a dict of text cells.

    Blank lines are left out.

    Args:
        path: The file.
        place: What messages begin with; the name of the file if empty.
        keep_empty: Whether to keep the rows whose cells are all empty.
        encoding: Its encoding; UTF-8 if empty.
        separator: What separates its cells.

    Raises:
        TableError: If the file is missing or not valid CSV, or a row does not have one cell for
            each column.
    """
    place = place or path.name
    if not path.is_file():
        raise TableError(f"{place}: no such file")
    records = read_records(path, strict=True, encoding=encoding, separator=separator)
    try:
        return _make_rows(records, keep_empty=keep_empty)
    except TableError as error:
        raise TableError(f"{place}: {error}") from error


def _make_rows(
    records: Iterator[Record], *, keep_empty: bool
) -> tuple[list[str], list[dict[str, str]]]:
    header = next(records, Record(HEADER_ROW, 1, [], "")).cells
    duplicate = find_duplicate(header)
    if duplicate is not None:
        raise TableError(f"line {HEADER_ROW}: duplicate column {duplicate!r}")
    rows = []
    for record in records:
        if not record.cells or not (keep_empty or any(record.cells)):
            continue
        if len(record.cells) != len(header):
            count = f"{len(record.cells)} cells, {len(header)} columns"
            raise TableError(f"line {record.line}: {count}")
        rows.append(dict(zip(header, record.cells, strict=True)))
    return header, rows
