"""Excel: one workbook, a sheet a table, with sheets that explain it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.errors import EventClaimsError
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.cells import Value
from eventclaims.release.formats.excel_sheets import Sheet, introduce, make_sheets
from eventclaims.release.release_input import ReleaseInput
from eventclaims.tables.cells import is_formula

_WIDTHS = {"integer": 12, "number": 12, "boolean": 12, "date": 14}
_MIN_WIDTH, _MAX_WIDTH, _PAGE_WIDTH = 10, 50, 95
_LINE_HEIGHT = 15
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Formats:
    """How cells look; quoted text begins like a formula, prose is wrapped."""

    head: Any
    text: Any
    quoted: Any
    prose: Any
    day: Any
    truth: Any


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make one workbook of every table, code lists included.

    The sheets are "Read me", "Columns" (what each column of each table holds), then the tables,
    each with its header in row 1, frozen and with filters. Text is text and never run as a
    formula, not even after it was edited; numbers, days and true and false are such; an empty cell
    is empty. A column in which a day lies before 1 March 1900 is text, in ISO 8601, since
    spreadsheets disagree on such days; "Columns" says so. Control characters are written as
    _xHHHH_, as Office Open XML asks (ECMA-376, ST_Xstring).

    Args:
        release_input: What is released.
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
            _write(book, release_input)
    except XlsxWriterException as error:
        raise EventClaimsError(f"Excel: {error}") from error
    yield ReleaseFile(
        f"{release_input.name}.xlsx", "Every table, as an Excel workbook.", content.getvalue()
    )


def _write(book: Any, release_input: ReleaseInput) -> None:  # noqa: ANN401 - xlsxwriter has no types
    book.set_properties(
        {"title": release_input.title, "created": release_input.time.replace(tzinfo=None)}
    )
    text = {"num_format": "@"}
    formats = _Formats(
        head=book.add_format({"bold": True, "bg_color": "#E7EDF3", "bottom": 1}),
        text=book.add_format(text),
        quoted=book.add_format(text | {"quote_prefix": True}),
        prose=book.add_format(text | {"text_wrap": True, "valign": "top"}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        truth=book.add_format({"num_format": '"TRUE";"TRUE";"FALSE"', "align": "left"}),
    )
    _write_lines(book.add_worksheet("Read me"), introduce(release_input), formats)
    for sheet in make_sheets(release_input):
        look = replace(formats, text=formats.prose) if sheet.is_prose else formats
        _write_sheet(book.add_worksheet(sheet.name), sheet, look)


def _write_lines(page: Any, lines: Iterable[str], formats: _Formats) -> None:  # noqa: ANN401 - likewise
    page.set_column(0, 0, _PAGE_WIDTH)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, formats.prose)
        _fit_height(page, row, [(line, _PAGE_WIDTH)])


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:  # noqa: ANN401 - likewise
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    row_count = len(sheet.columns[0]) if sheet.columns else 0
    page.autofilter(0, 0, row_count, len(sheet.header) - 1)
    widths = [_choose_width(sheet, place) for place in range(len(sheet.header))]
    for place, name in enumerate(sheet.header):
        page.set_column(place, place, widths[place])
        page.write_string(0, place, name, formats.head)
        if sheet.hints[place]:
            page.write_comment(0, place, sheet.hints[place], {"x_scale": 2})
        for row, value in enumerate(sheet.columns[place], 1):
            _write_cell(page, row, place, value, formats)
    if sheet.is_prose:
        for row, values in enumerate(zip(*sheet.columns, strict=True), 1):
            _fit_height(page, row, zip(map(str, values), widths, strict=True))


def _fit_height(page: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:  # noqa: ANN401 - likewise
    """Make a row as high as its texts need; not every spreadsheet does so when it opens one."""
    lines = max(len(textwrap.wrap(text, width)) for text, width in texts)
    page.set_row(row, _LINE_HEIGHT * max(lines, 1))


def _write_cell(page: Any, row: int, place: int, value: Value | None, formats: _Formats) -> None:  # noqa: ANN401 - likewise
    if isinstance(value, str):
        style = formats.quoted if is_formula(value) else formats.text
        page.write_string(row, place, value, style)
    elif isinstance(value, bool):
        page.write_boolean(row, place, value, formats.truth)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats.day)
    elif value is not None:
        page.write_number(row, place, value)


def _choose_width(sheet: Sheet, place: int) -> int:
    """Return the width of a column in characters: that of its widest text within bounds."""
    longest = max((len(str(value)) for value in sheet.columns[place]), default=0)
    wanted = max(longest, len(sheet.header[place]) + 3, _WIDTHS.get(sheet.types[place], _MIN_WIDTH))
    return min(wanted, _MAX_WIDTH)
