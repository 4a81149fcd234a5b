"""Write date intervals in EDTF (ISO 8601-2:2019)."""

import calendar
import re
from datetime import date

WITHIN = "within"
THROUGHOUT = "throughout"
_YEAR_END = (12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def format_edtf(earliest: date | None, latest: date | None, date_type: str | None = WITHIN) -> str:
    """Return an interval as an EDTF date.

    Args:
        earliest: First possible day, inclusive; None if it is unknown.
        latest: Last possible day, inclusive; None if it is unknown.
        date_type: "within" for some time in the interval, "throughout" for all of it.

    Returns:
        A day, month or year if the interval is exactly that. Otherwise `[a..b]` for within and
        `a/b` for throughout, with an unknown day as an empty text and `..` respectively. Empty if
        both days are unknown.
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


def parse_day(text: str) -> date | None:
    """Return a day in the form YYYY-MM-DD; None for any other text."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


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
