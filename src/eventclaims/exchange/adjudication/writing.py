"""Write the differences of two codings as a workbook."""

from pathlib import Path
from typing import Any

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
    NOTE,
    finish_table,
    fit_row,
    make_file,
    read_help,
    write_lines,
    write_manifest,
)
from eventclaims.tables.cells import is_formula
from eventclaims.tables.sheets import MAX_ROWS

_HELP = Path(__file__).with_name("read_me.txt")
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
    first, second = (side.name for side in sides.sides)
    introduction = [
        ("title", f"Differences of {first} (A) and {second} (B)", ""),
        ("text", f"Package {sides.package.name}; differences: {len(listed)}", ""),
        *read_help(_HELP),
    ]
    stated = [
        *(("coding", side.name) for side in sides.sides),
        *(("table", file, sha256) for file, sha256 in sides.hashes.items()),
    ]

    def write(file: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
        pages = [file.add_worksheet(n) for n in (layout.README, DIFFERENCES, layout.MANIFEST)]
        write_lines(pages[0], introduction, formats)
        pages[0].protect("", ALLOWED)
        _write_rows(pages[1], plan_differences(), sides, listed, formats)
        write_manifest(pages[2], sides.package, stated, formats["text"])
        pages[1].activate()

    return make_file(sides.package, f"{first} and {second}", write)


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
        page.write_comment(0, n, str(column.field["description"]), NOTE)
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
    finish_table(page, max(len(listed), 1), len(names), names.index("id_a"))
    page.protect("", ALLOWED)


def _style_header(column: Column) -> str:
    if column.is_required:
        return "head required"
    return "head" if column.name in _ENTERED else "head derived"
