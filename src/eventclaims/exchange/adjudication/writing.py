"""Write the differences of two codings as a workbook."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.errors import EventClaimsError
from eventclaims.exchange import layout
from eventclaims.exchange.adjudication.items import Disagreement, Item
from eventclaims.exchange.adjudication.sheet import (
    DIFFERENCES,
    list_cells,
    list_choices,
    plan_differences,
)
from eventclaims.exchange.adjudication.sides import Sides
from eventclaims.exchange.layout import Column, SheetPlan
from eventclaims.exchange.workbook.book import (
    ALLOWED,
    LONGEST_LIST,
    LONGEST_NOTE,
    add_formats,
    fit_row,
    write_texts,
)
from eventclaims.package.model import read_day
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import MAX_ROWS, WRITER_OPTIONS

_FIRST_DAY = "2000-01-01"
_HELP = Path(__file__).with_name("read_me.txt")
_PAGE_WIDTH = 95
_WIDTHS = {
    "cost": 10,
    "depending": 10,
    "table": 16,
    "id_a": 30,
    "id_b": 30,
    "field": 16,
    "value_a": 40,
    "value_b": 40,
    "choice": 12,
    "value": 30,
    "reason": 40,
    "settled_by": 16,
}
_ENTERED = ("choice", "value", "reason", "settled_by")
_NOTE = {"x_scale": 3, "y_scale": 2}


def make_differences(sides: Sides, listed: list[tuple[Item, Disagreement]]) -> bytes:
    """Return a workbook with a row for each difference; the same content for the same input.

    Args:
        sides: Both codings.
        listed: Their differences in the order of the rows.

    Raises:
        EventClaimsError: If the differences do not fit into a workbook.
    """
    if len(listed) >= MAX_ROWS:
        raise EventClaimsError("there are more differences than a sheet has rows")
    content = io.BytesIO()
    try:
        with xlsxwriter.Workbook(content, WRITER_OPTIONS) as file:
            package = sides.package
            created = datetime.fromisoformat(read_day(package.descriptor) or _FIRST_DAY)
            names = [side.name for side in sides.sides]
            file.set_properties({"title": f"{names[0]} and {names[1]}", "created": created})
            formats = add_formats(file)
            pages = [file.add_worksheet(n) for n in (layout.README, DIFFERENCES, layout.MANIFEST)]
            _write_readme(pages[0], sides, formats, len(listed))
            _write_rows(pages[1], plan_differences(), sides, listed, formats)
            _write_manifest(pages[2], sides, formats)
            pages[1].activate()
    except XlsxWriterException as error:
        raise EventClaimsError(f"the workbook cannot be written: {error}") from error
    return content.getvalue()


def _write_readme(page: Any, sides: Sides, formats: dict[str, Any], number: int) -> None:  # noqa: ANN401 - xlsxwriter has no types
    page.set_column(0, 0, _PAGE_WIDTH, formats["text"])
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)
    first, second = (side.name for side in sides.sides)
    lines = [("title", f"Differences of {first} (A) and {second} (B)")]
    lines.append(("text", f"Package {sides.package.name}; differences: {number}"))
    lines += [
        ("heading" if line.startswith("#") else "text", line.removeprefix("# "))
        for line in _HELP.read_text("utf-8").splitlines()
    ]
    for row, (style, text) in enumerate(lines):
        page.write_string(row, 0, text, formats[style])
        fit_row(page, row, [(text, _PAGE_WIDTH)])
    page.protect("", ALLOWED)


def _write_rows(
    page: Any,  # noqa: ANN401 - likewise
    plan: SheetPlan,
    sides: Sides,
    listed: list[tuple[Item, Disagreement]],
    formats: dict[str, Any],
) -> None:
    names = [column.name for column in plan.columns]
    for n, column in enumerate(plan.columns):
        style = "text" if column.name in _ENTERED else "shown"
        page.set_column(n, n, _WIDTHS[column.name], formats[style])
        page.write_string(0, n, column.header, formats[_style_header(column)])
        page.write_comment(0, n, str(column.field["description"]), _NOTE)
    for row, (item, one) in enumerate(listed, 1):
        cells = [*list_cells(sides, item, one), *[""] * len(_ENTERED)]
        for n, (name, text) in enumerate(zip(names, cells, strict=True)):
            if name in _ENTERED:
                page.write_blank(row, n, None, formats["text"])
            elif text:
                style = "shown quoted" if is_formula(text) else "shown"
                page.write_string(row, n, text[:LONGEST_NOTE], formats[style])
            else:
                page.write_blank(row, n, None, formats["shown"])
        fit_row(page, row, zip(cells, _WIDTHS.values(), strict=True))
        choices = {"validate": "list", "source": list(list_choices(item, one))}
        page.data_validation(row, names.index("choice"), row, names.index("choice"), choices)
        codes = next((c.codes for c in item.plan.columns if c.name == one.field), ())
        if codes and len(",".join(codes)) <= LONGEST_LIST:
            values = {"validate": "list", "source": list(codes), "show_error": False}
            page.data_validation(row, names.index("value"), row, names.index("value"), values)
    page.freeze_panes(1, names.index("id_a"))
    page.autofilter(0, 0, max(len(listed), 1), len(names) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.protect("", ALLOWED)


def _style_header(column: Column) -> str:
    if column.is_required:
        return "head required"
    return "head" if column.name in _ENTERED else "head derived"


def _write_manifest(page: Any, sides: Sides, formats: dict[str, Any]) -> None:  # noqa: ANN401 - likewise
    package = sides.package
    lines = [
        ("format", layout.FORMAT),
        ("package", package.name),
        ("version", package.version or ""),
        *(("coding", side.name) for side in sides.sides),
        *(("table", file, sha256) for file, sha256 in sides.hashes.items()),
    ]
    for row, cells in enumerate(lines):
        write_texts(page, row, cells, formats["text"])
    page.hide()
    page.protect()
