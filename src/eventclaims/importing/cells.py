"""Make the cells of a row from the cells of a foreign table."""

import calendar
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from eventclaims.importing.mapping import PLACEHOLDER, Cell

Cells = Mapping[str, str]
_UNKNOWN = {"", "0", "00"}


class CellError(ValueError):
    """A cell cannot be made; the message states the value."""


def clean(cell: str) -> str:
    """Return a cell in the form of the standard: NFC, line feeds, no outer space."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fill(template: str, cells: Cells) -> str:
    """Return a template with its placeholders filled; empty if one of them is missing."""
    names = PLACEHOLDER.findall(template)
    if not all(cells.get(name) for name in names):
        return ""
    return PLACEHOLDER.sub(lambda match: cells[match[1]], template)


def make_cell(cell: Cell, cells: Cells) -> str:
    """Return the value of a cell that is not a reference.

    Args:
        cell: Its description.
        cells: The cells of the foreign row, by column.

    Raises:
        CellError: If a value has no code, or is not a date.
    """
    parts = cell.parts
    if "bound" in parts:
        return _make_bound(parts, cells)
    value = fill(parts["value"], cells)
    otherwise: str | None = parts.get("otherwise")
    if not value:
        return otherwise or ""
    if "codes" in parts:
        code = parts["codes"].get(value, otherwise)
        if code is None:
            raise CellError(f"`{value}` has no code")
        return str(code)
    return _make_date(value, parts["date"]) if "date" in parts else value


def _make_date(value: str, form: str) -> str:
    try:
        return datetime.strptime(value, form).date().isoformat()  # noqa: DTZ007 - a day
    except ValueError as error:
        raise CellError(f"`{value}` is not a date of the form `{form}`") from error


def _make_bound(parts: Mapping[str, Any], cells: Cells) -> str:
    """Return the first or last day of a date whose month or day may be unknown."""
    year, month, day = (fill(parts.get(name, ""), cells) for name in ("year", "month", "day"))
    if year in _UNKNOWN:
        return ""
    is_first = parts["bound"] == "earliest"
    try:
        if month in _UNKNOWN:
            return date(int(year), 1 if is_first else 12, 1 if is_first else 31).isoformat()
        number = calendar.monthrange(int(year), int(month))[1]
        if day in _UNKNOWN:
            day = "1" if is_first else str(number)
        return date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError) as error:
        raise CellError(f"`{year}-{month}-{day}` is not a date") from error
