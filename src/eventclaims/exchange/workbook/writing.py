"""Write a package as a workbook for coding."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventclaims.errors import EventClaimsError
from eventclaims.exchange import layout
from eventclaims.exchange.exported import Rows, hash_rows, make_labels, read_plans
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.workbook.book import (
    SPARE,
    Book,
    make_file,
    write_lines,
    write_manifest,
)
from eventclaims.exchange.workbook.side_sheets import (
    introduce,
    write_base,
    write_codes,
    write_findings,
    write_lists,
)
from eventclaims.exchange.workbook.table_sheets import write_sheet
from eventclaims.package.model import Package
from eventclaims.report.finding import Finding
from eventclaims.tables.sheets import MAX_ROWS, find_size_problem, find_text_problem

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

    def write(file: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
        labels = make_labels(plans, rows)
        book = Book(package, plans, rows, file, formats, labels, spare)
        for one in findings:
            if one.table and one.record:
                book.findings.setdefault((one.table, one.record), []).append(one)
        _write(book, findings, coder)

    return make_file(package, str(package.descriptor.get("title", package.name)), write)


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
    hashes = [("table", p.name, hash_rows(p.table, book.rows[p.name])) for p in book.plans]
    lines = [("coder", coder), *hashes]
    write_manifest(pages[layout.MANIFEST], book.package, lines, book.formats["text"])
    write_base(book, pages[layout.BASE])
    write_lines(pages[layout.README], introduce(book, coder), book.formats)
    for name in (layout.BASE, layout.LISTS):
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
