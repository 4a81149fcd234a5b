"""Write CSV tables in canonical form: row order, quoting, line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"([A-Z]{3})-([0-9]{1,18})")


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


def format_table(header: Sequence[str], rows: Iterable[dict[str, str]], key: Sequence[str]) -> str:
    """Return a table in canonical form, with its rows sorted by key."""
    ordered = sorted(rows, key=lambda row: sort_key([row.get(name, "") for name in key]))
    lines = [format_record([row.get(name, "") for name in header]) for row in ordered]
    return format_record(header) + "".join(lines)


def sort_key(parts: Sequence[str]) -> tuple[tuple[str, int, str], ...]:
    """Return the sort key of a primary key; ids sort by number, so that 10000 follows 9999."""
    return tuple(_sort_part(part) for part in parts)


def _sort_part(part: str) -> tuple[str, int, str]:
    match = _NUMBERED.fullmatch(part)
    return (match[1], int(match[2]), part) if match else (part, -1, "")
