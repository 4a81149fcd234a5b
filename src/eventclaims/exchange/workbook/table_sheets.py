"""The sheet of a table: its cells, its lists to choose from, and notes on headers and findings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.exchange import layout
from eventclaims.exchange.layout import NTH, Column, SheetPlan
from eventclaims.exchange.rows import join_key, make_registry
from eventclaims.exchange.workbook.book import (
    ALLOWED,
    IDS,
    LONGEST_LIST,
    LONGEST_NOTE,
    NOTE,
    Book,
    finish_table,
    fit_row,
)
from eventclaims.importing import ids
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import choose_width

_BOOLEANS = ("true", "false")
# Of a column for words, also while it is empty.
_FREE_WIDTH = 30


def write_sheet(book: Book, page: Any, plan: SheetPlan) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write the sheet of a table, with the next ids after its rows."""
    rows, columns = book.rows[plan.name], plan.columns
    labelled = [_label_cells(book, plan, row) for row in rows]
    last = len(rows) + book.spare
    widths = []
    for n, column in enumerate(columns):
        width = _choose_width(column, [row[n] for row in labelled])
        widths.append(width)
        page.set_column(n, n, width, book.formats["derived" if column.is_derived else "text"])
        page.write_string(0, n, column.header, book.formats[_style_header(column)])
        page.write_comment(0, n, _describe(book, column), NOTE)
        if choice := _choose(book, plan, n):
            page.data_validation(1, n, last, n, choice)
    for row, (cells, stored) in enumerate(zip(labelled, rows, strict=True), 1):
        found = book.findings.get((plan.name, join_key(plan, stored)), [])
        notes = _place_findings(plan, found)
        for n, (text, column) in enumerate(zip(cells, columns, strict=True)):
            style = _style_cell(text, column, is_found=column.name in notes)
            if text or column.name in notes:
                page.write_string(row, n, text, book.formats[style])
            if column.name in notes:
                page.write_comment(row, n, notes[column.name], NOTE)
        wrapped = zip(cells, widths, columns, strict=True)
        fit_row(page, row, ((text, width) for text, width, c in wrapped if not c.is_derived))
    for row, id_ in enumerate(_offer_ids(book, plan), len(rows) + 1):
        page.write_string(
            row, [c.name for c in columns].index(plan.table.key[0]), id_, book.formats["offered"]
        )
    finish_table(page, last, len(columns), 1)
    page.protect("", ALLOWED)


def _choose_width(column: Column, texts: Sequence[str]) -> int:
    least = len(column.header) + 4
    if column.is_derived:
        return least
    is_free = column.field.get("type") == "string" and not (column.codes or column.has_ids)
    return choose_width(texts, max(least, _FREE_WIDTH if is_free and column.name != NTH else 0))


def _label_cells(book: Book, plan: SheetPlan, row: Mapping[str, str]) -> list[str]:
    cells = []
    for column in plan.columns:
        text = row.get(column.name, "")
        target = row.get("table", "") if column.name == "record_id" else column.target
        cells.append(book.labels.get(target, {}).get(text, text))
    return cells


def _style_header(column: Column) -> str:
    if column.is_passage:
        return "head passage"
    if column.is_derived:
        return "head derived"
    return "head required" if column.is_required else "head"


def _style_cell(text: str, column: Column, *, is_found: bool) -> str:
    style = "derived" if column.is_derived else "quoted" if is_formula(text) else "text"
    return style if not is_found else f"found {style}".removesuffix(" text")


def _describe(book: Book, column: Column) -> str:
    """Return the note of a header: title, description, and what a cell may contain."""
    field_ = column.field
    lines = [str(field_.get("title", column.name)), str(field_.get("description", ""))]
    if column.is_required:
        lines.append("A row needs this cell.")
    if column.is_derived:
        lines.append("eventclaims fills this column; cells entered here are not imported.")
    if field_.get("type") == "date":
        lines.append("A day, as 2019-03-09.")
    if column.target:
        lines.append(f"The id of a row of the sheet {column.target}.")
    stated = field_.get("constraints", {})
    bounds = [
        (layout.BOUNDS[name][1], bound) for name, bound in stated.items() if name in layout.BOUNDS
    ]
    lines += [f"Enter {words.format(bound)}." for words, bound in bounds]
    if "example" in field_ and not column.target:
        lines.append(f"Example: {field_['example']}")
    codes = book.codelists.get(str(field_.get("codelist", "")), ())
    allowed = {*column.codes}
    lines += [
        f"{code['code']}: {code.get('definition', '')}" for code in codes if code["code"] in allowed
    ]
    return "\n".join(filter(None, lines))[:LONGEST_NOTE]


def _choose(book: Book, plan: SheetPlan, n: int) -> dict[str, Any] | None:
    """Return the list of values of a column; None if it has none.

    A short list is written into the sheet, because some programs lose lists of other sheets.
    """
    column = plan.columns[n]
    is_boolean = column.field.get("type") == "boolean"
    if codes := _BOOLEANS if is_boolean else column.codes:
        is_short = len(",".join(codes)) <= LONGEST_LIST
        source = book.lists.get(str(column.field.get("codelist", "")))
        return {
            "validate": "list",
            "source": list(codes) if is_short or not source else source,
            "error_title": "Unknown code",
            "error_message": f"Choose a code; the sheet {layout.CODES} explains each.",
        }
    names = [c.name for c in plan.columns]
    if column.name == "record_id" and "table" in names:
        letter = xl_col_to_name(names.index("table"))
        source = f'=INDIRECT("{IDS}"&${letter}2)'
    else:
        source = book.lists.get(f"{IDS}{column.target}")
    # An id without its words is right, too, so that other values are not refused here.
    return {"validate": "list", "source": source, "show_error": False} if source else None


def _offer_ids(book: Book, plan: SheetPlan) -> Iterator[str]:
    """Yield the next free ids of a table; none for a table without ids."""
    if not ids.has_ids(plan.table):
        return
    registry = make_registry(book.plans, book.rows)
    for number in range(book.spare):
        yield registry.get(plan.table, str(number))


def _place_findings(plan: SheetPlan, findings: Sequence[Finding]) -> dict[str, str]:
    """Return the note of each cell with findings; those without a column are at the first."""
    notes: dict[str, list[str]] = {}
    for one in findings:
        column = one.field if one.field in plan.table.fields else plan.columns[0].name
        notes.setdefault(column or "", []).append(
            f"{one.severity}: {one.message}\n{one.hint} ({one.rule})"
        )
    return {column: "\n\n".join(lines)[:LONGEST_NOTE] for column, lines in notes.items()}
