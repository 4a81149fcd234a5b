"""An Excel workbook: one sheet per view and table, and two sheets that explain them."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.documentation.citation_styles import format_apa
from eventclaims.errors import EventClaimsError
from eventclaims.exchange.workbook.book import finish_table, fit_row, write_lines
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable, Value, make_format_error
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import (
    WRITER_OPTIONS,
    choose_width,
    find_size_problem,
    find_text_problem,
)

_FORM = "Excel"
# Spreadsheets disagree on earlier dates, because Excel has a 29 February 1900.
_MIN_DAY = date(1900, 3, 1)
_TEXT_DATE = "date, stored as text because some dates are before 1900-03-01"
_WIDTHS = {"integer": 12, "number": 12, "boolean": 12, "date": 14}
_MIN_WIDTH = 10
# Cell formats; `quoted` is for text that begins like a formula.
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": _TEXT | {"bold": True, "font_size": 14},
    "heading": _TEXT | {"bold": True},
    "link": _TEXT | {"font_color": "#0563C1", "underline": 1},
    "head": {"bold": True, "bg_color": "#E7EDF3", "bottom": 1},
    "text": _TEXT,
    "quoted": _TEXT | {"quote_prefix": True},
    "number": {"valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "boolean": {"num_format": '"TRUE";"TRUE";"FALSE"', "align": "left", "valign": "top"},
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet; `types` are those of Table Schema, `comments` are shown on the header cells."""

    name: str
    header: tuple[str, ...]
    types: tuple[str, ...]
    comments: tuple[str, ...]
    columns: tuple[Sequence[Value | None], ...]


def make_excel(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `<name>.xlsx` with the sheets "Read me", the views, "Columns" and the tables.

    Each sheet has its header in row 1, frozen and with filters. Text is wrapped, stored as text
    and never run as a formula, even after it was edited. A column with a date before 1900-03-01 is
    stored as text in ISO 8601, and "Columns" says so. Control characters are written as _xHHHH_
    (ECMA-376, ST_Xstring).
    """
    content = io.BytesIO()
    try:
        with xlsxwriter.Workbook(content, WRITER_OPTIONS) as book:
            _write(book, release)
    except XlsxWriterException as error:
        raise EventClaimsError(f"{_FORM}: {error}") from error
    title = "Every view and table, as an Excel workbook."
    yield ReleaseFile(f"{release.name}.xlsx", title, content.getvalue())


def _write(book: Any, release: ReleaseInput) -> None:  # noqa: ANN401 - xlsxwriter has no types
    book.set_properties({"title": release.title, "created": release.time.replace(tzinfo=None)})
    formats = {name: book.add_format(form) for name, form in _FORMATS.items()}
    sheets = [_make_sheet(table) for table in release.sheets]
    sheets.insert(len(release.views), _explain_columns(release, sheets))
    introduction = book.add_worksheet("Read me")
    introduction.set_landscape()
    write_lines(introduction, _introduce(release, sheets), formats)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)


def _make_sheet(table: ReleaseTable) -> _Sheet:
    fields, columns = table.schema["fields"], {**table.values}
    if problem := find_size_problem(len(table.rows), len(fields)):
        raise make_format_error(_FORM, table.name, fields[0]["name"], problem)
    if table.name.lower() == "history":
        raise EventClaimsError(f"{_FORM}: table {table.name!r}: Excel reserves this name")
    types = {field["name"]: field["type"] for field in fields}
    for name, values in table.values.items():
        for problem in filter(None, map(_find_problem, values)):
            raise make_format_error(_FORM, table.name, name, problem)
        if any(isinstance(value, date) and value < _MIN_DAY for value in values):
            columns[name] = [value and str(value) for value in values]
            types[name] = _TEXT_DATE
    comments = tuple(str(field.get("description", "")) for field in fields)
    cells = tuple(columns.values())
    return _Sheet(table.name, table.columns, tuple(types.values()), comments, cells)


def _find_problem(value: Value | None) -> str | None:
    """Return why a cell of a workbook cannot contain a value, None if it can."""
    if isinstance(value, float) and float(f"{value:.16G}") != value:
        return f"{value!r} has more digits than Excel stores"
    return find_text_problem(value) if isinstance(value, str) else None


def _explain_columns(release: ReleaseInput, sheets: Sequence[_Sheet]) -> _Sheet:
    header = ("table", "column", "title", "type", "description", "codes")
    rows = [
        (
            table.name,
            field["name"],
            str(field.get("title", "")),
            shown_type,
            str(field.get("description", "")),
            "; ".join(release.list_codes(field)),
        )
        for table, sheet in zip(release.sheets, sheets, strict=True)
        for field, shown_type in zip(table.schema["fields"], sheet.types, strict=True)
    ]
    columns = tuple(zip(*rows, strict=True))
    types, comments = ("string",) * len(header), ("",) * len(header)
    return _Sheet("Columns", header, types, comments, columns)


def _introduce(release: ReleaseInput, sheets: Sequence[_Sheet]) -> Iterator[tuple[str, str, str]]:
    """Yield style, text and address of the link of each line of the sheet "Read me"."""
    description = release.description
    citation = description.citation
    yield "title", f"{release.title}, version {release.version}", ""
    yield "text", str(release.descriptor.get("description", "")), ""
    yield "text", "This version has no DOI." if not citation.doi else f"DOI: {citation.doi}", ""
    if citation.address:
        yield "link", citation.address, citation.address
    yield "text", f"Licence: {'; '.join(each.title for each in description.licenses)}", ""
    yield "text", f"Cite as: {format_apa(citation)}", ""
    yield "text", "", ""
    yield "heading", "How to read it", ""
    explanation = (
        "The views have names and labels, the tables ids and codes. The sheet Columns describes "
        "each column, the sheet codelists each code. An empty cell is missing. Rows refer to each "
        "other by id, such as ACT-0001."
    )
    yield "text", explanation, ""
    note = "The CSV files in data/ are the version of record; this workbook contains the same data."
    yield "text", note, ""
    yield "text", "", ""
    yield "heading", "Sheets", ""
    content = {table.name: f"{table.title} ({len(table.rows)} rows)" for table in release.sheets}
    for sheet in sheets:
        quoted = sheet.name.replace("'", "''")
        described = content.get(sheet.name, "description of each column of each sheet")
        yield "link", f"{sheet.name}: {described}", f"internal:'{quoted}'!A1"


def _write_sheet(page: Any, sheet: _Sheet, formats: dict[str, Any]) -> None:  # noqa: ANN401 - likewise
    finish_table(page, len(sheet.columns[0]) if sheet.columns else 0, len(sheet.header), 1)
    widths = [_choose_width(sheet, n) for n in range(len(sheet.header))]
    for n, name in enumerate(sheet.header):
        page.set_column(n, n, widths[n])
        page.write_string(0, n, name, formats["head"])
        if sheet.comments[n]:
            page.write_comment(0, n, sheet.comments[n], {"x_scale": 2})
        for row, value in enumerate(sheet.columns[n], 1):
            _write_cell(page, row, n, value, formats)
    for row, values in enumerate(zip(*sheet.columns, strict=True), 1):
        fit_row(page, row, zip(map(str, values), widths, strict=True))


def _write_cell(page: Any, row: int, n: int, value: Value | None, formats: dict[str, Any]) -> None:  # noqa: ANN401 - likewise
    if isinstance(value, str):
        style = formats["quoted"] if is_formula(value) else formats["text"]
        page.write_string(row, n, value, style)
    elif isinstance(value, bool):
        page.write_boolean(row, n, value, formats["boolean"])
    elif isinstance(value, date):
        page.write_datetime(row, n, value, formats["date"])
    elif value is not None:
        page.write_number(row, n, value, formats["number"])


def _choose_width(sheet: _Sheet, n: int) -> int:
    """Return the width of a column in characters, within bounds."""
    least = max(len(sheet.header[n]) + 3, _WIDTHS.get(sheet.types[n], _MIN_WIDTH))
    return choose_width((str(value) for value in sheet.columns[n]), least)
