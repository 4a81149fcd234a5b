"""Read a workbook into rows of text, whatever program saved it."""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from eventclaims.authoring.repair import repair_date
from eventclaims.exchange import layout
from eventclaims.exchange.entries import (
    CodingError,
    EnteredTable,
    Entries,
    EntryError,
    Fault,
    Faults,
    Manifest,
    Row,
)
from eventclaims.exchange.layout import Column, SheetPlan, reduce_label
from eventclaims.exchange.workbook.safety import check_safety
from eventclaims.importing.cells import clean
from eventclaims.tables.edtf import parse_day

# Numbers names the sheet of a table after both: "claims - Table 1".
_OF_NUMBERS = re.compile(r"(.+?) - .+")
_FORMULA, _ERROR = "f", "e"
# Of the serial days of spreadsheets: 1927-05-18 to 2119-01-10. Lower ones could be years.
_SERIALS = range(10_000, 80_000)
_NUMERIC = ("integer", "number", "year")
# What some programs put before the text of a file, which can come along when it is copied.
_MARK = "\ufeff"
_AS_TEXT = "format the cell as text, and enter it again"


def read_book(path: Path, plans: Sequence[SheetPlan]) -> Entries:
    """Read a workbook that `make_workbook` wrote and any program has saved since.

    Args:
        path: The workbook.
        plans: The sheets of the package.

    Raises:
        CodingError: If it is not safe to read, is damaged, or lacks its hidden sheets.
    """
    check_safety(path)
    opened = _open(path)
    manifest = _read_manifest(opened, path.name)
    book = Entries(manifest, _read_base(opened), {})
    for sheet, plan in _match_sheets(opened, plans, book.faults):
        if plan.name in book.sheets:
            first = book.sheets[plan.name].title
            problem = f"a second sheet for the table `{plan.name}`, beside {first}"
            hint = "delete one of them; do not put the sheets of two workbooks together"
            book.faults.add(Fault(sheet.title, "", "", problem, hint))
            continue
        book.sheets[plan.name] = _read_sheet(sheet, plan, opened.epoch, book.faults)
    for plan in plans:
        if plan.name not in book.sheets:
            hint = "restore it; to remove rows, clear their cells"
            book.faults.add(Fault(plan.name, "", "", "the sheet is missing", hint))
    return book


def _open(path: Path) -> Workbook:
    try:
        with warnings.catch_warnings():
            # About lists and formats that openpyxl does not keep; only cells are read here.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path)
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        raise CodingError(f"{path.name}: cannot be read as a workbook ({error})") from error


def _read_manifest(opened: Workbook, name: str) -> Manifest:
    if layout.MANIFEST not in opened.sheetnames:
        raise CodingError(
            f"{name}: the hidden sheet {layout.MANIFEST} is missing; use a workbook that "
            "eventclaims workbook has written, and save it with a program that keeps hidden sheets"
        )
    values: dict[str, str] = {}
    hashes: dict[str, str] = {}
    codings: list[str] = []
    for cells in _list_texts(opened[layout.MANIFEST]):
        key, value, more = [*cells, "", "", ""][:3]
        if key == "table":
            hashes[value] = more
        elif key == "coding":
            codings.append(value)
        elif key:
            values[key] = value
    if values.get("format") != layout.FORMAT:
        stated = values.get("format") or "unknown"
        raise CodingError(
            f"{name}: the format of the workbook is {stated}, but this version of eventclaims "
            f"reads {layout.FORMAT}; write a new workbook"
        )
    package, version, coder = (values.get(key, "") for key in ("package", "version", "coder"))
    return Manifest(package, version, coder, hashes, codings=tuple(codings))


def _read_base(opened: Workbook) -> dict[str, list[Row]]:
    base: dict[str, list[Row]] = {}
    headers: dict[str, list[str]] = {}
    if layout.BASE not in opened.sheetnames:
        return base
    for cells in _list_texts(opened[layout.BASE]):
        table, kind, *texts = [*cells, "", ""]
        if kind == layout.COLUMNS:
            headers[table] = [text for text in texts if text]
            base[table] = []
        elif kind == layout.ROW and table in headers:
            header = headers[table]
            padded = [*texts, *[""] * len(header)]
            base[table].append(dict(zip(header, padded, strict=False)))
    return base


def _list_cells(sheet: Worksheet) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number of each row with cells, and its cells.

    The cells that are not there stay away: a sheet of LibreOffice ends with row 1048576.
    """
    lines: dict[int, list[Cell]] = {}
    for (row, _), cell in sorted(sheet._cells.items()):  # noqa: SLF001 - iter_rows makes cells
        if cell.value is not None and isinstance(cell, Cell):
            lines.setdefault(row, []).append(cell)
    yield from lines.items()


def _list_texts(sheet: Worksheet) -> Iterator[list[str]]:
    for _, cells in _list_cells(sheet):
        texts = [""] * max(cell.column for cell in cells)
        for cell in cells:
            texts[cell.column - 1] = str(cell.value)
        yield texts


def _match_sheets(
    opened: Workbook, plans: Sequence[SheetPlan], faults: Faults
) -> Iterator[tuple[Worksheet, SheetPlan]]:
    """Yield each sheet with its plan; a sheet without one is a fault unless it is empty."""
    by_name = {plan.name.casefold(): plan for plan in plans}
    own = {name.casefold() for name in layout.OWN_SHEETS}
    titles = {title.strip().casefold() for title in opened.sheetnames}
    for sheet in opened.worksheets:
        title = sheet.title.strip().casefold()
        numbers = _OF_NUMBERS.fullmatch(title)
        if title not in own | {*by_name} and numbers and numbers[1] not in titles:
            title = numbers[1].strip()
        if title in by_name:
            yield sheet, by_name[title]
        elif title not in own and next(_list_cells(sheet), None):
            close = get_close_matches(title, by_name, 1)
            hint = f"rename it to `{close[0]}`" if close else "delete it"
            faults.add(Fault(sheet.title, "", "", "the package has no table of this name", hint))


def _read_sheet(sheet: Worksheet, plan: SheetPlan, epoch: datetime, faults: Faults) -> EnteredTable:
    lines = _list_cells(sheet)
    _, header = next(lines, (1, []))
    columns, unknown = _read_header(sheet.title, header, plan, faults)
    letters = {column.name: letter for letter, column in columns.items()}
    read = EnteredTable(plan, sheet.title, letters, {})
    for area in sheet.merged_cells.ranges:
        line = area.min_row
        hint = "separate them, and enter the value of each cell"
        faults.add(
            Fault(sheet.title, str(area), "", "cells are merged", hint, plan.name, max(line, 1))
        )
    for line, cells in lines:
        row = {column.name: "" for column in columns.values() if not column.is_derived}
        for cell in cells:
            column = columns.get(get_column_letter(cell.column))
            if column is None:
                text = str(cell.value).strip()
                if text and cell.column not in unknown:
                    problem, hint = (
                        "the column has no header",
                        "enter its name, or clear the cell",
                    )
                    faults.add(
                        Fault(sheet.title, cell.coordinate, text, problem, hint, plan.name, line)
                    )
            elif not column.is_derived:
                row[column.name] = _read_cell(read, cell, column, epoch, faults)
        if any(row.values()) or faults.has_line(plan.name, line):
            read.rows[line] = row
    if not header:
        missing = Fault(sheet.title, "A1", "", "the sheet has no header", "restore it")
        faults.add(missing)
    return read


def _read_cell(
    read: EnteredTable,
    cell: Any,  # noqa: ANN401 - its value is of many types
    column: Column,
    epoch: datetime,
    faults: Faults,
) -> str:
    problem, hint = "", ""
    if cell.data_type == _FORMULA:
        problem, hint = "a formula", "enter its result as text"
    elif cell.data_type == _ERROR:
        problem, hint = "an error of the spreadsheet", "enter the value as text"
    else:
        try:
            return read_value(cell.value, column, epoch)
        except EntryError as error:
            problem, hint = error.problem, error.hint
    shown = str(getattr(cell.value, "text", cell.value))
    faults.add(read.make_fault(cell.row, column.name, shown, problem, hint))
    return ""


def _read_header(
    title: str, cells: Sequence[Cell], plan: SheetPlan, faults: Faults
) -> tuple[dict[str, Column], set[int]]:
    """Return the column of each letter, found by name or title, and the numbers of all others."""
    by_name = {_normalise(column.name): column for column in plan.columns}
    for column in plan.columns:
        by_name.setdefault(_normalise(str(column.field.get("title", ""))), column)
    found: dict[str, Column] = {}
    unknown: set[int] = set()
    for cell in cells:
        text = str(cell.value).strip()
        named = by_name.get(_normalise(text))
        if named is None and text:
            close = get_close_matches(_normalise(text), by_name, 1)
            hint = f"rename it to `{by_name[close[0]].name}`" if close else "delete the column"
            problem = f"the table `{plan.name}` has no column of this name"
            faults.add(Fault(title, cell.coordinate, text, problem, hint))
            unknown.add(cell.column)
        elif named in found.values():
            problem = "a second column of this name"
            faults.add(Fault(title, cell.coordinate, text, problem, "delete one of them"))
            unknown.add(cell.column)
        elif named is not None:
            found[get_column_letter(cell.column)] = named
    for column in plan.entered if cells else ():
        if column not in found.values():
            problem = f"the column `{column.name}` is missing"
            faults.add(Fault(title, "", "", problem, "restore its header"))
    return found, unknown


def _normalise(header: str) -> str:
    return header.removesuffix(layout.REQUIRED_MARK.strip()).strip().casefold().replace(" ", "_")


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
