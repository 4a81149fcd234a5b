"""Write a package as a workbook for coding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.errors import EventClaimsError
from eventclaims.exchange import layout
from eventclaims.exchange.layout import NTH, Column, SheetPlan
from eventclaims.exchange.rows import (
    Rows,
    hash_rows,
    join_key,
    make_labels,
    make_registry,
    read_plans,
)
from eventclaims.exchange.workbook.book import (
    ALLOWED,
    IDS,
    LONGEST_LIST,
    LONGEST_NOTE,
    NOTE,
    SPARE,
    Book,
    finish_table,
    fit_row,
    make_file,
    read_help,
    write_lines,
    write_manifest,
    write_texts,
)
from eventclaims.importing import ids
from eventclaims.package.model import Package
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import MAX_ROWS, choose_width, find_size_problem, find_text_problem

_LONGEST_NAME = 31
_BOOLEANS = ("true", "false")
# Of a column for words, also while it is empty.
_FREE_WIDTH = 30
# How to use a workbook.
_HELP = Path(__file__).with_name("read_me.txt")


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
        codes = package.read_codelists()
        book = Book(package, plans, rows, file, formats, labels, codes, spare)
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
    _write_codes(book, pages[layout.CODES])
    _write_lists(book, pages[layout.LISTS])
    for plan in book.plans:
        _write_sheet(book, pages[plan.name], plan)
    _write_findings(book, pages[layout.FINDINGS], findings)
    hashes = [("table", p.name, hash_rows(p.table, book.rows[p.name])) for p in book.plans]
    lines = [("coder", coder), *hashes]
    write_manifest(pages[layout.MANIFEST], book.package, lines, book.formats["text"])
    _write_base(book, pages[layout.BASE])
    write_lines(pages[layout.README], _introduce(book, coder), book.formats)
    pages[layout.README].protect("", ALLOWED)
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


def _introduce(book: Book, coder: str) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the first page: how to use the workbook, with links to its sheets."""
    package = book.package
    title = str(package.descriptor.get("title", package.name))
    yield "title", f"{title}: workbook for coding", ""
    version = f", version {package.version}" if package.version else ""
    yield "text", f"Package {package.name}{version}{f', coder: {coder}' if coder else ''}", ""
    yield "text", "", ""
    yield from read_help(_HELP)
    yield "text", "", ""
    yield "heading", "Sheets, in the order of work", ""
    for plan in book.plans:
        about = plan.table.schema.get("description") or plan.table.resource.get("description", "")
        yield "link", f"{plan.name}: {about}"[:LONGEST_LIST], f"internal:'{plan.name}'!A1"
    yield "link", f"{layout.CODES}: every code with its definition", f"internal:'{layout.CODES}'!A1"
    text = f"{layout.FINDINGS}: what the validation found when this workbook was written"
    yield "link", text, f"internal:'{layout.FINDINGS}'!A1"


def _write_grid(
    book: Book,
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    columns: Mapping[str, int],
    rows: Iterable[Sequence[str]],
) -> None:
    """Write rows that are only read, under columns with their widths."""
    for n, width in enumerate(columns.values()):
        page.set_column(n, n, width, book.formats["text"])
    write_texts(page, 0, [*columns], book.formats["head"])
    for row, cells in enumerate(rows, 1):
        write_texts(page, row, [cell[:LONGEST_NOTE] for cell in cells], book.formats["text"])
        fit_row(page, row, zip(cells, columns.values(), strict=True))
    page.freeze_panes(1, 0)
    page.protect("", ALLOWED)


def _write_findings(book: Book, page: Any, findings: Sequence[Finding]) -> None:  # noqa: ANN401 - likewise
    """Write the findings, with links to their cells."""
    columns = {"severity": 10, "table": 20, "record": 16, "column": 18, "value": 30}
    columns |= {"finding": 60, "how to fix it": 60, "rule": 24}
    shown = findings[: MAX_ROWS - 1]
    rows = [
        [
            str(one.severity),
            *(text or "" for text in (one.table, one.record, one.field, one.value)),
            *(one.message, one.hint, one.rule),
        ]
        for one in shown
    ]
    _write_grid(book, page, columns, rows)
    cells = {
        (plan.name, join_key(plan, row)): (number, [column.name for column in plan.columns])
        for plan in book.plans
        for number, row in enumerate(book.rows[plan.name], 1)
    }
    for row, one in enumerate(shown, 1):
        number, names = cells.get((one.table or "", one.record or ""), (0, []))
        if number and one.record:
            cell = xl_rowcol_to_cell(number, names.index(one.field) if one.field in names else 0)
            address = f"internal:'{one.table}'!{cell}"
            page.write_url(row, 2, address, book.formats["link"], one.record)


def _write_codes(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
    """Write the codes of each list that a column uses, one below the other."""
    lists = book.codelists
    columns = {"list": 24, "code": 28, "label": 32, "definition": 90, "broader": 20}
    rows: list[list[str]] = []
    for name in layout.list_codelists(book.plans, lists):
        first = len(rows) + 2
        rows += [[name, *(code.get(c, "") for c in [*columns][1:])] for code in lists[name]]
        book.lists[name] = f"={layout.CODES}!$B${first}:$B${len(rows) + 1}"
    _write_grid(book, page, columns, rows)


def _write_lists(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
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


def _write_base(book: Book, page: Any) -> None:  # noqa: ANN401 - likewise
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


def _write_sheet(book: Book, page: Any, plan: SheetPlan) -> None:  # noqa: ANN401 - xlsxwriter has no types
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
