"""Parse the EDTF dates of a dataset, to check what the toolkit writes."""

import calendar
import re
from datetime import date

from eventclaims.tables.edtf import THROUGHOUT, WITHIN

_UNIT = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)


def parse_edtf(text):
    """Return earliest and latest day and the type, which is None if the form does not show it."""
    if not text:
        return None, None, None
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
        return _parse_end(first), _parse_end(last), WITHIN
    if "/" in text:
        first, _, last = text.partition("/")
        return _parse_end(first, ".."), _parse_end(last, ".."), THROUGHOUT
    return *_parse_unit(text), None


def _parse_end(text, open_end=""):
    return None if text == open_end else date.fromisoformat(text)


def _parse_unit(text):
    match = _UNIT.fullmatch(text)
    year = int(match["year"])
    if match["day"]:
        day = date.fromisoformat(text)
        return day, day
    if match["month"]:
        month = int(match["month"])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)
