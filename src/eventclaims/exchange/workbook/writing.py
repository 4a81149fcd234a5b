"""Write a package as a workbook for coding."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.errors import EventClaimsError
from eventclaims.exchange import layout
from eventclaims.exchange.exported import Rows, make_labels, read_plans
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.workbook.book import SPARE, Book, add_formats
from eventclaims.exchange.workbook.side_sheets import (
    write_base,
    write_codes,
    write_findings,
    write_lists,
    write_manifest,
    write_readme,
)
from eventclaims.exchange.workbook.table_sheets import write_sheet
from eventclaims.package.model import Package, read_day
from eventclaims.report.finding import Finding
from eventclaims.tables.sheets import MAX_ROWS, WRITER_OPTIONS, find_size_problem, find_text_problem

# xlsxwriter states when a workbook was made; without this, the same package gives other bytes.
_FIRST_DAY = "2000-01-01"
_LONGEST_NAME = 31


def make_workbook(
    package: Package, findings: Sequence[Finding] = (), coder: str = "", spare: int = SPARE
) -> bytes:
    """Return a workbook with a sheet for each table; the same content for the same input.

    Every cell is text. The workbook has lists of codes and ids to choose from, the next free ids,
    and, on hidden sheets, the rows as they are now and what identifies the package.

    Args:
        package: The opened package.
        findings: The findings of a validation, shown as notes on their cells and on a sheet.
        coder: The name of the coder who gets the workbook, which the import then requires.
        spare: Number of empty rows after the last one of each table, with the next ids.

    Raises:
        TableError: If a table cannot be read.
        EventClaimsError: If a table does not fit into a workbook.
    """
    plans = layout.plan_sheets(package)
    rows = read_plans(plans)
    _refuse_unfit(plans, rows, spare)
    content = io.BytesIO()
    try:
        with xlsxwriter.Workbook(content, WRITER_OPTIONS) as file:
            created = datetime.fromisoformat(read_day(package.descriptor) or _FIRST_DAY)
            title = str(package.descriptor.get("title", package.name))
            file.set_properties({"title": title, "created": created})
            book = Book(package, plans, rows, file, spare)
            for (table, record), group in groupby(
                sorted(filter(_is_at_a_row, findings), key=_get_place), key=_get_place
            ):
                book.findings[(table, record)] = list(group)
            book.formats = add_formats(file)
            book.labels = make_labels(plans, rows)
            _write(book, findings, coder)
    except XlsxWriterException as error:
        raise EventClaimsError(f"the workbook cannot be written: {error}") from error
    return content.getvalue()


def _write(book: Book, findings: Sequence[Finding], coder: str) -> None:
    pages = {
        name: book.file.add_worksheet(name)
        for name in (
            *(layout.README, layout.FINDINGS),
            *(plan.name for plan in book.plans),
            *(layout.CODES, layout.MANIFEST, layout.BASE, layout.LISTS),
        )
    }
    write_codes(book, pages[layout.CODES])
    write_lists(book, pages[layout.LISTS])
    for plan in book.plans:
        write_sheet(book, pages[plan.name], plan)
    write_findings(book, pages[layout.FINDINGS], findings)
    write_manifest(book, pages[layout.MANIFEST], coder)
    write_base(book, pages[layout.BASE])
    write_readme(book, pages[layout.README], coder)
    for name in (layout.MANIFEST, layout.BASE, layout.LISTS):
        pages[name].hide()
        pages[name].protect()
    pages[layout.README].activate()


def _refuse_unfit(plans: Sequence[SheetPlan], rows: Mapping[str, Rows], spare: int) -> None:
    """Refuse what a workbook cannot contain, or would change."""
    reserved = {name.lower() for name in (*layout.OWN_SHEETS, "history")}
    for plan in plans:
        where = f"table {plan.name!r}"
        if plan.name.lower() in reserved or len(plan.name) > _LONGEST_NAME:
            raise EventClaimsError(f"{where}: a sheet of a workbook cannot have this name")
        problem = find_size_problem(len(rows[plan.name]) + spare, len(plan.columns))
        if problem:
            raise EventClaimsError(f"{where}: {problem}")
        for row in rows[plan.name]:
            for name, cell in row.items():
                if problem := find_text_problem(cell) or _find_lost(cell):
                    raise EventClaimsError(f"{where}, column {name!r}: {problem}")
    if sum(map(len, rows.values())) + len(rows) >= MAX_ROWS:
        raise EventClaimsError("the package has more rows than a sheet")


def _find_lost(text: str) -> str | None:
    """Return why a text does not come back unchanged from a workbook, None if it does."""
    if any(character < " " and character not in "\n\t" for character in text):
        return "a cell contains a control character; run eventclaims validate"
    return "a cell contains x005F_, which workbooks use themselves" if "x005F_" in text else None


def _is_at_a_row(finding: Finding) -> bool:
    return bool(finding.table and finding.record)


def _get_place(finding: Finding) -> tuple[str, str]:
    return finding.table or "", finding.record or ""
