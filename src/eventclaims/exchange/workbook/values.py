"""Read the value of a cell as the text that the table stores."""

from datetime import date, datetime, time, timedelta
from typing import Any

from eventclaims.authoring.repair import repair_date
from eventclaims.exchange.faults import EntryError
from eventclaims.exchange.layout import Column, reduce_label
from eventclaims.importing.cells import clean
from eventclaims.tables.edtf import parse_day

# Of the serial days of spreadsheets: 1927-05-18 to 2119-01-10. Lower ones could be years.
_SERIALS = range(10_000, 80_000)
_NUMERIC = ("integer", "number", "year")
# What some programs put before the text of a file, which can come along when it is copied.
_MARK = "\ufeff"


def read_value(value: Any, column: Column, epoch: datetime) -> str:  # noqa: ANN401 - any value
    """Return a value of a cell as text.

    Args:
        value: The value, as openpyxl reads it.
        column: Its column.
        epoch: The day 0 of the serial days of the workbook.

    Raises:
        EntryError: If a number, day or truth value is where text belongs, or a day is unclear.
    """
    kind = str(column.field.get("type", "string"))
    if value is None:
        return ""
    if isinstance(value, str):
        return _read_text(value, kind, has_ids=column.has_ids)
    if isinstance(value, bool):
        if kind != "boolean":
            raise EntryError("a truth value where text belongs", _AS_TEXT)
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _read_number(value, kind, column, epoch)
    if isinstance(value, datetime | date):
        return _read_day(value, kind)
    if isinstance(value, time) and kind in {"string", "time"} and "time" in column.name:
        return f"{value:%H:%M}"
    if isinstance(value, time | timedelta):
        raise EntryError("a time where text belongs", _AS_TEXT)
    raise EntryError("a formula", "enter its result as text")


_AS_TEXT = "format the cell as text, and enter it again"


def _read_text(value: str, kind: str, *, has_ids: bool) -> str:
    text = clean(value.replace(_MARK, ""))
    if kind == "boolean" and text.lower() in {"true", "false"}:
        return text.lower()
    if kind == "date" and text:
        return _read_written_day(text)
    return reduce_label(text) if has_ids else text


def _read_written_day(text: str) -> str:
    """Return a day in the form of the standard; the text if it is not a day."""
    days = [day for order in ("mdy", "dmy") if parse_day(day := repair_date(text, order))]
    if len({*days}) > 1:
        raise EntryError(f"could be {days[0]} or {days[1]}", "enter the day as 2019-03-09")
    return days[0] if days else text


def _read_number(value: float, kind: str, column: Column, epoch: datetime) -> str:
    is_whole = value == int(value) if abs(value) < 10**15 else False
    if kind in _NUMERIC or column.is_passage:
        return str(int(value)) if is_whole else repr(value)
    if kind == "date":
        if is_whole and int(value) in _SERIALS:
            return (epoch + timedelta(days=int(value))).date().isoformat()
        raise EntryError("a number where a day belongs", "enter the day as 2019-03-09")
    raise EntryError("a number where text belongs", _AS_TEXT)


def _read_day(value: date, kind: str) -> str:
    has_time = isinstance(value, datetime) and value.time() != time()
    if kind == "date" and not has_time:
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if kind == "date":
        raise EntryError("a day with a time", "enter the day as 2019-03-09")
    raise EntryError("a day where text belongs; a program has changed what was entered", _AS_TEXT)
