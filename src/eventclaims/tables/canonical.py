"""Write CSV tables in canonical form: row order, quoting, line ends."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest

from eventclaims.tables.cells import NUMBER

NUMERIC = ("integer", "number", "year")
"""Types of columns that sort by number."""
_NUMBERED = re.compile(r"([A-Z]{3})-([0-9]{1,18})")
SortKey = tuple[tuple[str, int | Decimal, str], ...]


def format_record(cells: Sequence[str]) -> str:
    """Return a record in canonical form: separated by commas, quoted where needed, with LF.

    csv.writer is not used because it does not quote a carriage return.
    """
    if list(cells) == [""]:
        return '""\n'
    return ",".join(_quote(cell) for cell in cells) + "\n"


def _quote(cell: str) -> str:
    needs_quotes = any(character in cell for character in ',"\r\n')
    return '"' + cell.replace('"', '""') + '"' if needs_quotes else cell


def format_table(
    header: Sequence[str],
    rows: Iterable[dict[str, str]],
    key: Sequence[str],
    types: Sequence[str] = (),
) -> str:
    """Return a table in canonical form, with its rows sorted by key; see `sort_key` for types."""
    ordered = sorted(rows, key=lambda row: sort_key([row.get(name, "") for name in key], types))
    lines = [format_record([row.get(name, "") for name in header]) for row in ordered]
    return format_record(header) + "".join(lines)


def sort_key(parts: Sequence[str], types: Sequence[str] = ()) -> SortKey:
    """Return the sort key of a primary key.

    Ids sort by number, so that 10000 follows 9999, and so do the cells of numeric columns.

    Args:
        parts: The cells.
        types: The types of their columns; text if not given.
    """
    return tuple(_sort_part(part, type_ or "") for part, type_ in zip_longest(parts, types))


def _sort_part(part: str, type_: str) -> tuple[str, int | Decimal, str]:
    if type_ in NUMERIC and NUMBER.fullmatch(part):
        return ("", Decimal(part), part)
    match = _NUMBERED.fullmatch(part)
    return (match[1], int(match[2]), part) if match else (part, -1, "")
