"""The sheets beside the tables: for people first, then the hidden ones."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.exchange import layout
from eventclaims.exchange.exported import hash_rows
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.workbook.book import (
    ALLOWED,
    IDS,
    LONGEST_LIST,
    LONGEST_NOTE,
    Book,
    fit_row,
    join_key,
    write_texts,
)
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import MAX_ROWS

_PAGE_WIDTH = 95
# How to use a workbook; a line that begins with # is a heading.
_HELP = Path(__file__).with_name("read_me.txt")


def write_readme(book: Book, page: Any, coder: str) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write how to use the workbook, with links to its sheets."""
    page.set_column(0, 0, _PAGE_WIDTH, book.formats["text"])
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)
    for row, (style, text, address) in enumerate(_introduce(book, coder)):
        if address:
            page.write_url(row, 0, address, book.formats[style], text)
        else:
            page.write_string(row, 0, text, book.formats[style])
            fit_row(page, row, [(text, _PAGE_WIDTH)])
    page.protect("", ALLOWED)


def _introduce(book: Book, coder: str) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the first page: style, text, and the address of a link."""
    package = book.package
    title = str(package.descriptor.get("title", package.name))
    yield "title", f"{title}: workbook for coding", ""
    version = f", version {package.version}" if package.version else ""
    yield "text", f"Package {package.name}{version}{f', coder: {coder}' if coder else ''}", ""
    yield "text", "", ""
    for line in _HELP.read_text("utf-8").splitlines():
        yield "heading" if line.startswith("#") else "text", line.removeprefix("# "), ""
    yield "text", "", ""
    yield "heading", "Sheets, in the order of work", ""
    for plan in book.plans:
        about = plan.table.schema.get("description") or plan.table.resource.get("description", "")
        yield "link", f"{plan.name}: {about}"[:LONGEST_LIST], f"internal:'{plan.name}'!A1"
    yield "link", f"{layout.CODES}: every code with its definition", f"internal:'{layout.CODES}'!A1"
    text = f"{layout.FINDINGS}: what the validation found when this workbook was written"
    yield "link", text, f"internal:'{layout.FINDINGS}'!A1"


def write_findings(book: Book, page: Any, findings: Sequence[Finding]) -> None:  # noqa: ANN401 - likewise
    """Write the findings, with links to their cells."""
    header = ("severity", "table", "record", "column", "value", "finding", "how to fix it", "rule")
    widths = (10, 20, 16, 18, 30, 60, 60, 24)
    for n, width in enumerate(widths):
        page.set_column(n, n, width, book.formats["text"])
    write_texts(page, 0, header, book.formats["head"])
    lines = {
        plan.name: (plan, {join_key(plan, r): n for n, r in enumerate(book.rows[plan.name], 1)})
        for plan in book.plans
    }
    for row, one in enumerate(findings[: MAX_ROWS - 1], 1):
        place = (one.table, one.record, one.field, one.value)
        cells = [
            str(one.severity),
            *(text or "" for text in place),
            one.message,
            one.hint,
            one.rule,
        ]
        write_texts(page, row, [cell[:LONGEST_NOTE] for cell in cells], book.formats["text"])
        fit_row(page, row, zip(cells, widths, strict=True))
        if address := _find_cell(lines, one):
            page.write_url(row, 2, f"internal:{address}", book.formats["link"], cells[2])
    page.freeze_panes(1, 0)
    page.protect("", ALLOWED)


def _find_cell(lines: Mapping[str, tuple[SheetPlan, dict[str, int]]], finding: Finding) -> str:
    """Return the address of the cell of a finding; empty if it has none."""
    if finding.table is None or finding.table not in lines:
        return ""
    plan, numbers = lines[finding.table]
    names = [column.name for column in plan.columns]
    n = names.index(finding.field) if finding.field in names else 0
    row = numbers.get(finding.record) if finding.record else None
    return f"'{plan.name}'!{xl_rowcol_to_cell(row, n)}" if row else ""


def write_codes(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
    """Write the codes of each list that a column uses, one below the other."""
    used = {
        str(column.field["codelist"])
        for plan in book.plans
        for column in plan.columns
        if "codelist" in column.field
    }
    lists = book.codelists
    header, widths = ("list", "code", "label", "definition", "broader"), (24, 28, 32, 90, 20)
    for n, width in enumerate(widths):
        page.set_column(n, n, width, book.formats["text"])
    write_texts(page, 0, header, book.formats["head"])
    row = 1
    for name in sorted(used & {*lists}):
        first = row
        for code in lists[name]:
            cells = [name, *(code.get(column, "") for column in header[1:])]
            write_texts(page, row, cells, book.formats["text"])
            fit_row(page, row, zip(cells, widths, strict=True))
            row += 1
        book.lists[name] = f"={layout.CODES}!$B${first + 1}:$B${row}"
    page.freeze_panes(1, 0)
    page.protect("", ALLOWED)


def write_lists(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
    """Write the labels of the rows of each table with ids, as formulas that include new rows."""
    for n, (name, labels) in enumerate(book.labels.items()):
        plan = next(plan for plan in book.plans if plan.name == name)
        names = [column.name for column in plan.columns]
        key, words = (xl_col_to_name(names.index(c)) for c in (plan.table.key[0], plan.describing))
        formula = layout.make_label_formula(name, key, words, xl_col_to_name(len(names) - 1))
        page.write_string(0, n, name)
        shown = [labels[row[plan.table.key[0]]] for row in book.rows[name]]
        for row, label in enumerate([*shown, *[""] * book.spare], 1):
            page.write_formula(row, n, formula, None, label)
        letter = xl_col_to_name(n)
        book.lists[f"{IDS}{name}"] = area = (
            f"={layout.LISTS}!${letter}$2:${letter}${len(shown) + book.spare + 1}"
        )
        book.file.define_name(f"{IDS}{name}", area)


def write_manifest(book: Book, page: Any, coder: str) -> None:  # noqa: ANN401 - likewise
    """Write what the import compares with the package."""
    package = book.package
    lines = [
        ("format", layout.FORMAT),
        ("package", package.name),
        ("version", package.version or ""),
        ("coder", coder),
        *(("table", p.name, hash_rows(p.table, book.rows[p.name])) for p in book.plans),
    ]
    page.set_column(0, 2, 20, book.formats["text"])
    for row, cells in enumerate(lines):
        write_texts(page, row, cells, book.formats["text"])


def write_base(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
    """Write the rows as they are now, after the columns of each table."""
    number = 0
    for plan in book.plans:
        header = [plan.name, layout.COLUMNS, *plan.table.fields]
        records = (
            [plan.name, layout.ROW, *(row[name] for name in plan.table.fields)]
            for row in book.rows[plan.name]
        )
        for cells in (header, *records):
            for n, text in enumerate(cells):
                if text:
                    style = "quoted" if is_formula(text) else "text"
                    page.write_string(number, n, text, book.formats[style])
            number += 1
