"""Excel: one workbook, a sheet a table, with sheets that explain it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.errors import EventClaimsError
from eventclaims.release.cells import Value
from eventclaims.release.edition import Edition
from eventclaims.release.files import ReleaseFile
from eventclaims.release.sheets import Sheet, introduce, make_sheets

_FORMULA = re.compile(r"[=+\-@\t\r]")
_WIDTHS = {"integer": 12, "number": 12, "boolean": 12, "date": 14}
_MIN_WIDTH, _MAX_WIDTH = 10, 50
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Formats:
    """How cells look: a header, text, text that begins like a formula, a day, the rest."""

    head: Any
    text: Any
    quoted: Any
    day: Any
    other: Any


def make(edition: Edition, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make one workbook of every table, code lists included.

    The sheets are "Read me", "Columns" (what each column of each table holds), then the tables,
    each with its header in row 1, frozen and with filters. Text is text and never run as a
    formula, not even after it was edited; numbers, days and true and false are such; an empty cell
    is empty. A column in which a day lies before 1 March 1900 is text, in ISO 8601, since
    spreadsheets disagree on such days; "Columns" says so. Control characters are written as
    _xHHHH_, as Office Open XML asks (ECMA-376, ST_Xstring).

    Args:
        edition: What is released.
        files: What was made before; not used.

    Yields:
        `<name>.xlsx`.

    Raises:
        EventClaimsError: If Excel cannot hold a name, a cell or so many rows.
    """
    del files
    content = io.BytesIO()
    try:
        with xlsxwriter.Workbook(content, _OPTIONS) as book:
            _write(book, edition)
    except XlsxWriterException as error:
        raise EventClaimsError(f"Excel: {error}") from error
    yield ReleaseFile(
        f"{edition.name}.xlsx", "Every table, as an Excel workbook.", content.getvalue()
    )


def _write(book: Any, edition: Edition) -> None:  # noqa: ANN401 - xlsxwriter has no types
    book.set_properties({"title": edition.title, "created": edition.time.replace(tzinfo=None)})
    text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    formats = _Formats(
        head=book.add_format({"bold": True, "bg_color": "#E7EDF3", "bottom": 1}),
        text=book.add_format(text),
        quoted=book.add_format(text | {"quote_prefix": True}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        other=book.add_format({"valign": "top"}),
    )
    first = book.add_worksheet("Read me")
    first.set_column(0, 0, 100)
    for place, line in enumerate(introduce(edition)):
        first.write_string(place, 0, line, formats.text)
    for sheet in make_sheets(edition):
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:  # noqa: ANN401 - likewise
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    row_count = len(sheet.columns[0]) if sheet.columns else 0
    page.autofilter(0, 0, row_count, len(sheet.header) - 1)
    for place, name in enumerate(sheet.header):
        page.set_column(place, place, _choose_width(sheet, place))
        page.write_string(0, place, name, formats.head)
        if sheet.hints[place]:
            page.write_comment(0, place, sheet.hints[place], {"x_scale": 2})
        for row, value in enumerate(sheet.columns[place], 1):
            _write_cell(page, row, place, value, formats)


def _write_cell(page: Any, row: int, place: int, value: Value | None, formats: _Formats) -> None:  # noqa: ANN401 - likewise
    if isinstance(value, str):
        style = formats.quoted if _FORMULA.match(value) else formats.text
        page.write_string(row, place, value, style)
    elif isinstance(value, bool):
        page.write_boolean(row, place, value, formats.other)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats.day)
    elif value is not None:
        page.write_number(row, place, value, formats.other)


def _choose_width(sheet: Sheet, place: int) -> int:
    """Return the width of a column in characters: that of its widest text within bounds."""
    longest = max((len(str(value)) for value in sheet.columns[place]), default=0)
    wanted = max(longest, len(sheet.header[place]) + 3, _WIDTHS.get(sheet.types[place], _MIN_WIDTH))
    return min(wanted, _MAX_WIDTH)
