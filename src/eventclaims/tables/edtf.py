"""Dates as honest intervals, and their EDTF form (ISO 8601-2:2019)."""

from __future__ import annotations

import calendar
import re
from datetime import date

WITHIN = "within"
THROUGHOUT = "throughout"
_YEAR_END = (12, 31)
_FORM = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)


def format_edtf(earliest: date | None, latest: date | None, date_type: str | None = WITHIN) -> str:
    """Write bounds as an EDTF date.

    Args:
        earliest: First possible day, inclusive; None for open.
        latest: Last possible day, inclusive; None for open.
        date_type: "within" for some time between the bounds, "throughout" for all the time.

    Returns:
        A day, month or year where the bounds are just that; otherwise `[a..b]` for within and
        `a/b` for throughout, with `..` for an open end; empty where both ends are open.
    """
    if earliest is None and latest is None:
        return ""
    if earliest and latest:
        unit = _format_unit(earliest, latest)
        if unit:
            return unit
    if date_type == THROUGHOUT:
        return f"{_format_day(earliest) or '..'}/{_format_day(latest) or '..'}"
    return f"[{_format_day(earliest)}..{_format_day(latest)}]"


def _format_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _format_unit(earliest: date, latest: date) -> str:
    if earliest == latest:
        return earliest.isoformat()
    if earliest.year != latest.year or earliest.day != 1:
        return ""
    if earliest.month == 1 and (latest.month, latest.day) == _YEAR_END:
        return f"{earliest.year:04d}"
    last = calendar.monthrange(earliest.year, earliest.month)[1]
    if (latest.month, latest.day) == (earliest.month, last):
        return f"{earliest.year:04d}-{earliest.month:02d}"
    return ""


def parse_edtf(text: str) -> tuple[date | None, date | None, str | None]:
    """Read the bounds back from an EDTF date that `format_edtf` wrote.

    Args:
        text: The EDTF date.

    Returns:
        Earliest and latest day, and "within" or "throughout"; the type is None for a day, month
        or year, whose form does not tell, and for an empty text.

    Raises:
        ValueError: If the text is not of that form, or names a day that does not exist.
    """
    if not text:
        return None, None, None
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
        return _parse_end(first), _parse_end(last), WITHIN
    if "/" in text:
        first, _, last = text.partition("/")
        return _parse_end(first, ".."), _parse_end(last, ".."), THROUGHOUT
    return *_parse_unit(text), None


def _parse_end(text: str, open_end: str = "") -> date | None:
    return None if text == open_end else date.fromisoformat(text)


def _parse_unit(text: str) -> tuple[date, date]:
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"not an EDTF date of this dataset: {text!r}")
    year = int(match["year"])
    if match["day"]:
        day = date.fromisoformat(text)
        return day, day
    if match["month"]:
        month = int(match["month"])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def parse_day(text: str) -> date | None:
    """Return the day that a cell holds, None for an empty cell or one that holds no ISO day."""
    try:
        return date.fromisoformat(text) if _FORM.fullmatch(text) else None
    except ValueError:
        return None
